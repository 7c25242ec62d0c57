"""Madagascar's benefits, one module a scheme."""
