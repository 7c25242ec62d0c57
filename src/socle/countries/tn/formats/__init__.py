"""File formats of Tunisia."""
