"""Tunisia: its schemes, identifiers, law."""
