"""Congo: its schemes, identifiers, law."""
