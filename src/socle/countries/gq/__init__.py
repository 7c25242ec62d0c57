"""Equatorial Guinea: its schemes, identifiers, law."""
