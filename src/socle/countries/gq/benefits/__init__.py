"""Equatorial Guinea's benefits, one module a scheme."""
