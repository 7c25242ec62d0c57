"""Comoros's schemes, one module each."""
