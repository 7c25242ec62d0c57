-- Persons by hundred thousands: what is found by, made of the rows that were added, by sets.

-- As name_finding_keys, for many: each distinct word is heard once, and names are joined by rank.
-- Nothing is known of an array before it is read: left to guess, the planner takes it for short.
CREATE FUNCTION registry_finding_keys(names text[])
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
  ), bone AS MATERIALIZED (
    SELECT DISTINCT rank, bones FROM word JOIN heard USING (word)
  ), told AS (
    SELECT rank, string_agg(bones, ' ' ORDER BY bones) AS told FROM bone GROUP BY rank
  ), pair AS MATERIALIZED (
    SELECT rank, a.bones AS one, b.bones AS other
    FROM bone a JOIN bone b USING (rank) WHERE a.bones < b.bones
  ), found AS (
    SELECT rank, '1' || bones AS key FROM bone
    UNION
    SELECT rank, '2' || least(left(one, 2), left(other, 2)) || ' '
           || greatest(left(one, 2), left(other, 2)) FROM pair
    UNION
    SELECT rank, '3' || least(right(one, 2), right(other, 2)) || ' '
           || greatest(right(one, 2), right(other, 2)) FROM pair
  )
  SELECT said, key, told FROM found JOIN told USING (rank) JOIN name USING (rank)
$$;

-- As registry_keep_finding, after civil statuses were added. Of many persons whom nothing is found
-- by yet, the rows added say all there is: the table is not read again for them.
CREATE FUNCTION registry_keep_finding_added() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE persons bigint[] := (SELECT array_agg(DISTINCT person_id) FROM changed);
BEGIN
  IF persons IS NULL THEN
    RETURN NULL;
  ELSIF cardinality(persons) <= 100 THEN
    PERFORM registry_find_again(persons);
  ELSIF EXISTS (SELECT FROM person_finding WHERE person_id = ANY(persons))
      OR EXISTS (SELECT FROM person_name WHERE person_id = ANY(persons)) THEN
    PERFORM registry_find_many(persons);
  ELSE
    INSERT INTO person_finding (fund_id, key, born, person_id, told)
    SELECT c.fund_id, k.key, coalesce(max(extract(year FROM c.birth_on)), 0)::smallint,
      c.person_id, k.told
    FROM changed c JOIN registry_finding_keys(
      (SELECT array_agg(DISTINCT name_key) FROM changed)) k ON k.name_key = c.name_key
    GROUP BY c.fund_id, k.key, c.person_id, k.told
    ORDER BY 2, 3;
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER finding_added ON person_civil_status;
CREATE TRIGGER finding_added AFTER INSERT ON person_civil_status REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION registry_keep_finding_added();

-- Two whole sets held against each other: looked for a person at a time, before the server has
-- counted a table that has just grown, it took a minute for fifty thousand.
CREATE OR REPLACE FUNCTION registry_find_unfindable() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT 'person ' || p.number || ' cannot be found by name' FROM person p
  JOIN (SELECT person_id FROM person_civil_status WHERE name_key <> ''
        EXCEPT SELECT person_id FROM person_finding) AS lost ON lost.person_id = p.id
  ORDER BY p.number LIMIT 1
$$;
