"""Morocco's benefits, one module a scheme."""
