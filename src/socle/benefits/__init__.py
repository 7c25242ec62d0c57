"""Claims, decisions, awards and what keeps them, and the runs that make them due."""
