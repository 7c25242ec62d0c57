"""Django's PostgreSQL, over connections that find the primary and believe no doubtful commit."""
