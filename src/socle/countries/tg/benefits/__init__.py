"""Togo's benefits, one module a scheme."""
