"""Accounts for what the fund grants and pays, and what the rooms above may read of them."""

from django.db import migrations

_FORWARD = """
ALTER TABLE ledger_posting DROP CONSTRAINT ledger_posting_account_check;
ALTER TABLE ledger_posting ADD CONSTRAINT ledger_posting_account_check CHECK (
  account IN ('contributor', 'contribution', 'penalty', 'cash', 'suspense', 'loss',
    'benefit', 'beneficiary', 'transit', 'overpayment'));
-- Every posting with what its entry says, without whose contribution it is.
CREATE VIEW account_posting WITH (security_invoker = true) AS
SELECT p.fund_id, p.entry_id, e.number, e.act_id, e.kind, e.occurred_on, e.recorded_at,
  p.account, p.month, p.branch, p.amount
FROM ledger_posting p JOIN ledger_entry e ON e.id = p.entry_id;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0008_digest_tables")]
    operations = [migrations.RunSQL(_FORWARD, migrations.RunSQL.noop)]
