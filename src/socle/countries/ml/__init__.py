"""Mali: its schemes, identifiers, law."""
