"""How long the fund keeps what it may purge, what a purge takes, and those two people ordered."""
