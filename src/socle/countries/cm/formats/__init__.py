"""File formats of Cameroon."""
