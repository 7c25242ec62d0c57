"""Equatorial Guinea's schemes, one module each."""
