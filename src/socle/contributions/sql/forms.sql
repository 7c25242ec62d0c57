-- The form of the screens: with what it begins, and the end of a draft.

-- name: form_rows
-- The lines in force of the month itself, else of the last month declared with wages; else whoever
-- is employed in the month, without wage.
WITH last AS (
  SELECT d.id, d.month FROM declaration_in_force d
  WHERE d.employer_id = %(employer)s AND d.month <= %(month)s AND d.sequence = 0 AND d.kind IS NULL
  ORDER BY d.month DESC LIMIT 1
), declared AS (
  SELECT l.insured_number, coalesce(nullif(l.insured_name, ''), (
      SELECT i.family_name || ' ' || i.given_names FROM insured_person i
      WHERE i.number = l.insured_number ORDER BY i.valid DESC LIMIT 1), '') AS name,
    l.days::integer, l.wage, l.line
  FROM last JOIN declaration_line l ON l.declaration_id = last.id AND l.month = last.month
)
SELECT * FROM (SELECT insured_number, name, days, wage FROM declared ORDER BY line
               LIMIT %(most)s) AS d
UNION ALL
SELECT * FROM (
  SELECT i.number, i.family_name || ' ' || i.given_names, NULL::integer, NULL::bigint
  FROM (SELECT DISTINCT w.person_id FROM person_employment w WHERE w.employer_id = %(employer)s
        AND w.valid && daterange(%(month)s, %(last)s, '[]')) w
  CROSS JOIN LATERAL (SELECT p.number, p.family_name, p.given_names FROM insured_person p
    WHERE p.person_id = w.person_id ORDER BY p.valid DESC LIMIT 1) i
  WHERE NOT EXISTS (SELECT FROM last) ORDER BY i.family_name, i.given_names LIMIT %(most)s) AS e

-- name: close_draft
UPDATE form_draft SET deposit_id = (SELECT id FROM deposit WHERE number = %s)
WHERE employer_id = %s AND month = %s AND deposit_id IS NULL
