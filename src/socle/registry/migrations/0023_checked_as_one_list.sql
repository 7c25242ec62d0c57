-- What is asked of civil statuses and origins that are added, by one function a table instead of
-- two: they are of the act in progress and of persons of the fund, who are held until the end, and
-- say one thing of a person and a day. Persons are looked up as one sorted list, along which an
-- index is read; each row by itself, five times a person, went down the index each time.
--
-- A second transaction waits where persons are held, and then looks at what the first committed. It
-- does because each statement of a function looks anew, which none does in a transaction that sees
-- the database as it was: it is refused.
DO $make$
DECLARE target text;
BEGIN
  FOREACH target IN ARRAY ARRAY['person_civil_status', 'person_origin'] LOOP
    EXECUTE format($f$
      CREATE FUNCTION %1$I() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
      SET search_path = public, pg_temp
      -- A plan is kept from one statement to the next, of one row or of a hundred thousand.
      SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $body$
      DECLARE fund bigint := socle_fund(); persons bigint[]; many bigint; held bigint;
      BEGIN
        SELECT array_agg(DISTINCT person_id), count(*) INTO persons, many FROM added;
        IF many = 0 THEN
          RETURN NULL;
        END IF;
        IF current_setting('transaction_isolation') <> 'read committed' THEN
          RAISE EXCEPTION 'rows of %% are added where each statement looks anew', TG_TABLE_NAME
            USING ERRCODE = 'insufficient_privilege';
        END IF;
        IF EXISTS (SELECT FROM added WHERE act_id IS DISTINCT FROM (SELECT socle_act())
            OR recorded_at IS DISTINCT FROM (SELECT socle_act_at())) THEN
          RAISE EXCEPTION 'a row of %% names another act than the one in progress', TG_TABLE_NAME
            USING ERRCODE = 'insufficient_privilege';
        END IF;
        PERFORM FROM person WHERE fund_id = fund AND id = ANY(persons)
        ORDER BY id FOR NO KEY UPDATE;
        GET DIAGNOSTICS held = ROW_COUNT;
        IF held < cardinality(persons) OR EXISTS (
            SELECT FROM added WHERE fund_id IS DISTINCT FROM fund) THEN
          RAISE EXCEPTION 'a row of %% is of a person whom the fund does not know', TG_TABLE_NAME
            USING ERRCODE = 'foreign_key_violation';
        END IF;
        -- One row of each person in all: nothing that it could meet.
        IF many = cardinality(persons) AND many = (
            SELECT count(*) FROM %2$I WHERE fund_id = fund AND person_id = ANY(persons)) THEN
          RETURN NULL;
        END IF;
        IF EXISTS (SELECT FROM added a CROSS JOIN LATERAL (
            SELECT FROM %2$I t WHERE t.fund_id = a.fund_id AND t.person_id = a.person_id
              AND t.id <> a.id AND t.valid && a.valid LIMIT 1) AS other) THEN
          RAISE EXCEPTION 'rows of %% say two things of a person and a day', TG_TABLE_NAME
            USING ERRCODE = 'exclusion_violation', CONSTRAINT = %3$L;
        END IF;
        RETURN NULL;
      END $body$ $f$, target || '_added', target, target || '_no_overlap');
    EXECUTE format('DROP TRIGGER added_within_act ON %I', target);
    EXECUTE format('DROP TRIGGER periods_apart ON %I', target);
    EXECUTE format('CREATE TRIGGER added AFTER INSERT ON %I REFERENCING NEW TABLE AS added'
      ' FOR EACH STATEMENT EXECUTE FUNCTION %I()', target, target || '_added');
    EXECUTE format('DROP FUNCTION %I()', target || '_periods');
  END LOOP;
END $make$;
DROP FUNCTION registry_check_added();

-- Of a person too, that the act was recorded is asked at the end, once: see 0018.
ALTER TABLE person DROP CONSTRAINT person_act_id_c10ac6cd_fk_act_id;
CREATE CONSTRAINT TRIGGER of_an_act AFTER INSERT ON person
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (registry_awaits_act(NEW.act_id))
  EXECUTE FUNCTION registry_require_act();
