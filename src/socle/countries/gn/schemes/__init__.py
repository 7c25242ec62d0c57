"""Guinea's schemes, one module each."""
