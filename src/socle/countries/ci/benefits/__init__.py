"""Côte d'Ivoire's benefits, one module a scheme."""
