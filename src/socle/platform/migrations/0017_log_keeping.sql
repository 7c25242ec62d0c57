-- A log that only grows may be purged of what is older than its fund keeps it, and of nothing else.
SELECT socle_temporal('log_keeping', '{fund_id,log}');

-- Since when the fund of the transaction keeps a log, by the present day; null: since ever.
CREATE FUNCTION log_kept_since(asked text) RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT now() - make_interval(months => k.months) FROM log_keeping k
  WHERE k.fund_id = socle_fund() AND k.log = asked
    AND k.valid @> (now() AT TIME ZONE 'UTC')::date
$$;

-- Whoever deletes, were it the owner or a superuser, by whatever statement.
CREATE FUNCTION log_refuse_early() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE early bigint;
BEGIN
  PERFORM socle_act();
  EXECUTE format('SELECT count(*) FROM gone WHERE fund_id IS DISTINCT FROM socle_fund()'
    ' OR (%I < log_kept_since(%L)) IS NOT TRUE', TG_ARGV[1], TG_ARGV[0]) INTO early;
  IF early > 0 THEN
    RAISE EXCEPTION '% rows of % are kept by their fund', early, TG_TABLE_NAME
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NULL;
END $$;

-- In place of the trigger of socle_append_only that refused any DELETE. The application's role has
-- no right to DELETE; the owner, in whose name log_purge runs, sees to delete what is older alone.
CREATE FUNCTION socle_let_purge(target regclass, log text, moment text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('DROP TRIGGER append_only ON %s', target);
  EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE ON %s'
                 ' FOR EACH ROW EXECUTE FUNCTION socle_refuse_change()', target);
  EXECUTE format('CREATE TRIGGER kept AFTER DELETE ON %s REFERENCING OLD TABLE AS gone'
                 ' FOR EACH STATEMENT EXECUTE FUNCTION log_refuse_early(%L, %L)',
                 target, log, moment);
  EXECUTE format('CREATE POLICY purge_of_older ON %s AS RESTRICTIVE FOR DELETE'
                 ' USING (%I < (SELECT log_kept_since(%L)))', target, moment, log);
END $$;
REVOKE EXECUTE ON FUNCTION socle_let_purge(regclass, text, text) FROM PUBLIC, socle_app;

SELECT socle_let_purge('partner_access', 'partner_calls', 'accessed_at'),
  socle_let_purge('paper_made', 'papers', 'made_at');

-- Whether a log holds what its fund keeps no longer.
CREATE FUNCTION log_has_older(asked text) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE since timestamptz := log_kept_since(asked);
BEGIN
  RETURN since IS NOT NULL AND CASE asked
    WHEN 'partner_calls' THEN EXISTS (SELECT FROM partner_access WHERE accessed_at < since)
    WHEN 'papers' THEN EXISTS (SELECT FROM paper_made WHERE made_at < since)
  END;
END $$;

-- Purges a log of at most so many rows that its fund keeps no longer. Only within an act.
CREATE FUNCTION log_purge(asked text, most integer, OUT purged integer, OUT kept_since timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM socle_act();
  kept_since := log_kept_since(asked);
  IF asked = 'partner_calls' THEN
    DELETE FROM partner_access WHERE ctid = ANY(ARRAY(
      SELECT ctid FROM partner_access WHERE accessed_at < kept_since LIMIT most));
  ELSIF asked = 'papers' THEN
    DELETE FROM paper_made WHERE ctid = ANY(ARRAY(
      SELECT ctid FROM paper_made WHERE made_at < kept_since LIMIT most));
  ELSE
    RAISE EXCEPTION 'there is no log %', asked USING ERRCODE = 'invalid_parameter_value';
  END IF;
  GET DIAGNOSTICS purged = ROW_COUNT;
END $$;
