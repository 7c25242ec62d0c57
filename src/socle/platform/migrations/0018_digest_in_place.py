"""Which parts of a digest an act may have written is asked in the statement that reads the parts.

As a function of its own, which PostgreSQL does not fold into the statement, it was called for each
of seventy-five parts at each act: two thirds of what a digest took.
"""

from django.db import migrations

_FORWARD = """
CREATE OR REPLACE FUNCTION act_digest_over(act act, only_written boolean) RETURNS bytea
LANGUAGE plpgsql STABLE SET timezone = 'UTC' SET datestyle = 'ISO' AS $$
DECLARE part record; piece bytea; whole bytea;
  asks_all boolean := NOT only_written OR current_setting('track_counts') <> 'on';
BEGIN
  SELECT convert_to(jsonb_object_agg(key, value)::text, 'UTF8') INTO whole
  FROM jsonb_each(to_jsonb(act) - 'digest') WHERE value <> 'null';
  FOR part IN
    SELECT p.name, p.digest::regproc AS digest FROM act_digest_part p
    -- As act_may_have_written says.
    WHERE asks_all OR p.tables IS NULL OR EXISTS (
      SELECT FROM unnest(p.tables) AS of WHERE pg_stat_get_xact_tuples_inserted(of) > 0)
    ORDER BY p.name
  LOOP
    EXECUTE format('SELECT %s($1)', part.digest) INTO piece USING act.id;
    IF piece IS NOT NULL THEN
      whole := whole || convert_to(E'\\n' || part.name || ':', 'UTF8') || piece;
    END IF;
  END LOOP;
  RETURN sha256(whole);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("platform", "0017_log_keeping")]
    operations = [migrations.RunSQL(_FORWARD, migrations.RunSQL.noop)]
