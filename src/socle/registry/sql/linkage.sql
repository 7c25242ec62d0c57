-- name: files_to_compare
-- Every name of every person of the fund, each a row; who is merged is read under the kept number.
-- Few have another name: theirs are looked for once, not for each of a million.
SELECT s.person_id, s.recorded_at > %(since)s::timestamptz AS is_new, s.full_name,
  coalesce(extract(year FROM s.birth_on)::integer, 0),
  coalesce(extract(month FROM s.known)::integer, 0), coalesce(extract(day FROM s.known)::integer, 0),
  s.sex, s.national_id, coalesce(o.father_name, ''), coalesce(o.mother_name, ''),
  coalesce(c.address, ''), coalesce(c.city, '')
FROM (
  SELECT b.person_id, b.recorded_at, b.birth_on, b.sex, b.national_id,
    CASE WHEN b.birth_precision = 'day' THEN b.birth_on END AS known,
    b.family_name || ' ' || b.given_names AS full_name
  FROM person_civil_status b WHERE upper_inf(b.valid)
  UNION ALL
  SELECT DISTINCT b.person_id, b.recorded_at, b.birth_on, b.sex, b.national_id,
    CASE WHEN b.birth_precision = 'day' THEN b.birth_on END,
    m.family_name || ' ' || m.given_names
  FROM person_name m JOIN person_civil_status b ON b.person_id = m.person_id AND upper_inf(b.valid)
  WHERE upper_inf(m.valid)
    AND (m.family_name, m.given_names) <> (b.family_name, b.given_names)
) AS s
LEFT JOIN person_origin o ON o.person_id = s.person_id AND upper_inf(o.valid)
LEFT JOIN person_contact c ON c.person_id = s.person_id AND upper_inf(c.valid)
WHERE NOT EXISTS (SELECT FROM person_alias x WHERE x.person_id = s.person_id)

-- name: raise_pairs
INSERT INTO duplicate_suspicion (fund_id, act_id, origin, person_id, other_id, likeness, weighed)
SELECT (SELECT socle_fund()), %s, 'linkage', one, other, likeness, weighed
FROM unnest(%s::bigint[], %s::bigint[], %s::smallint[], %s::jsonb[])
  AS pair (one, other, likeness, weighed)
WHERE NOT EXISTS (SELECT FROM distinct_persons x WHERE x.person_id = one AND x.other_id = other)
ON CONFLICT DO NOTHING
