"""A death under the number that is kept is read of the numbers merged into it too."""

from django.db import migrations

# A pension may still be paid under the merged number: nothing of it outlives its holder. A union
# of tables as they stand is looked up by person in their indexes; one of joins is read whole.
_FORWARD = """
CREATE OR REPLACE VIEW insured_death WITH (security_invoker = true) AS
SELECT f.fund_id, f.person_id, lower(d.valid) AS died_on
FROM (
  SELECT fund_id, person_id, person_id AS dead_id, true AS is_own FROM person_death
  UNION ALL
  SELECT fund_id, person_id, kept_id, false FROM person_alias
) f JOIN person_death d ON d.person_id = f.dead_id
WHERE f.is_own OR NOT EXISTS (SELECT FROM person_death o WHERE o.person_id = f.person_id);
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0022_circles_at_once")]
    operations = [migrations.RunSQL(_FORWARD, migrations.RunSQL.noop)]
