-- name: pairs_to_compare
-- Who shares an identity document; or a name as it is heard (all its words, in any order or script)
-- and a birth, or the year where a side knows no more, or the year and the day or the month where
-- both name a parent; or a word of it, or the heads or tails of two words (one slip leaves one of
-- them), and a birth to the day. Day and month may be exchanged.
WITH person AS MATERIALIZED (
  SELECT s.person_id, s.recorded_at, s.birth_precision = 'year' AS of_year, d.year, d.month, d.day,
    d.year * 10000 + least(d.month, d.day) * 100 + greatest(d.month, d.day) AS birth,
    coalesce(o.father_name || o.mother_name, '') <> '' AS has_parent
  FROM person_civil_status s
  LEFT JOIN person_origin o ON o.person_id = s.person_id AND upper_inf(o.valid)
  CROSS JOIN LATERAL (SELECT extract(year FROM s.birth_on)::integer AS year,
    extract(month FROM s.birth_on)::integer AS month,
    extract(day FROM s.birth_on)::integer AS day) AS d
  WHERE upper_inf(s.valid) AND s.birth_on IS NOT NULL
), heard AS MATERIALIZED (
  SELECT DISTINCT p.*, f.told FROM person p JOIN person_finding f USING (person_id)
), in_part AS MATERIALIZED (
  SELECT p.person_id, p.recorded_at, p.birth, f.key
  FROM person p JOIN person_finding f USING (person_id) WHERE NOT p.of_year
), alike AS (
  SELECT least(a.person_id, b.person_id) AS one, greatest(a.person_id, b.person_id) AS other
  FROM heard a JOIN heard b ON b.told = a.told AND b.year = a.year AND b.person_id <> a.person_id
  WHERE a.recorded_at > %(since)s::timestamptz AND (a.birth = b.birth OR a.of_year OR b.of_year
    OR (a.has_parent AND b.has_parent AND (a.month = b.month OR a.day = b.day)))
  UNION
  SELECT least(a.person_id, b.person_id), greatest(a.person_id, b.person_id)
  FROM in_part a JOIN in_part b
    ON b.key = a.key AND b.birth = a.birth AND b.person_id <> a.person_id
  WHERE a.recorded_at > %(since)s::timestamptz
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
ORDER BY one, other

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
