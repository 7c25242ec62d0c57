"""Acts on exchanges, and what receives, deals with and sends messages."""
