-- name: create_import
CREATE TEMPORARY TABLE stage_person (
  number text, family_name text, given_names text, birth_on date, sex text,
  employer_number text, hired_on date
) ON COMMIT DROP

-- name: first_clash
SELECT number, reason FROM (
  (SELECT number, 'twice' AS reason FROM stage_person GROUP BY number HAVING count(*) > 1 LIMIT 1)
  UNION ALL
  (SELECT s.number, 'taken' FROM stage_person s JOIN person p ON p.number = s.number LIMIT 1)
  UNION ALL
  (SELECT s.employer_number, 'employer' FROM stage_person s
   WHERE s.employer_number <> '' AND NOT EXISTS (
     SELECT FROM employer e WHERE e.number = s.employer_number) LIMIT 1)
) AS clash LIMIT 1

-- name: insert_persons
INSERT INTO person (fund_id, number, act_id)
SELECT (SELECT socle_fund()), number, %s FROM stage_person

-- name: insert_civil_status
INSERT INTO person_civil_status (fund_id, person_id, family_name, given_names, birth_on,
  birth_precision, sex, national_id, valid)
SELECT p.fund_id, p.id, s.family_name, s.given_names, s.birth_on, 'day', s.sex, '',
  daterange(coalesce(s.birth_on, %s), NULL)
FROM stage_person s JOIN person p ON p.number = s.number

-- name: insert_employment
INSERT INTO employment (fund_id, person_id, employer_id, establishment_number, occupation, valid)
SELECT p.fund_id, p.id, e.id, '', '', daterange(coalesce(s.hired_on, %s), NULL)
FROM stage_person s JOIN person p ON p.number = s.number
JOIN employer e ON e.number = s.employer_number
