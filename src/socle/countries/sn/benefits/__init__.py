"""Senegal's benefits, one module a scheme."""
