"""A part of the digest may read any number of tables; where none was written it is passed over.

Parts without tables were asked at each act, and each asking plans a query anew.
"""

from django.db import migrations

WRITTEN = """
CREATE OR REPLACE FUNCTION act_may_have_written(tables regclass[]) RETURNS boolean
LANGUAGE sql AS $$
  SELECT tables IS NULL OR current_setting('track_counts') <> 'on' OR EXISTS (
    SELECT FROM unnest(tables) AS of WHERE pg_stat_get_xact_tuples_inserted(of) > 0)
$$;
UPDATE act_digest_part SET tables = '{act_evidence,document}' WHERE name = 'act_evidence';
"""


class Migration(migrations.Migration):
    dependencies = [("platform", "0014_partner_notices")]
    operations = [migrations.RunSQL(WRITTEN, migrations.RunSQL.noop)]
