"""Long tables taken out of the fund (extractions): asked for by one, granted by another."""
