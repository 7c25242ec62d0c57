-- What names are found by, as before (name_finding_keys), with less work for the most usual ones:
-- a name without particles is parted at its blanks, and two words make one pair.
CREATE OR REPLACE FUNCTION registry_finding_keys(names text[])
RETURNS TABLE (name_key text, key text, told text) LANGUAGE sql IMMUTABLE
SET enable_nestloop = off AS $$
  WITH name AS MATERIALIZED (
    SELECT said, rank, (CASE
      -- Every particle that name_words joins or drops.
      WHEN said ~ ('(^| )(n|m|d|l|ben|bel|bou|abou|abu|ait|oulad|abd|abdel|abdul|abdoul|abdal'
        '|el|al|ould|wuld|weld|mint|de|du|des|la|le|les|et)( |$)|[\u0600-\u06ff]')
      THEN name_words(said) ELSE string_to_array(said, ' ') END)[:5] AS words
    FROM unnest(names) WITH ORDINALITY AS each (said, rank)
  ), word AS MATERIALIZED (
    SELECT rank, each AS word FROM name, unnest(words) AS each WHERE each <> ''
  ), heard AS MATERIALIZED (
    SELECT word, name_skeleton(word) COLLATE "C" AS bones
    FROM (SELECT DISTINCT word FROM word) AS distinct_word
  ), bone AS MATERIALIZED (
    SELECT rank, array_agg(DISTINCT bones) AS bones FROM word JOIN heard USING (word) GROUP BY rank
  ), pair AS MATERIALIZED (
    SELECT rank, one, other FROM bone
    CROSS JOIN LATERAL unnest(bones) AS one CROSS JOIN LATERAL unnest(bones) AS other
    WHERE cardinality(bones) > 2 AND one < other
  ), found AS (
    SELECT rank, '1' || one AS key FROM bone, unnest(bones) AS one
    UNION ALL
    SELECT rank, '2' || left(bones[1], 2) || ' ' || left(bones[2], 2)
    FROM bone WHERE cardinality(bones) = 2
    UNION ALL
    SELECT rank, '3' || least(right(bones[1], 2), right(bones[2], 2)) || ' '
      || greatest(right(bones[1], 2), right(bones[2], 2))
    FROM bone WHERE cardinality(bones) = 2
    UNION ALL (
      SELECT rank, '2' || left(one, 2) || ' ' || left(other, 2) FROM pair
      UNION
      SELECT rank, '3' || least(right(one, 2), right(other, 2)) || ' '
        || greatest(right(one, 2), right(other, 2)) FROM pair)
  )
  SELECT said, key, array_to_string(bones, ' ')
  FROM found JOIN bone USING (rank) JOIN name USING (rank)
$$;

CREATE OR REPLACE FUNCTION registry_keep_finding_added() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE persons bigint[] := (SELECT array_agg(DISTINCT person_id) FROM changed);
BEGIN
  IF persons IS NULL THEN
    RETURN NULL;
  ELSIF cardinality(persons) <= 100 THEN
    PERFORM registry_find_again(persons);
  ELSIF EXISTS (SELECT FROM person_finding WHERE person_id = ANY(persons))
      OR EXISTS (SELECT FROM person_name WHERE person_id = ANY(persons))
      OR (SELECT count(*) FROM changed) > cardinality(persons) THEN
    PERFORM registry_find_many(persons);
  ELSE
    INSERT INTO person_finding (fund_id, key, born, person_id, told)
    SELECT c.fund_id, k.key, coalesce(extract(year FROM c.birth_on), 0)::smallint, c.person_id,
      k.told
    FROM changed c JOIN registry_finding_keys(
      (SELECT array_agg(DISTINCT name_key) FROM changed)) k ON k.name_key = c.name_key
    ORDER BY 2, 3;
  END IF;
  RETURN NULL;
END $$;
