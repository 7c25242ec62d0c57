"""Niger: its schemes, identifiers, law."""
