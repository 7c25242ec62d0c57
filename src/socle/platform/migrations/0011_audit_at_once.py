"""Every check of the audit by one call: a hundred questions cost one way to the server and back."""

from django.db import migrations

# Volatile, so that each check looks at a snapshot of its own, as when it is asked alone.
FIND = """
CREATE FUNCTION audit_find_broken() RETURNS text LANGUAGE plpgsql AS $$
DECLARE each record; found text;
BEGIN
  FOR each IN SELECT finds::regproc AS finds FROM audit_check ORDER BY name LOOP
    EXECUTE format('SELECT %s()', each.finds) INTO found;
    IF found IS NOT NULL THEN RETURN found; END IF;
  END LOOP;
  RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("platform", "0010_digest_of_written")]
    operations = [migrations.RunSQL(FIND, "DROP FUNCTION audit_find_broken();")]
