"""Mali's benefits, one module a scheme."""
