"""What rooms above may read of contributors' accounts: each posting with what its entry says."""

from django.db import migrations

# An outer join, though every posting has its entry: whoever asks nothing of the entry, as the
# aged balance of a whole fund does, is then spared the join.
_FORWARD = """
CREATE VIEW contributor_posting WITH (security_invoker = true) AS
SELECT p.fund_id, p.employer_id, p.month, p.branch, p.payer, p.amount, p.entry_id,
  e.number AS entry_number, e.kind, e.occurred_on, e.recorded_at, e.act_id
FROM ledger_posting p LEFT JOIN ledger_entry e ON e.id = p.entry_id
WHERE p.account = 'contributor';
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_accounts")]
    operations = [migrations.RunSQL(_FORWARD, "DROP VIEW contributor_posting")]
