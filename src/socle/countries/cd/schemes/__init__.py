"""DR Congo's schemes, one module each."""
