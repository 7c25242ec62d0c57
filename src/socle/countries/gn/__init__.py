"""Guinea: its schemes, identifiers, law."""
