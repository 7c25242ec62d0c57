"""Central African Republic: its schemes, identifiers, law."""
