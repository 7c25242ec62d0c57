-- name: create_import
-- A row has the file it may open from the beginning: nothing that follows looks it up again.
CREATE TEMPORARY TABLE IF NOT EXISTS stage_person (
  person_id bigint NOT NULL DEFAULT nextval('person_id_seq'), line integer, number text DEFAULT '',
  family_name text DEFAULT '', given_names text DEFAULT '', birth_on date,
  birth_precision text DEFAULT 'day', sex text DEFAULT '', national_id text DEFAULT '',
  birth_place text DEFAULT '', nationality text DEFAULT '', father_name text DEFAULT '',
  mother_name text DEFAULT '', arabic_family_name text DEFAULT '',
  arabic_given_names text DEFAULT '', employer text DEFAULT '', hired_on date
) ON COMMIT DROP

-- name: copy_stage
-- What a file says nothing of is not sent.
COPY stage_person ({}) FROM STDIN

-- name: told_before
-- Rows that are at fault in themselves stay out; a clash is looked at again.
DELETE FROM stage_person s USING import_fault f
WHERE f.run_id = %s AND f.line = s.line AND NOT f.code = ANY(%s)

-- name: against_register
-- Rows whose number or document somebody has, or whose employer hires nobody on the day, as the
-- counter asks it. What is looked up goes as one sorted list, along which an index is read: a slice would otherwise read the whole register,
-- and the more it holds the longer.
WITH taken AS MATERIALIZED (
  SELECT id, number, act_id FROM person
  WHERE number = ANY (ARRAY(SELECT number FROM stage_person WHERE number <> ''))
), borne AS MATERIALIZED (
  SELECT person_id, national_id FROM person_civil_status
  WHERE national_id = ANY (ARRAY(SELECT national_id FROM stage_person WHERE national_id <> ''))
    AND national_id <> '' AND upper_inf(valid)
), asked AS MATERIALIZED (
  SELECT DISTINCT employer, coalesce(hired_on, %(on)s) AS day FROM stage_person WHERE employer <> ''
), profile AS MATERIALIZED (
  SELECT e.number, t.status, t.filing_regime, t.valid
  FROM employer e JOIN employer_profile t ON t.employer_id = e.id
  WHERE e.number = ANY (ARRAY(SELECT DISTINCT employer FROM asked))
), hiring AS MATERIALIZED (
  SELECT a.employer, a.day, count(t.number) > 0 AS is_known,
    coalesce(bool_or(t.valid @> a.day AND t.status = 'active'), false) AS is_open,
    coalesce(bool_or(t.valid @> a.day AND t.filing_regime = %(no_filing)s), false) AS is_alone
  FROM asked a LEFT JOIN profile t ON t.number = a.employer GROUP BY a.employer, a.day
)
SELECT s.line, 2, 'number',
  CASE WHEN c.person_id IS NULL THEN 'import.number_withdrawn'
    WHEN c.name_key = name_key(s.family_name, s.given_names)
      AND c.birth_on IS NOT DISTINCT FROM s.birth_on THEN 'known'
    ELSE 'import.clash_number' END, s.number, s.number
FROM stage_person s JOIN taken p ON p.number = s.number
LEFT JOIN LATERAL (SELECT person_id, name_key, birth_on FROM person_civil_status
                   WHERE person_id = p.id AND upper_inf(valid) LIMIT 1) AS c ON true
-- What an import brought that was undone may come again, in the file that puts it right.
WHERE c.person_id IS NOT NULL OR NOT EXISTS (
  SELECT FROM act a JOIN import_run r ON r.number = a.subject_number AND r.state = 'undone'
  WHERE a.id = p.act_id AND a.subject_kind = 'import')
UNION ALL
SELECT s.line, 4, 'national_id', 'import.clash_identity', min(p.number), s.national_id
FROM stage_person s JOIN borne b ON b.national_id = s.national_id
CROSS JOIN LATERAL (SELECT number FROM person WHERE id = b.person_id OFFSET 0) AS p
WHERE p.number <> s.number GROUP BY s.line, s.national_id
UNION ALL
SELECT s.line, 5, 'employer', CASE WHEN NOT h.is_known THEN 'registry.employer_unknown'
    WHEN h.is_open THEN 'employer.hires_nobody' ELSE 'registry.employer_not_active' END,
  s.employer, s.employer
FROM stage_person s JOIN hiring h ON h.employer = s.employer
  AND h.day = coalesce(s.hired_on, %(on)s) AND (h.is_alone OR NOT h.is_open)

-- name: create_said
CREATE TEMPORARY TABLE IF NOT EXISTS stage_said (
  line integer, number text, national_id text
) ON COMMIT DROP

-- name: set_aside
INSERT INTO stage_said SELECT line, number, national_id FROM stage_person

-- name: said_twice
-- A later row that says the number or the document of an earlier one.
WITH twice AS (
  SELECT number, min(line) AS first FROM {stage} WHERE number <> ''
  GROUP BY number HAVING count(*) > 1
), identity_twice AS (
  SELECT national_id, min(line) AS first FROM {stage} WHERE national_id <> ''
  GROUP BY national_id HAVING count(*) > 1
)
SELECT s.line, 1, 'number', 'import.number_twice', t.first::text, s.number
FROM {stage} s JOIN twice t ON t.number = s.number AND t.first < s.line
UNION ALL
SELECT s.line, 3, 'national_id', 'import.identity_twice', t.first::text, s.national_id
FROM {stage} s JOIN identity_twice t ON t.national_id = s.national_id AND t.first < s.line

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
-- Persons are looked up where some may be there already, brought by what was undone.
WHERE NOT (%s AND EXISTS (SELECT FROM person p WHERE p.id = s.person_id)) ORDER BY person_id

