-- Which acts touched a file, found by equality: a comparison of arrays is not leakproof, and under
-- row-level security it is asked of every act of the fund, whatever index there is.
-- One row a file that an act names, written with the act by the trigger below and by nothing else.
CREATE TABLE act_touched (
  fund_id bigint NOT NULL,
  subject text NOT NULL,
  recorded_at timestamptz NOT NULL,
  act_id bigint NOT NULL,
  effective_on date NOT NULL
);

CREATE FUNCTION act_show_in_files() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO act_touched (fund_id, subject, recorded_at, act_id, effective_on)
  SELECT a.fund_id, file, a.recorded_at, a.id, a.effective_on
  FROM added a CROSS JOIN unnest(a.touched) AS file;
  RETURN NULL;
END $$;
-- First of all, so that no act is written between what is filled here and what follows.
CREATE TRIGGER shown_in_files AFTER INSERT ON act REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION act_show_in_files();

-- The acts that are there, a fund at a time: row-level security holds for the owner as well.
DO $$
DECLARE of bigint;
BEGIN
  FOR of IN SELECT id FROM fund ORDER BY id LOOP
    PERFORM set_config('app.fund', of::text, true);
    INSERT INTO act_touched (fund_id, subject, recorded_at, act_id, effective_on)
    SELECT DISTINCT a.fund_id, file, a.recorded_at, a.id, a.effective_on
    FROM act a CROSS JOIN unnest(a.touched) AS file;
  END LOOP;
  PERFORM set_config('app.fund', '', true);
END $$;
-- Both orders that a file is read in are answered from the index alone.
ALTER TABLE act_touched ADD CONSTRAINT act_touched_once
  PRIMARY KEY (fund_id, subject, recorded_at, act_id) INCLUDE (effective_on);

SELECT socle_isolate('act_touched'), socle_append_only('act_touched');
REVOKE INSERT ON act_touched FROM socle_app;

-- For the modules above: when which acts touched a file.
CREATE VIEW touching_act WITH (security_invoker = true) AS
SELECT fund_id, subject, act_id, recorded_at FROM act_touched;

CREATE FUNCTION act_find_unshown() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT found FROM (
    (SELECT 'act ' || a.number || ' does not show in the file ' || file AS found
     FROM act a CROSS JOIN unnest(a.touched) AS file
     WHERE NOT EXISTS (SELECT FROM act_touched t
       WHERE t.act_id = a.id AND t.subject = file AND t.recorded_at = a.recorded_at
         AND t.effective_on = a.effective_on) ORDER BY a.id, file LIMIT 1)
    UNION ALL
    (SELECT 'the file ' || t.subject || ' shows act ' || t.act_id || ', which did not touch it'
     FROM act_touched t
     WHERE NOT EXISTS (SELECT FROM act a CROSS JOIN unnest(a.touched) AS file
       WHERE a.id = t.act_id AND file = t.subject AND a.recorded_at = t.recorded_at)
     ORDER BY t.act_id, t.subject LIMIT 1)
  ) AS breaks LIMIT 1
$$;
INSERT INTO audit_check VALUES ('files show the acts that touched them', 'act_find_unshown()');

-- The worker looks for acts to seal every two seconds: among those recorded shortly before the last
-- seal, or since. Whoever was then still at work has committed since, and hardly ever worked for an
-- hour; on the first seal of each day everything is looked at, so that nothing is ever left out.
-- Planned for the instant each time: a plan for any instant would go through all again.
CREATE OR REPLACE FUNCTION socle_seal(fund bigint) RETURNS integer LANGUAGE plpgsql
SET plan_cache_mode = force_custom_plan AS $$
DECLARE last record; each record; link bytea; place bigint; sealed integer := 0;
  moment timestamptz := clock_timestamp(); since timestamptz := '-infinity';
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('act_seal', fund));
  SELECT position, seal, sealed_at INTO last
  FROM act_seal WHERE fund_id = fund ORDER BY position DESC LIMIT 1;
  IF FOUND THEN
    since := last.sealed_at - interval '1 hour';
    IF NOT EXISTS (SELECT FROM act a WHERE fund_id = fund AND recorded_at >= since
        AND NOT EXISTS (SELECT FROM act_seal s WHERE s.act_id = a.id)) THEN
      RETURN 0;
    END IF;
    IF (last.sealed_at AT TIME ZONE 'UTC')::date < (moment AT TIME ZONE 'UTC')::date THEN
      since := '-infinity';
    END IF;
  END IF;
  place := coalesce(last.position, 0);
  link := coalesce(last.seal, sha256(convert_to('socle:' || fund, 'UTF8')));
  FOR each IN SELECT id, digest FROM act a WHERE fund_id = fund AND recorded_at >= since
      AND NOT EXISTS (SELECT FROM act_seal s WHERE s.act_id = a.id) ORDER BY recorded_at, id LOOP
    place := place + 1;
    link := sha256(link || int8send(place) || int8send(each.id) || each.digest
      || timestamptz_send(moment));
    INSERT INTO act_seal (fund_id, position, act_id, seal, sealed_at)
    VALUES (fund, place, each.id, link, moment);
    sealed := sealed + 1;
  END LOOP;
  RETURN sealed;
END $$;
