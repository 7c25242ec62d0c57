"""Accounts for penalties and for what the fund gives up."""

from django.db import migrations

_FORWARD = """
ALTER TABLE ledger_posting DROP CONSTRAINT ledger_posting_account_check;
ALTER TABLE ledger_posting ADD CONSTRAINT ledger_posting_account_check CHECK (
  account IN ('contributor', 'contribution', 'penalty', 'cash', 'suspense', 'loss'));
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_postings")]
    operations = [migrations.RunSQL(_FORWARD, migrations.RunSQL.noop)]
