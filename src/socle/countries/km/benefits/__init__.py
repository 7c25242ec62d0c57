"""Comoros's benefits, one module a scheme."""
