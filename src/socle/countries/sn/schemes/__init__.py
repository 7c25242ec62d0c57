"""Senegal's schemes, one module each."""
