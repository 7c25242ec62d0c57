-- name: files_to_compare
-- Every name of every person of the fund, each a row; who is merged is read under the kept number.
SELECT s.person_id, s.recorded_at > %(since)s::timestamptz AS is_new, n.full_name,
  coalesce(extract(year FROM s.birth_on)::integer, 0),
  coalesce(extract(month FROM b.known)::integer, 0), coalesce(extract(day FROM b.known)::integer, 0),
  s.sex, s.national_id, coalesce(o.father_name, ''), coalesce(o.mother_name, ''),
  coalesce(c.address, ''), coalesce(c.city, '')
FROM person_civil_status s
CROSS JOIN LATERAL (SELECT CASE WHEN s.birth_precision = 'day' THEN s.birth_on END AS known) AS b
CROSS JOIN LATERAL (
  SELECT s.family_name || ' ' || s.given_names AS full_name
  UNION
  SELECT m.family_name || ' ' || m.given_names FROM person_name m
  WHERE m.person_id = s.person_id AND upper_inf(m.valid)
) AS n
LEFT JOIN person_origin o ON o.person_id = s.person_id AND upper_inf(o.valid)
LEFT JOIN person_contact c ON c.person_id = s.person_id AND upper_inf(c.valid)
WHERE upper_inf(s.valid)
  AND NOT EXISTS (SELECT FROM person_alias x WHERE x.person_id = s.person_id)

-- name: raise_pairs
INSERT INTO duplicate_suspicion (fund_id, act_id, origin, person_id, other_id, likeness, weighed)
SELECT (SELECT socle_fund()), %s, 'linkage', one, other, likeness, weighed
FROM unnest(%s::bigint[], %s::bigint[], %s::smallint[], %s::jsonb[])
  AS pair (one, other, likeness, weighed)
WHERE NOT EXISTS (SELECT FROM distinct_persons x WHERE x.person_id = one AND x.other_id = other)
ON CONFLICT DO NOTHING
