"""What keeps an installation well: backups, rehearsed restores, verifications, and their record."""
