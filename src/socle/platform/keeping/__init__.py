"""How long the fund keeps the logs that only grow, and what of them was purged."""
