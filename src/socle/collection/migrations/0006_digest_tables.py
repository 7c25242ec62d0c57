"""Which tables each part of an act's digest reads: it is asked of acts that wrote there only."""

from django.db import migrations

TABLES = """
UPDATE act_digest_part SET tables = read.tables::regclass[] FROM (VALUES
  ('collection', '{cash_day,cash_closing,bank_statement,payment,
    statement_line,payment_clearing,payment_match,payment_use,
    payment_partner}'),
  ('line_decision', '{line_decision}')
) AS read (name, tables) WHERE act_digest_part.name = read.name;
"""


class Migration(migrations.Migration):
    dependencies = [("platform", "0015_digest_of_more"), ("collection", "0005_states_by_index")]
    operations = [migrations.RunSQL(TABLES, migrations.RunSQL.noop)]
