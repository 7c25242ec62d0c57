"""Guinea-Bissau's schemes, one module each."""
