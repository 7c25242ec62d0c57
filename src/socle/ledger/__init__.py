"""The double-entry ledger: entries that balance, and only grow. Amounts in minor units."""
