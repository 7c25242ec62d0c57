"""Gabon: its schemes, identifiers, law."""
