"""What the fund pays out: orders, lots, files for banks and wallets, what comes back."""
