"""Cameroon: the scheme of the CNPS, its identifiers, its declaration files."""
