"""Burkina Faso: its schemes, identifiers, law."""
