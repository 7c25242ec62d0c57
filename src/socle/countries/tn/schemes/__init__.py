"""Tunisia's schemes, one module each."""
