"""Côte d'Ivoire's schemes, one module each."""
