"""Which account pays each person on a day, for a million at once."""

from django.db import migrations

# The rule of `registry.queries.details.payable_of`: a test holds the two together.
_FORWARD = """
CREATE FUNCTION payable_account_on(day date)
RETURNS TABLE (fund_id bigint, person_id bigint, kind text, account text, operator text)
LANGUAGE sql STABLE AS $$
  WITH newest AS (
    SELECT DISTINCT ON (person_id) person_id, valid FROM person_account
    WHERE lower(valid) <= day ORDER BY person_id, lower(valid) DESC
  )
  SELECT DISTINCT ON (a.person_id) a.fund_id, a.person_id, a.kind, a.account, a.operator
  FROM newest n JOIN person_account a ON a.person_id = n.person_id
  WHERE n.valid @> day AND lower(a.valid) <= day AND a.state = 'open' AND a.usable_on <= day
    AND NOT EXISTS (SELECT FROM person_account l WHERE l.person_id = a.person_id
      AND lower(l.valid) > lower(a.valid) AND lower(l.valid) <= day AND l.account = a.account)
  ORDER BY a.person_id, lower(a.valid) DESC
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0014_import_in_sets")]
    operations = [migrations.RunSQL(_FORWARD, migrations.RunSQL.noop)]
