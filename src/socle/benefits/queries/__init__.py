"""Reading claims, awards, facts and calculations."""
