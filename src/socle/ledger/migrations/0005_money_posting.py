"""What collection may read of money: what came in, went out, or is of nobody known yet."""

from django.db import migrations

_FORWARD = """
CREATE VIEW money_posting WITH (security_invoker = true) AS
SELECT p.fund_id, p.account, p.month, p.amount, p.entry_id
FROM ledger_posting p WHERE p.account IN ('cash', 'suspense');
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_contributor_posting")]
    operations = [migrations.RunSQL(_FORWARD, "DROP VIEW money_posting")]
