"""Chad's schemes, one module each."""
