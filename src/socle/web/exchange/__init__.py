"""Pages of exchanges with partners: what came, what goes, what waits for a person."""
