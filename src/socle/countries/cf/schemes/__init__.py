"""Central African Republic's schemes, one module each."""
