"""DR Congo: its schemes, identifiers, law."""
