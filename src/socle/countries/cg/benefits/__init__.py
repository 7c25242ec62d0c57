"""Congo's benefits, one module a scheme."""
