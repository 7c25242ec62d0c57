"""Guinea-Bissau: its schemes, identifiers, law."""
