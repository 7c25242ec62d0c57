"""Togo's schemes, one module each."""
