"""Acts on orders and lots: prepared, controlled, validated, endorsed, sent, answered, closed."""
