"""A death under the number that is kept is read of the numbers merged into it too."""

from django.db import migrations

# A pension may still be paid under the merged number: nothing of it outlives its holder.
_FORWARD = """
CREATE OR REPLACE VIEW insured_death WITH (security_invoker = true) AS
SELECT fund_id, person_id, lower(valid) AS died_on FROM person_death
UNION ALL
SELECT a.fund_id, a.person_id, lower(d.valid) FROM person_alias a
JOIN person_death d ON d.person_id = a.kept_id
WHERE NOT EXISTS (SELECT FROM person_death o WHERE o.person_id = a.person_id);
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0022_circles_at_once")]
    operations = [migrations.RunSQL(_FORWARD, migrations.RunSQL.noop)]
