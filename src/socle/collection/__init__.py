"""Money in: payments received, matched, allocated to what employers owe, refunded."""
