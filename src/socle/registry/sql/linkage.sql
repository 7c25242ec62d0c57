-- name: pairs_to_compare
-- Who shares an identity document, or a name as it is heard (all its words, in any order or script)
-- and a birth: the same day, day and month exchanged, or known to the year on a side.
WITH heard AS MATERIALIZED (
  SELECT DISTINCT f.person_id, f.told, s.birth_on, s.birth_precision, s.recorded_at
  FROM person_finding f
  JOIN person_civil_status s ON s.person_id = f.person_id AND upper_inf(s.valid)
  WHERE s.birth_on IS NOT NULL
), alike AS (
  SELECT least(a.person_id, b.person_id) AS one, greatest(a.person_id, b.person_id) AS other
  FROM heard a JOIN heard b ON b.told = a.told AND b.person_id <> a.person_id
    AND extract(year FROM b.birth_on) = extract(year FROM a.birth_on)
  WHERE a.recorded_at > %(since)s::timestamptz AND (a.birth_on = b.birth_on
    OR 'year' IN (a.birth_precision, b.birth_precision)
    OR (extract(day FROM a.birth_on) = extract(month FROM b.birth_on)
        AND extract(month FROM a.birth_on) = extract(day FROM b.birth_on)))
  UNION
  SELECT least(a.person_id, b.person_id), greatest(a.person_id, b.person_id)
  FROM person_civil_status a JOIN person_civil_status b
    ON b.national_id = a.national_id AND b.person_id <> a.person_id AND upper_inf(b.valid)
  WHERE a.national_id <> '' AND upper_inf(a.valid) AND a.recorded_at > %(since)s::timestamptz
)
SELECT one, other FROM alike l
WHERE NOT EXISTS (SELECT FROM duplicate_suspicion d
                  WHERE d.person_id = l.one AND d.other_id = l.other)
  AND NOT EXISTS (SELECT FROM distinct_persons x WHERE x.person_id = l.one AND x.other_id = l.other)
  AND NOT EXISTS (SELECT FROM person_alias x WHERE x.person_id IN (l.one, l.other))
ORDER BY one, other LIMIT %(most)s

-- name: described
SELECT s.person_id, s.family_name || ' ' || s.given_names, s.birth_on, s.birth_precision, s.sex,
  s.national_id, coalesce(o.father_name, ''), coalesce(o.mother_name, ''),
  ARRAY(SELECT n.family_name || ' ' || n.given_names FROM person_name n
        WHERE n.person_id = s.person_id AND upper_inf(n.valid))
FROM person_civil_status s
LEFT JOIN person_origin o ON o.person_id = s.person_id AND upper_inf(o.valid)
WHERE s.person_id = ANY(%s) AND upper_inf(s.valid)

-- name: raise_pairs
INSERT INTO duplicate_suspicion (fund_id, act_id, origin, person_id, other_id, likeness)
SELECT (SELECT socle_fund()), %s, 'linkage', one, other, likeness
FROM unnest(%s::bigint[], %s::bigint[], %s::smallint[]) AS pair (one, other, likeness)
ON CONFLICT DO NOTHING
