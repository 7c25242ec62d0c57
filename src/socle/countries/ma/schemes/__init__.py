"""Morocco's schemes, one module each."""
