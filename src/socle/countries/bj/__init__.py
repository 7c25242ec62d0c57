"""Benin: its schemes, identifiers, law."""
