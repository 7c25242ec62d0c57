"""The fund as a registry of beneficiaries that other institutions ask, and as one that is told."""
