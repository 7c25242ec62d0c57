"""Côte d'Ivoire: its schemes, identifiers, law."""
