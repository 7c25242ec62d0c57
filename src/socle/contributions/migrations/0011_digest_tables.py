"""Which tables each part of an act's digest reads: it is asked of acts that wrote there only."""

from django.db import migrations

TABLES = """
UPDATE act_digest_part SET tables = read.tables::regclass[] FROM (VALUES
  ('contributions', '{declaration,declaration_branch}'),
  ('declaration_start', '{declaration_start}'),
  ('file_profile', '{file_profile}'),
  ('line_cure', '{line_cure}'),
  ('prefill', '{prefill}'),
  ('prefill_row', '{prefill,prefill_row}')
) AS read (name, tables) WHERE act_digest_part.name = read.name;
"""


class Migration(migrations.Migration):
    dependencies = [("platform", "0015_digest_of_more"), ("contributions", "0010_for_employers")]
    operations = [migrations.RunSQL(TABLES, migrations.RunSQL.noop)]
