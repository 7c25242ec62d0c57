"""Reading what follows from debts: due dates, penalties, plans, ages, letters, certificates."""
