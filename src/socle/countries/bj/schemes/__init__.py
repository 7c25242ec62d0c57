"""Benin's schemes, one module each."""
