-- name: create_import
-- A row has the file it may open from the beginning: nothing that follows looks it up again.
CREATE TEMPORARY TABLE IF NOT EXISTS stage_person (
  person_id bigint NOT NULL DEFAULT nextval(pg_get_serial_sequence('person', 'id')), line integer, number text, family_name text, given_names text, birth_on date,
  birth_precision text, sex text, national_id text, birth_place text, nationality text,
  father_name text, mother_name text, arabic_family_name text, arabic_given_names text,
  employer text, hired_on date
) ON COMMIT DROP

-- name: copy_stage
COPY stage_person (line, number, family_name, given_names, birth_on, birth_precision, sex,
  national_id, birth_place, nationality, father_name, mother_name, arabic_family_name,
  arabic_given_names, employer, hired_on) FROM STDIN

-- name: told_before
-- Rows that are at fault in themselves stay out; a clash is looked at again.
DELETE FROM stage_person s USING import_fault f
WHERE f.run_id = %s AND f.line = s.line AND NOT f.code = ANY(%s)

-- name: problems
-- A row is told the first of: written twice in the file, there already, in clash, without employer.
-- Persons are looked up a row at a time, by an index: a slice would otherwise read the whole
-- register, and the more it holds the longer.
WITH twice AS (
  SELECT number, min(line) AS first FROM stage_person WHERE number <> ''
  GROUP BY number HAVING count(*) > 1
), identity_twice AS (
  SELECT national_id, min(line) AS first FROM stage_person WHERE national_id <> ''
  GROUP BY national_id HAVING count(*) > 1
), found AS (
  SELECT s.line, 1 AS rank, 'number' AS field, 'import.number_twice' AS code,
    t.first::text AS other, s.number AS read
  FROM stage_person s JOIN twice t ON t.number = s.number AND t.first < s.line
  UNION ALL
  SELECT s.line, 2, 'number',
    CASE WHEN c.person_id IS NULL THEN 'import.number_withdrawn'
      WHEN c.name_key = name_key(s.family_name, s.given_names)
        AND c.birth_on IS NOT DISTINCT FROM s.birth_on THEN 'known'
      ELSE 'import.clash_number' END, s.number, s.number
  FROM stage_person s
  CROSS JOIN LATERAL (SELECT id, act_id FROM person WHERE number = s.number LIMIT 1) AS p
  LEFT JOIN LATERAL (SELECT person_id, name_key, birth_on FROM person_civil_status
                     WHERE person_id = p.id AND upper_inf(valid) LIMIT 1) AS c ON true
  -- What an import brought that was undone may come again, in the file that puts it right.
  WHERE s.number <> '' AND (c.person_id IS NOT NULL OR NOT EXISTS (
    SELECT FROM act a JOIN import_run r ON r.number = a.subject_number AND r.state = 'undone'
    WHERE a.id = p.act_id AND a.subject_kind = 'import'))
  UNION ALL
  SELECT s.line, 3, 'national_id', 'import.identity_twice', t.first::text, s.national_id
  FROM stage_person s JOIN identity_twice t ON t.national_id = s.national_id AND t.first < s.line
  UNION ALL
  SELECT s.line, 4, 'national_id', 'import.clash_identity', c.number, s.national_id
  FROM stage_person s
  CROSS JOIN LATERAL (
    SELECT p.number FROM person_civil_status c JOIN person p ON p.id = c.person_id
    WHERE c.national_id = s.national_id AND c.national_id <> '' AND upper_inf(c.valid)
      AND p.number <> s.number ORDER BY p.number LIMIT 1) AS c
  WHERE s.national_id <> ''
  UNION ALL
  SELECT s.line, 5, 'employer', 'registry.employer_unknown', s.employer, s.employer
  FROM stage_person s LEFT JOIN employer e ON e.number = s.employer
  WHERE s.employer <> '' AND e.id IS NULL
)
SELECT DISTINCT ON (line) line, field, code, other, read FROM found ORDER BY line, rank

-- name: take_out
DELETE FROM stage_person WHERE line = ANY(%s)

-- name: readings
SELECT line, to_jsonb(s) - 'line' - 'person_id' FROM stage_person s WHERE line = ANY(%s) ORDER BY line

-- name: without_number
SELECT line FROM stage_person WHERE number = '' ORDER BY line

-- name: give_numbers
UPDATE stage_person s SET number = given.number
FROM unnest(%s::integer[], %s::text[]) AS given (line, number) WHERE s.line = given.line

