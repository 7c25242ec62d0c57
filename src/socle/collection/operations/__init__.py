"""Acts on money that comes in: bank statements, the counter, partners, and each payment's way."""
