"""Niger's schemes, one module each."""
