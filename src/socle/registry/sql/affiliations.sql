-- Those who work for an affiliate, when it closes or is absorbed: set by set. The triggers of the
-- table move what is superseded to the history, row by row, as they do for one.

-- name: end_employments
-- What began before is kept until the day before; what was to begin later never did.
WITH taken AS (
  DELETE FROM employment WHERE employer_id = %(employer)s AND valid && daterange(%(on)s, NULL)
  RETURNING fund_id, person_id, employer_id, establishment_number, occupation, valid
)
INSERT INTO employment (fund_id, person_id, employer_id, establishment_number, occupation, valid)
SELECT fund_id, person_id, employer_id, establishment_number, occupation,
  daterange(lower(valid), %(on)s)
FROM taken WHERE lower(valid) < %(on)s

-- name: move_employments
-- What began before stays with the absorbed. Whoever works for the successor already goes on as
-- they did: only the other days are added.
WITH taken AS (
  DELETE FROM employment WHERE employer_id = %(employer)s AND valid && daterange(%(on)s, NULL)
  RETURNING fund_id, person_id, employer_id, establishment_number, occupation, valid
), kept AS (
  INSERT INTO employment (fund_id, person_id, employer_id, establishment_number, occupation, valid)
  SELECT fund_id, person_id, employer_id, establishment_number, occupation,
    daterange(lower(valid), %(on)s)
  FROM taken WHERE lower(valid) < %(on)s
)
INSERT INTO employment (fund_id, person_id, employer_id, establishment_number, occupation, valid)
SELECT m.fund_id, m.person_id, %(successor)s, '', m.occupation, days.valid
FROM taken m
CROSS JOIN LATERAL unnest(
  datemultirange(m.valid * daterange(%(on)s, NULL))
  - coalesce((SELECT range_agg(e.valid) FROM employment e WHERE e.person_id = m.person_id
              AND e.employer_id = %(successor)s), '{}'::datemultirange)) AS days (valid)

-- name: same_identifier
-- Affiliates with the same legal identifier, other than one, at any time from a day on.
SELECT DISTINCT e.number FROM employer e JOIN (
  SELECT employer_id FROM employer_profile
  WHERE %(kind)s = 'company_number' AND company_number = %(value)s AND company_number <> ''
    AND valid && daterange(%(on)s, NULL)
  UNION ALL
  SELECT employer_id FROM employer_identifier
  WHERE kind = %(kind)s AND value = %(value)s AND valid && daterange(%(on)s, NULL)) same
ON same.employer_id = e.id WHERE e.number <> %(number)s ORDER BY 1 LIMIT %(limit)s

-- name: same_address
SELECT DISTINCT e.number FROM employer_profile p JOIN employer e ON e.id = p.employer_id
WHERE p.address <> '' AND name_key(p.address, p.city) = name_key(%(address)s, %(city)s)
  AND p.valid && daterange(%(on)s, NULL) AND p.status <> 'closed' AND e.number <> %(number)s
ORDER BY 1 LIMIT %(limit)s

-- name: same_phone
SELECT DISTINCT e.number FROM employer_contact c JOIN employer e ON e.id = c.employer_id
WHERE c.phone = %(value)s AND c.valid && daterange(%(on)s, NULL) AND e.number <> %(number)s
ORDER BY 1 LIMIT %(limit)s

-- name: same_email
SELECT DISTINCT e.number FROM employer_contact c JOIN employer e ON e.id = c.employer_id
WHERE c.email = %(value)s AND c.valid && daterange(%(on)s, NULL) AND e.number <> %(number)s
ORDER BY 1 LIMIT %(limit)s

-- name: same_person
-- Whoever is its own affiliate twice.
SELECT DISTINCT e.number FROM employer_nature n JOIN employer e ON e.id = n.employer_id
JOIN person p ON p.id = n.person_id
WHERE p.number = %(value)s AND n.valid && daterange(%(on)s, NULL) AND e.number <> %(number)s
ORDER BY 1 LIMIT %(limit)s

-- name: affiliates_alike
-- Of the rows of a file, those that say what another row or any affiliate ever said: more than is
-- doubted of one, so that a row which is not here is sure to be in no such doubt.
WITH told AS MATERIALIZED (
  SELECT line, kind, CASE WHEN kind = 'address' THEN name_key(said, city) ELSE said END AS said
  FROM unnest(%(lines)s::int[], %(kinds)s::text[], %(said)s::text[], %(cities)s::text[])
    AS t (line, kind, said, city)
)
SELECT line FROM (
  SELECT line, count(*) OVER (PARTITION BY kind, said) AS many FROM told) AS t WHERE many > 1
UNION
SELECT t.line FROM told t CROSS JOIN LATERAL (
  SELECT FROM employer_profile WHERE company_number = t.said AND company_number <> '' LIMIT 1) AS p
WHERE t.kind = 'company_number'
UNION
SELECT t.line FROM told t CROSS JOIN LATERAL (
  SELECT FROM employer_identifier WHERE kind = t.kind AND value = t.said LIMIT 1) AS i
UNION
SELECT t.line FROM told t CROSS JOIN LATERAL (
  SELECT FROM employer_contact WHERE phone = t.said LIMIT 1) AS c WHERE t.kind = 'phone'
UNION
SELECT t.line FROM told t CROSS JOIN LATERAL (
  SELECT FROM employer_contact WHERE email = t.said LIMIT 1) AS c WHERE t.kind = 'email'
UNION
SELECT t.line FROM told t CROSS JOIN LATERAL (
  SELECT FROM person p JOIN employer_nature n ON n.person_id = p.id
  WHERE p.number = t.said LIMIT 1) AS n WHERE t.kind = 'person'
UNION
SELECT line FROM told WHERE kind = 'address' AND said IN (
  SELECT name_key(address, city) FROM employer_profile WHERE address <> '')
