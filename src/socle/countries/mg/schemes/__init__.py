"""Madagascar's schemes, one module each."""
