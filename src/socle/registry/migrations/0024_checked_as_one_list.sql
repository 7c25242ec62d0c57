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
      DECLARE own bigint := socle_fund(); persons bigint[]; many bigint; held bigint;
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
        PERFORM FROM person WHERE fund_id = own AND id = ANY(persons)
        ORDER BY id FOR NO KEY UPDATE;
        GET DIAGNOSTICS held = ROW_COUNT;
        IF held < cardinality(persons) OR EXISTS (
            SELECT FROM added WHERE fund_id IS DISTINCT FROM own) THEN
          RAISE EXCEPTION 'a row of %% is of a person whom the fund does not know', TG_TABLE_NAME
            USING ERRCODE = 'foreign_key_violation';
        END IF;
        -- One row of each person in all: nothing that it could meet.
        IF many = cardinality(persons) AND many = (
            SELECT count(*) FROM %2$I WHERE fund_id = own AND person_id = ANY(persons)) THEN
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

-- Names as registry_finding_keys heard them, each with all its keys: rows of many keys were joined
-- to their names again, four times a person. Only names with a particle of name_words are read by it,
-- word by word.
CREATE FUNCTION registry_heard(names text[])
RETURNS TABLE (name_key text, keys text[], told text) LANGUAGE sql IMMUTABLE
SET enable_nestloop = off AS $$
  WITH name AS MATERIALIZED (
    SELECT said, rank, (CASE WHEN words && '{n,m,d,l,ben,bel,bou,abou,abu,ait,oulad,abd,abdel,abdul,abdoul,abdal,بن,بو,ابو,عبد,ايت,el,al,ould,wuld,weld,mint,ولد,منت,ال,de,du,des,la,le,les,et}'
      THEN name_words(said) ELSE words END)[:5] AS words
    FROM unnest(names) WITH ORDINALITY AS each (said, rank),
      string_to_array(said, ' ') AS words
  ), word AS MATERIALIZED (
    SELECT rank, each AS word FROM name, unnest(words) AS each WHERE each <> ''
  ), heard AS MATERIALIZED (
    SELECT word, name_skeleton(word) COLLATE "C" AS bones
    FROM (SELECT DISTINCT word FROM word) AS distinct_word
  ), whole AS MATERIALIZED (
    SELECT rank, array_agg(DISTINCT bones ORDER BY bones) AS bones
    FROM word JOIN heard USING (word) GROUP BY rank
  ), pair AS (
    SELECT rank, bones[one] AS one, bones[other] AS other
    FROM whole, generate_subscripts(bones, 1) AS one, generate_subscripts(bones, 1) AS other
    WHERE cardinality(bones) > 2 AND one < other
  ), keyed AS (
    SELECT rank, ARRAY['1' || bones[1]] AS keys FROM whole WHERE cardinality(bones) = 1
    UNION ALL
    -- Nearly all names have two words that tell people apart.
    SELECT rank, ARRAY['1' || bones[1], '1' || bones[2],
      '2' || least(left(bones[1], 2), left(bones[2], 2)) || ' '
          || greatest(left(bones[1], 2), left(bones[2], 2)),
      '3' || least(right(bones[1], 2), right(bones[2], 2)) || ' '
          || greatest(right(bones[1], 2), right(bones[2], 2))]
    FROM whole WHERE cardinality(bones) = 2
    UNION ALL
    SELECT rank, array_agg(DISTINCT key) FROM pair, unnest(ARRAY['1' || one, '1' || other,
      '2' || least(left(one, 2), left(other, 2)) || ' ' || greatest(left(one, 2), left(other, 2)),
      '3' || least(right(one, 2), right(other, 2)) || ' '
          || greatest(right(one, 2), right(other, 2))]) AS key
    GROUP BY rank
  )
  SELECT said, keys, array_to_string(bones, ' ')
  FROM keyed JOIN whole USING (rank) JOIN name USING (rank)
$$;
CREATE OR REPLACE FUNCTION registry_finding_keys(names text[])
RETURNS TABLE (name_key text, key text, told text) LANGUAGE sql IMMUTABLE AS
$$ SELECT name_key, unnest(keys), told FROM registry_heard(names) $$;

-- After civil statuses were added, as before. Of persons of whom nothing else is believed nothing
-- is found yet, and the rows added say all there is; those of few are read, for few may be anybody.
CREATE OR REPLACE FUNCTION registry_keep_finding_added() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE persons bigint[] := (SELECT array_agg(DISTINCT person_id) FROM changed); is_new boolean;
BEGIN
  IF persons IS NULL THEN
    RETURN NULL;
  END IF;
  is_new := (SELECT count(*) FROM changed)
      = (SELECT count(*) FROM person_civil_status WHERE person_id = ANY(persons))
    AND NOT EXISTS (SELECT FROM person_name WHERE person_id = ANY(persons));
  IF NOT is_new THEN
    PERFORM registry_forget(persons, '{}', '{}', '{}');
  END IF;
  IF NOT is_new OR cardinality(persons) <= 100
      OR (SELECT count(*) FROM changed) > cardinality(persons) THEN
    PERFORM registry_find(persons);
  ELSE
    INSERT INTO person_finding (fund_id, key, born, person_id, told)
    SELECT c.fund_id, unnest(k.keys), coalesce(extract(year FROM c.birth_on), 0)::smallint,
      c.person_id, k.told
    FROM changed c JOIN registry_heard(
      (SELECT array_agg(DISTINCT name_key) FROM changed)) k ON k.name_key = c.name_key
    ORDER BY 2, 3, 4;
  END IF;
  RETURN NULL;
END $$;
