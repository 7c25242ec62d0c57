"""The audit reads whole tables: told so, it hashes them.

With LIMIT 1 the planner expects to find a break among the first rows and looks each line's person
up one by one; there is none, and twenty million look-ups take half an hour.
"""

from django.db import migrations

_FORWARD = """
ALTER FUNCTION contributions_find_wrong_credit() SET enable_nestloop = off;
ALTER FUNCTION contributions_find_wrong_credit() SET work_mem = '64MB';
ALTER FUNCTION contributions_find_difference() SET enable_nestloop = off;
ALTER FUNCTION contributions_find_difference() SET work_mem = '64MB';
ALTER FUNCTION contributions_find_changed_line() SET work_mem = '256MB';
"""


class Migration(migrations.Migration):
    dependencies = [("contributions", "0007_versions")]
    operations = [migrations.RunSQL(_FORWARD, migrations.RunSQL.noop)]
