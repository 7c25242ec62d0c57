"""What follows when contributions are not paid: penalties, plans, notices, certificates."""
