"""Chad: its schemes, identifiers, law."""
