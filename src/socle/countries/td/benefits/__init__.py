"""Chad's benefits, one module a scheme."""
