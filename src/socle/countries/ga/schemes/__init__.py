"""Gabon's schemes, one module each."""
