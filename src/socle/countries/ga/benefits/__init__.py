"""Gabon's benefits, one module a scheme."""
