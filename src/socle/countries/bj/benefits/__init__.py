"""Benin's benefits, one module a scheme."""
