"""Which tables each part of an act's digest reads: it is asked of acts that wrote there only."""

from django.db import migrations

TABLES = """
UPDATE act_digest_part SET tables = read.tables::regclass[] FROM (VALUES
  ('registry', '{person,employer}'),
  ('registry_notices', '{change_notice,change_notice_sent}')
) AS read (name, tables) WHERE act_digest_part.name = read.name;
"""


class Migration(migrations.Migration):
    dependencies = [("platform", "0015_digest_of_more"), ("registry", "0012_imports")]
    operations = [migrations.RunSQL(TABLES, migrations.RunSQL.noop)]
