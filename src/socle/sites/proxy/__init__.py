"""What agents' requests pass through: the first site that can serve, another when it cannot."""
