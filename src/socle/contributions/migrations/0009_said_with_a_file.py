"""What was said with a file, its kind, profile and month, is what the act that posted it says."""

from django.db import migrations

_FORWARD = """
CREATE FUNCTION contributions_find_other_saying() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT found FROM (
    (SELECT 'deposit ' || p.number || ' was not handed in as its act says' AS found
     FROM deposit p JOIN act a ON a.id = p.act_id
     LEFT JOIN deposit_profile s ON s.deposit_id = p.id
     LEFT JOIN file_profile f ON f.id = s.profile_id
     WHERE a.type = 'deposit_declaration'
       AND (p.kind, f.number, to_char(s.month, 'YYYY-MM')) IS DISTINCT FROM
           (coalesce(a.fields ->> 'kind', 'first'), a.fields ->> 'profile', a.fields ->> 'month')
     ORDER BY p.id LIMIT 1)
    UNION ALL
    (SELECT 'what was said with deposit ' || s.deposit_id || ' has no deposit'
     FROM deposit_profile s WHERE NOT EXISTS (SELECT FROM deposit p WHERE p.id = s.deposit_id)
     ORDER BY 1 LIMIT 1)
  ) AS breaks LIMIT 1
$$;
INSERT INTO audit_check VALUES
  ('files were handed in as their acts say', 'contributions_find_other_saying()');
"""


class Migration(migrations.Migration):
    dependencies = [("contributions", "0008_audit_plans")]
    operations = [migrations.RunSQL(_FORWARD, migrations.RunSQL.noop)]