-- name: insert_civil_status
INSERT INTO person_civil_status (fund_id, person_id, family_name, given_names, birth_on,
  birth_precision, sex, national_id, valid, act_id, recorded_at)
SELECT (SELECT socle_fund()), person_id, family_name, given_names, birth_on, birth_precision, sex,
  national_id, daterange(coalesce(birth_on, %(on)s), NULL), (SELECT socle_act()), (SELECT socle_act_at())
FROM stage_person ORDER BY person_id

-- name: insert_origin
INSERT INTO person_origin (fund_id, person_id, birth_place, nationality, father_name, mother_name,
  valid, act_id, recorded_at)
SELECT (SELECT socle_fund()), person_id, birth_place, nationality, father_name, mother_name,
  daterange(coalesce(birth_on, %(on)s), NULL), (SELECT socle_act()), (SELECT socle_act_at())
FROM stage_person
WHERE birth_place <> '' OR nationality <> '' OR father_name <> '' OR mother_name <> ''
ORDER BY person_id

-- name: insert_arabic_name
INSERT INTO person_name (fund_id, person_id, kind, script, family_name, given_names, valid)
SELECT (SELECT socle_fund()), person_id, 'birth', 'arabic', arabic_family_name, arabic_given_names,
  daterange(coalesce(birth_on, %(on)s), NULL)
FROM stage_person WHERE arabic_family_name <> '' ORDER BY person_id

-- name: hold_employers
SELECT registry_hold_employers(ARRAY(
  SELECT DISTINCT employer FROM stage_person WHERE employer <> ''))

-- name: insert_employment
-- Told late, it ends with what is known already: the employer closed since.
WITH closed AS MATERIALIZED (
  SELECT t.employer_id, lower(t.valid) AS since FROM employer_profile t JOIN employer e
    ON e.id = t.employer_id
  WHERE t.status = 'closed'
    AND e.number = ANY (ARRAY(SELECT DISTINCT employer FROM stage_person WHERE employer <> ''))
)
INSERT INTO employment (fund_id, person_id, employer_id, establishment_number, occupation, valid)
SELECT e.fund_id, s.person_id, e.id, '', '', daterange(coalesce(s.hired_on, %(on)s), min(c.since))
FROM stage_person s JOIN employer e ON e.number = s.employer
LEFT JOIN closed c ON c.employer_id = e.id AND c.since > coalesce(s.hired_on, %(on)s)
WHERE s.employer <> '' GROUP BY e.fund_id, s.person_id, e.id, s.hired_on

-- name: raise_suspicions
INSERT INTO duplicate_suspicion (fund_id, act_id, origin, person_id, run_id, line, reading,
  likeness)
SELECT p.fund_id, %s, r.origin, p.id, %s, r.line, r.reading, 100
FROM unnest(%s::integer[], %s::text[], %s::text[], %s::jsonb[]) AS r (line, origin, other, reading)
JOIN person p ON p.number = r.other
ON CONFLICT DO NOTHING

-- name: brought_by_import
SELECT DISTINCT p.id, p.number FROM (
  SELECT person_id, act_id FROM person_civil_status
  UNION ALL SELECT person_id, act_id FROM person_civil_status_history
) AS told JOIN act a ON a.id = told.act_id JOIN person p ON p.id = told.person_id
WHERE a.type = %(type)s AND a.subject_kind = 'import' AND a.subject_number = %(run)s

-- name: stands_on_import
-- Acts that touched a person since, and rows of whatever table that name one: wage lines, claims.
WITH own AS MATERIALIZED (
  SELECT id, recorded_at FROM act
  WHERE type = %(type)s AND subject_kind = 'import' AND subject_number = %(run)s
), brought AS MATERIALIZED (
  SELECT p.id, p.number, 'person:' || p.number AS subject FROM person p WHERE p.id IN (
    SELECT person_id FROM person_civil_status WHERE act_id IN (SELECT id FROM own)
    UNION SELECT person_id FROM person_civil_status_history WHERE act_id IN (SELECT id FROM own))
), standing AS (
  -- A person's own acts, one person after the other: those of the fund are many more.
  SELECT b.number, a.number AS act, NULL AS told FROM brought b
  CROSS JOIN LATERAL (SELECT t.act_id FROM touching_act t WHERE t.subject = b.subject
    AND t.recorded_at > (SELECT min(recorded_at) FROM own) OFFSET 0) t
  JOIN act a ON a.id = t.act_id
  WHERE a.reverses_id IS NULL AND NOT EXISTS (SELECT FROM act c WHERE c.reverses_id = a.id)
  UNION ALL
  SELECT b.number, NULL, r.told FROM registry_refers_to(
    (SELECT array_agg(id) FROM brought), (SELECT array_agg(id) FROM own)) AS r
  JOIN brought b ON b.id = r.person_id
)
SELECT DISTINCT ON (number) number, coalesce(act, ''), coalesce(told, '')
FROM standing ORDER BY number, act LIMIT %(limit)s

-- name: affiliates_taken_back
SELECT e.id, e.number FROM employer_profile_history h JOIN employer e ON e.id = h.employer_id
WHERE h.superseded_by = %s

-- name: last_hiring
-- A file of persons says where they work without showing in the files of their employers.
SELECT a.number FROM employment w JOIN act a ON a.id = w.act_id
WHERE w.employer_id = ANY (%s) ORDER BY a.id DESC LIMIT 1
