"""Guinea-Bissau's benefits, one module a scheme."""
