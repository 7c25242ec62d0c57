"""Comoros: its schemes, identifiers, law."""
