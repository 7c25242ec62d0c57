-- name: create_import
CREATE TEMPORARY TABLE IF NOT EXISTS stage_person (
  line integer, number text, family_name text, given_names text, birth_on date,
  birth_precision text, sex text, national_id text, birth_place text, nationality text,
  father_name text, mother_name text, arabic_family_name text, arabic_given_names text,
  employer text, hired_on date
) ON COMMIT DROP

-- name: told_before
-- Rows that are at fault in themselves stay out; a clash is looked at again.
DELETE FROM stage_person s USING import_fault f
WHERE f.run_id = %s AND f.line = s.line AND NOT f.code = ANY(%s)

-- name: problems
-- A row is told the first of: written twice in the file, there already, in clash, without employer.
WITH ranked AS (
  SELECT line, number, national_id, employer, family_name, given_names, birth_on,
    CASE WHEN number <> '' THEN row_number() OVER (PARTITION BY number ORDER BY line) END AS nth,
    CASE WHEN number <> '' THEN first_value(line) OVER (PARTITION BY number ORDER BY line) END AS first,
    CASE WHEN national_id <> ''
      THEN row_number() OVER (PARTITION BY national_id ORDER BY line) END AS nth_identity,
    CASE WHEN national_id <> ''
      THEN first_value(line) OVER (PARTITION BY national_id ORDER BY line) END AS first_identity
  FROM stage_person
), found AS (
  SELECT r.line, 1 AS rank, 'number' AS field, 'import.number_twice' AS code,
    r.first::text AS other, r.number AS read
  FROM ranked r WHERE r.nth > 1
  UNION ALL
  SELECT r.line, 2, 'number',
    CASE WHEN c.person_id IS NULL THEN 'import.number_withdrawn'
      WHEN c.name_key = name_key(r.family_name, r.given_names)
        AND c.birth_on IS NOT DISTINCT FROM r.birth_on THEN 'known'
      ELSE 'import.clash_number' END, p.number, r.number
  FROM ranked r JOIN person p ON p.number = r.number
  LEFT JOIN person_civil_status c ON c.person_id = p.id AND upper_inf(c.valid)
  WHERE r.number <> ''
  UNION ALL
  SELECT r.line, 3, 'national_id', 'import.identity_twice', r.first_identity::text, r.national_id
  FROM ranked r WHERE r.nth_identity > 1
  UNION ALL
  SELECT r.line, 4, 'national_id', 'import.clash_identity', min(p.number), r.national_id
  FROM ranked r JOIN person_civil_status c ON c.national_id = r.national_id AND upper_inf(c.valid)
  JOIN person p ON p.id = c.person_id AND p.number <> r.number
  WHERE r.national_id <> '' GROUP BY r.line, r.national_id
  UNION ALL
  SELECT r.line, 5, 'employer', 'registry.employer_unknown', r.employer, r.employer
  FROM ranked r LEFT JOIN employer e ON e.number = r.employer
  WHERE r.employer <> '' AND e.id IS NULL
)
SELECT DISTINCT ON (line) line, field, code, other, read FROM found ORDER BY line, rank

-- name: take_out
DELETE FROM stage_person WHERE line = ANY(%s)

-- name: readings
SELECT line, to_jsonb(s) - 'line' FROM stage_person s WHERE line = ANY(%s) ORDER BY line

-- name: without_number
SELECT line FROM stage_person WHERE number = '' ORDER BY line

-- name: give_numbers
UPDATE stage_person s SET number = given.number
FROM unnest(%s::integer[], %s::text[]) AS given (line, number) WHERE s.line = given.line

-- name: insert_persons
INSERT INTO person (fund_id, number, act_id)
SELECT (SELECT socle_fund()), number, %s FROM stage_person ORDER BY line

-- name: insert_civil_status
INSERT INTO person_civil_status (fund_id, person_id, family_name, given_names, birth_on,
  birth_precision, sex, national_id, valid)
SELECT p.fund_id, p.id, s.family_name, s.given_names, s.birth_on, s.birth_precision, s.sex,
  s.national_id, daterange(coalesce(s.birth_on, %s), NULL)
FROM stage_person s JOIN person p ON p.number = s.number ORDER BY p.id

-- name: insert_origin
INSERT INTO person_origin (fund_id, person_id, birth_place, nationality, father_name, mother_name,
  valid)
SELECT p.fund_id, p.id, s.birth_place, s.nationality, s.father_name, s.mother_name,
  daterange(coalesce(s.birth_on, %s), NULL)
FROM stage_person s JOIN person p ON p.number = s.number
WHERE s.birth_place <> '' OR s.nationality <> '' OR s.father_name <> '' OR s.mother_name <> ''
ORDER BY p.id

-- name: insert_arabic_name
INSERT INTO person_name (fund_id, person_id, kind, script, family_name, given_names, valid)
SELECT p.fund_id, p.id, 'birth', 'arabic', s.arabic_family_name, s.arabic_given_names,
  daterange(coalesce(s.birth_on, %s), NULL)
FROM stage_person s JOIN person p ON p.number = s.number WHERE s.arabic_family_name <> ''
ORDER BY p.id

-- name: insert_employment
INSERT INTO employment (fund_id, person_id, employer_id, establishment_number, occupation, valid)
SELECT p.fund_id, p.id, e.id, '', '', daterange(coalesce(s.hired_on, %s), NULL)
FROM stage_person s JOIN person p ON p.number = s.number
JOIN employer e ON e.number = s.employer WHERE s.employer <> ''

-- name: raise_suspicions
INSERT INTO duplicate_suspicion (fund_id, act_id, origin, person_id, run_id, line, reading,
  likeness)
SELECT p.fund_id, %s, r.origin, p.id, %s, r.line, r.reading, 100
FROM unnest(%s::integer[], %s::text[], %s::text[], %s::jsonb[]) AS r (line, origin, other, reading)
JOIN person p ON p.number = r.other
ON CONFLICT DO NOTHING
