"""Senegal: its schemes, identifiers, law."""
