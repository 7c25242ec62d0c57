"""Burkina Faso's benefits, one module a scheme."""
