"""Cameroon's schemes, one module each."""
