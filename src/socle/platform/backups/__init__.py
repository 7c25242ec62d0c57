"""Backups of the whole server and their restore to any second, by PostgreSQL's own programs."""
