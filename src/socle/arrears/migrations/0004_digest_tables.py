"""Which tables each part of an act's digest reads: it is asked of acts that wrote there only."""

from django.db import migrations

TABLES = """
UPDATE act_digest_part SET tables = read.tables::regclass[] FROM (VALUES
  ('arrears', '{force_majeure,payment_plan,plan_instalment,
    standing_certificate,notice,notice_month,notice_withdrawal}')
) AS read (name, tables) WHERE act_digest_part.name = read.name;
"""


class Migration(migrations.Migration):
    dependencies = [("platform", "0015_digest_of_more"), ("arrears", "0003_notice_run")]
    operations = [migrations.RunSQL(TABLES, migrations.RunSQL.noop)]
