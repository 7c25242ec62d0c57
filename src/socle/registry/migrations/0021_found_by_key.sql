-- What persons are found by is four rows a person, each in two indexes: half of what a row of a file
-- took the server. The second index served to find again what is to be forgotten: names say that.
DROP INDEX person_finding_person;

-- As before, with fewer sorts: nearly all names have two words that tell people apart.
CREATE OR REPLACE FUNCTION registry_finding_keys(names text[])
RETURNS TABLE (name_key text, key text, told text) LANGUAGE sql IMMUTABLE
SET enable_nestloop = off AS $$
  WITH name AS MATERIALIZED (
    SELECT said, rank, (name_words(said))[:5] AS words
    FROM unnest(names) WITH ORDINALITY AS each (said, rank)
  ), word AS MATERIALIZED (
    SELECT rank, each AS word FROM name, unnest(words) AS each WHERE each <> ''
  ), heard AS MATERIALIZED (
    SELECT word, name_skeleton(word) COLLATE "C" AS bones
    FROM (SELECT DISTINCT word FROM word) AS distinct_word
  ), told AS MATERIALIZED (
    SELECT rank, array_agg(DISTINCT bones ORDER BY bones) AS bones
    FROM word JOIN heard USING (word) GROUP BY rank
  ), pair AS (
    SELECT rank, bones[one] AS one, bones[other] AS other
    FROM told, generate_subscripts(bones, 1) AS one, generate_subscripts(bones, 1) AS other
    WHERE cardinality(bones) > 2 AND one < other
  ), found AS (
    SELECT rank, '1' || unnest(bones) AS key FROM told
    UNION ALL
    SELECT rank, unnest(ARRAY[
      '2' || least(left(bones[1], 2), left(bones[2], 2)) || ' '
          || greatest(left(bones[1], 2), left(bones[2], 2)),
      '3' || least(right(bones[1], 2), right(bones[2], 2)) || ' '
          || greatest(right(bones[1], 2), right(bones[2], 2))])
    FROM told WHERE cardinality(bones) = 2
    UNION ALL
    (SELECT rank, '2' || least(left(one, 2), left(other, 2)) || ' '
            || greatest(left(one, 2), left(other, 2)) FROM pair
     UNION
     SELECT rank, '3' || least(right(one, 2), right(other, 2)) || ' '
            || greatest(right(one, 2), right(other, 2)) FROM pair)
  )
  SELECT said, key, array_to_string(bones, ' ')
  FROM found JOIN told USING (rank) JOIN name USING (rank)
$$;

-- Of rows that are known whole, by the key of the table.
CREATE FUNCTION registry_forget_rows(keys text[], births smallint[], persons bigint[])
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
  DELETE FROM person_finding f USING unnest(keys, births, persons) AS gone (key, born, person_id)
  WHERE f.fund_id = (SELECT socle_fund()) AND f.key = gone.key AND f.born = gone.born
    AND f.person_id = gone.person_id
$$;

