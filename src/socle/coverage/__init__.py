"""Which scheme covers whom on which day, and whether a right is open, with the reason."""
