"""Cameroon's benefits, one module a scheme."""
