"""Which accounts of a person still stand on a day: whoever was paid elsewhere may be paid there."""

from django.db import migrations

# Every account among which `payable_account_on` picks the latest.
_FORWARD = """
CREATE FUNCTION standing_account_on(day date)
RETURNS TABLE (fund_id bigint, person_id bigint, account text)
LANGUAGE sql STABLE AS $$
  SELECT a.fund_id, a.person_id, a.account FROM person_account a
  WHERE lower(a.valid) <= day AND a.state = 'open' AND a.usable_on <= day
    AND EXISTS (SELECT FROM person_account c WHERE c.person_id = a.person_id AND c.valid @> day)
    AND NOT EXISTS (SELECT FROM person_account l WHERE l.person_id = a.person_id
      AND lower(l.valid) > lower(a.valid) AND lower(l.valid) <= day AND l.account = a.account)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0029_circles_of_merged")]
    operations = [migrations.RunSQL(_FORWARD, migrations.RunSQL.noop)]
