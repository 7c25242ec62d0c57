-- What is known of a person is looked up by fund and person: row-level security asks for the fund,
-- and an index of persons alone was sometimes left for one of the whole fund.
DROP INDEX person_finding_person;
CREATE INDEX person_finding_person ON person_finding (fund_id, person_id);

-- What `UNIQUE (person_id, valid WITHOUT OVERLAPS)` said a row at a time, said once a statement.
-- Whoever adds rows of a person holds the person until the end: a second transaction waits here,
-- and then looks at what the first one committed. It does because each statement of a function
-- looks anew, which none does in a transaction that sees the database as it was: it is refused.
DO $make$
DECLARE target text;
BEGIN
  FOREACH target IN ARRAY ARRAY['person_civil_status', 'person_origin'] LOOP
    EXECUTE format($f$
      CREATE FUNCTION %1$I() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
      SET search_path = public, pg_temp
      -- A plan is kept from one statement to the next, of one row or of a hundred thousand.
      SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $body$
      BEGIN
        IF current_setting('transaction_isolation') <> 'read committed' THEN
          RAISE EXCEPTION 'rows of %% are added where each statement looks anew', TG_TABLE_NAME
            USING ERRCODE = 'insufficient_privilege';
        END IF;
        PERFORM FROM (SELECT DISTINCT person_id FROM added ORDER BY person_id) AS a
        CROSS JOIN LATERAL (
          SELECT FROM person p WHERE p.id = a.person_id FOR NO KEY UPDATE) AS held;
        IF EXISTS (SELECT FROM added a CROSS JOIN LATERAL (
            SELECT FROM %2$I t WHERE t.fund_id = a.fund_id AND t.person_id = a.person_id
              AND t.id <> a.id AND t.valid && a.valid LIMIT 1) AS other) THEN
          RAISE EXCEPTION 'rows of %% say two things of a person and a day', TG_TABLE_NAME
            USING ERRCODE = 'exclusion_violation', CONSTRAINT = %3$L;
        END IF;
        RETURN NULL;
      END $body$ $f$, target || '_periods', target, target || '_no_overlap');
    EXECUTE format('CREATE TRIGGER periods_apart AFTER INSERT ON %I REFERENCING NEW TABLE AS added'
      ' FOR EACH STATEMENT EXECUTE FUNCTION %I()', target, target || '_periods');
    EXECUTE format('ALTER TABLE %I DROP CONSTRAINT %I', target, target || '_no_overlap');
    -- The constraint could not be passed by; a trigger can, by whoever owns the server.
    EXECUTE format($f$
      CREATE FUNCTION %1$I() RETURNS text LANGUAGE sql STABLE AS $body$
        SELECT 'two rows of %2$s say two things of person ' || p.number
        FROM (SELECT person_id,
                valid && lag(valid) OVER (PARTITION BY person_id ORDER BY valid) AS meets
              FROM %2$I) AS f JOIN person p ON p.id = f.person_id
        WHERE f.meets ORDER BY p.number LIMIT 1
      $body$ $f$, target || '_find_overlap', target);
    INSERT INTO audit_check VALUES ('periods of ' || target || ' are apart',
      (target || '_find_overlap()')::regprocedure);
  END LOOP;
END $make$;
