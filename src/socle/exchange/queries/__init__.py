"""Reading exchanges."""
