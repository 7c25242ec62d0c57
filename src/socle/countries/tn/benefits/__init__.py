"""Tunisia's benefits, one module a scheme."""
