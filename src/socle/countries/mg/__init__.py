"""Madagascar: its schemes, identifiers, law."""