-- Forgets what some persons are found by: keys of the names that are believed, and of those that a
-- statement has just taken away. A year is that of a birth believed until then, or none.
CREATE FUNCTION registry_forget(
  persons bigint[], lost_of bigint[], lost_names text[], lost_births date[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE keys text[]; births smallint[]; people bigint[];
BEGIN
  WITH status AS MATERIALIZED (
    SELECT person_id, name_key, birth_on FROM person_civil_status WHERE person_id = ANY(persons)
    UNION ALL
    SELECT * FROM unnest(lost_of, lost_names, lost_births)
  ), name AS MATERIALIZED (
    SELECT person_id, name_key FROM status
    UNION
    SELECT person_id, name_key FROM person_name WHERE person_id = ANY(persons)
  ), birth AS (
    SELECT person_id, extract(year FROM birth_on)::smallint AS born FROM status
    WHERE birth_on IS NOT NULL
    UNION
    SELECT unnest(persons), 0::smallint
  )
  SELECT array_agg(k.key), array_agg(b.born), array_agg(n.person_id) INTO keys, births, people
  FROM name n JOIN birth b ON b.person_id = n.person_id JOIN registry_keys_of(
    (SELECT array_agg(DISTINCT name_key) FROM name)) k ON k.name_key = n.name_key;
  PERFORM registry_forget_rows(keys, births, people);
END $$;

-- What the names of some persons are found by: of few, each name is heard by itself.
CREATE FUNCTION registry_keys_of(names text[]) RETURNS TABLE (name_key text, key text, told text)
LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF cardinality(names) <= 20 THEN
    RETURN QUERY SELECT n.said, k.key, k.told
      FROM unnest(names) AS n (said) CROSS JOIN LATERAL name_finding_keys(n.said) AS k;
  ELSE
    RETURN QUERY SELECT * FROM registry_finding_keys(names);
  END IF;
END $$;

-- What was registry_find_again and registry_find_many, without what they forgot first.
CREATE FUNCTION registry_find(persons bigint[]) RETURNS void LANGUAGE sql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH name AS MATERIALIZED (
    SELECT fund_id, person_id, name_key FROM person_civil_status WHERE person_id = ANY(persons)
    UNION
    SELECT fund_id, person_id, name_key FROM person_name WHERE person_id = ANY(persons)
  ), birth AS MATERIALIZED (
    SELECT person_id, coalesce(max(extract(year FROM birth_on)), 0)::smallint AS year
    FROM person_civil_status WHERE person_id = ANY(persons) GROUP BY person_id
  )
  INSERT INTO person_finding (fund_id, key, born, person_id, told)
  SELECT DISTINCT n.fund_id, k.key, b.year, n.person_id, k.told
  FROM name n JOIN birth b ON b.person_id = n.person_id JOIN registry_keys_of(
    (SELECT array_agg(DISTINCT name_key) FROM name)) k ON k.name_key = n.name_key
  ORDER BY 2, 3, 4
$$;
REVOKE EXECUTE ON FUNCTION registry_forget_rows(text[], smallint[], bigint[]),
  registry_forget(bigint[], bigint[], text[], date[]), registry_find(bigint[])
  FROM PUBLIC, socle_app;

-- After civil statuses were added. Of persons of whom nothing else is believed nothing is found
-- yet, and the rows added say all there is; those of few are read, for few may be anybody.
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
    SELECT c.fund_id, k.key, coalesce(extract(year FROM c.birth_on), 0)::smallint,
      c.person_id, k.told
    FROM changed c JOIN registry_finding_keys(
      (SELECT array_agg(DISTINCT name_key) FROM changed)) k ON k.name_key = c.name_key
    ORDER BY 2, 3, 4;
  END IF;
  RETURN NULL;
END $$;

-- After civil statuses were taken away.
CREATE FUNCTION registry_keep_finding_taken() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE persons bigint[]; names text[]; births date[];
BEGIN
  SELECT array_agg(person_id), array_agg(name_key), array_agg(birth_on)
  INTO persons, names, births FROM changed;
  IF persons IS NOT NULL THEN
    PERFORM registry_forget(persons, persons, names, births);
    PERFORM registry_find(persons);
  END IF;
  RETURN NULL;
END $$;

-- After other names were added or taken away.
CREATE OR REPLACE FUNCTION registry_keep_finding() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE persons bigint[]; names text[];
BEGIN
  SELECT array_agg(person_id), array_agg(name_key) INTO persons, names FROM changed;
  IF persons IS NOT NULL THEN
    PERFORM registry_forget(persons, persons, names, array_fill(NULL::date, ARRAY[cardinality(persons)]));
    PERFORM registry_find(persons);
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER finding_taken ON person_civil_status;
CREATE TRIGGER finding_taken AFTER DELETE ON person_civil_status REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION registry_keep_finding_taken();
DROP FUNCTION registry_find_again(bigint[]), registry_find_many(bigint[]);
