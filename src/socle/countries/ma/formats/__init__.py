"""File formats of Morocco."""