-- name: known_before
UPDATE stage_person s SET person_id = p.id
FROM stage_person t CROSS JOIN LATERAL (SELECT id FROM person WHERE number = t.number LIMIT 1) AS p
WHERE t.line = s.line

-- name: insert_persons
INSERT INTO person (id, fund_id, number, act_id)
SELECT person_id, (SELECT socle_fund()), number, %s FROM stage_person s
WHERE NOT EXISTS (SELECT FROM person p WHERE p.id = s.person_id) ORDER BY person_id

-- name: insert_civil_status
INSERT INTO person_civil_status (fund_id, person_id, family_name, given_names, birth_on,
  birth_precision, sex, national_id, valid, act_id, recorded_at)
SELECT (SELECT socle_fund()), person_id, family_name, given_names, birth_on, birth_precision, sex,
  national_id, daterange(coalesce(birth_on, %s), NULL), (SELECT socle_act()), (SELECT socle_act_at())
FROM stage_person ORDER BY person_id

-- name: insert_origin
INSERT INTO person_origin (fund_id, person_id, birth_place, nationality, father_name, mother_name,
  valid, act_id, recorded_at)
SELECT (SELECT socle_fund()), person_id, birth_place, nationality, father_name, mother_name,
  daterange(coalesce(birth_on, %s), NULL), (SELECT socle_act()), (SELECT socle_act_at())
FROM stage_person
WHERE birth_place <> '' OR nationality <> '' OR father_name <> '' OR mother_name <> ''
ORDER BY person_id

-- name: insert_arabic_name
INSERT INTO person_name (fund_id, person_id, kind, script, family_name, given_names, valid)
SELECT (SELECT socle_fund()), person_id, 'birth', 'arabic', arabic_family_name, arabic_given_names,
  daterange(coalesce(birth_on, %s), NULL)
FROM stage_person WHERE arabic_family_name <> '' ORDER BY person_id

-- name: insert_employment
INSERT INTO employment (fund_id, person_id, employer_id, establishment_number, occupation, valid)
SELECT e.fund_id, s.person_id, e.id, '', '', daterange(coalesce(s.hired_on, %s), NULL)
FROM stage_person s JOIN employer e ON e.number = s.employer WHERE s.employer <> ''

-- name: raise_suspicions
INSERT INTO duplicate_suspicion (fund_id, act_id, origin, person_id, run_id, line, reading,
  likeness)
SELECT p.fund_id, %s, r.origin, p.id, %s, r.line, r.reading, 100
FROM unnest(%s::integer[], %s::text[], %s::text[], %s::jsonb[]) AS r (line, origin, other, reading)
JOIN person p ON p.number = r.other
ON CONFLICT DO NOTHING

-- name: brought_by_import
SELECT DISTINCT person_id FROM (
  SELECT person_id, act_id FROM person_civil_status
  UNION ALL SELECT person_id, act_id FROM person_civil_status_history
) AS told JOIN act a ON a.id = told.act_id
WHERE a.type = %(type)s AND a.subject_kind = 'import' AND a.subject_number = %(run)s

-- name: stands_on_import
-- Acts that touched a person since, and rows of whatever table that name one: wage lines, claims.
WITH own AS MATERIALIZED (
  SELECT id FROM act
  WHERE type = %(type)s AND subject_kind = 'import' AND subject_number = %(run)s
), brought AS MATERIALIZED (
  SELECT p.id, p.number FROM person p WHERE p.id IN (
    SELECT person_id FROM person_civil_status WHERE act_id IN (SELECT id FROM own)
    UNION SELECT person_id FROM person_civil_status_history WHERE act_id IN (SELECT id FROM own))
), later AS (
  SELECT a.number AS act, unnest(a.touched) AS subject FROM act a
  WHERE a.id > (SELECT min(id) FROM own) AND a.reverses_id IS NULL
    AND NOT EXISTS (SELECT FROM act c WHERE c.reverses_id = a.id)
), standing AS (
  SELECT b.number, l.act, NULL AS told FROM brought b JOIN later l ON l.subject = 'person:' || b.number
  UNION ALL
  SELECT b.number, NULL, r.told FROM registry_refers_to(
    (SELECT array_agg(id) FROM brought), (SELECT array_agg(id) FROM own)) AS r
  JOIN brought b ON b.id = r.person_id
)
SELECT DISTINCT ON (number) number, coalesce(act, ''), coalesce(told, '')
FROM standing ORDER BY number, act LIMIT %(limit)s
