"""Togo: its schemes, identifiers, law."""
