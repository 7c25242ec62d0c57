"""Mali's schemes, one module each."""
