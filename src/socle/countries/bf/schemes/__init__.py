"""Burkina Faso's schemes, one module each."""
