"""Niger's benefits, one module a scheme."""
