-- The set-based statements of one deposit. `stage_line` lives for one transaction.

-- name: create_stage
CREATE TEMPORARY TABLE stage_line (
  declaration_id bigint, month date, line integer, insured_number text, insured_name text, days smallint,
  wage bigint, wage_capped bigint, employee bigint, employer bigint, credited smallint
) ON COMMIT DROP

-- name: copy_stage
COPY stage_line FROM STDIN (FORMAT BINARY)

-- name: employers
-- What is known of the employers of a block: status (closed only when closed the whole month,
-- for the days worked before are owed; no_filing of one that employs nobody), classes at the
-- month's end, the declaration in force.
SELECT asked.rank, e.employer_id,
  CASE e.filing_regime WHEN 'no_filing' THEN 'no_filing' ELSE coalesce(e.status, '') END,
  (SELECT jsonb_object_agg(c.input, c.value) FROM employer_class c
   WHERE c.employer_id = e.employer_id AND c.valid @> asked.last_day),
  d.id, d.number, d.version, d.kind
FROM unnest(%s::int[], %s::text[], %s::date[], %s::date[], %s::int[])
     AS asked (rank, number, first_day, last_day, sequence)
JOIN affiliated_number n ON n.number = asked.number
LEFT JOIN LATERAL (
  SELECT a.employer_id, a.status, a.filing_regime FROM affiliated_employer a
  WHERE a.employer_id = n.employer_id
    AND a.valid && daterange(asked.first_day, asked.last_day, '[]')
  ORDER BY a.status = 'closed', a.valid DESC LIMIT 1) e ON true
LEFT JOIN LATERAL (
  SELECT d.id, d.number, coalesce(d.version, 1) AS version, coalesce(d.kind, '') AS kind
  FROM declaration d
  WHERE d.employer_id = e.employer_id AND d.month = asked.first_day
    AND d.sequence = asked.sequence
  ORDER BY coalesce(d.version, 1) DESC LIMIT 1) d ON true

-- name: matched_by_number
-- Formats without names: the number alone says who it is.
SELECT (SELECT socle_fund()) AS fund_id, s.declaration_id, s.month, s.line, p.person_id,
  s.insured_number, '' AS insured_name, s.days, s.wage, s.wage_capped, s.employee, s.employer,
  s.credited,
  CASE WHEN p.person_id IS NOT NULL THEN NULL
       WHEN s.insured_number = '' THEN 'number_missing'
       ELSE 'number_unknown' END AS queue_reason
FROM stage_line s LEFT JOIN insured_number p ON p.number = s.insured_number

-- name: matched_by_number_and_name
-- Formats with names: a number whose person has no word of the name in common waits.
SELECT (SELECT socle_fund()) AS fund_id, s.declaration_id, s.month, s.line,
  CASE WHEN is_same THEN p.person_id END AS person_id, s.insured_number,
  rtrim(s.insured_name) AS insured_name, s.days, s.wage, s.wage_capped, s.employee, s.employer,
  s.credited,
  CASE WHEN is_same THEN NULL
       WHEN s.insured_number = '' THEN 'number_missing'
       WHEN p.person_id IS NULL THEN 'number_unknown'
       ELSE 'name_differs' END AS queue_reason
FROM stage_line s LEFT JOIN insured_number p ON p.number = s.insured_number
CROSS JOIN LATERAL (SELECT p.person_id IS NOT NULL AND (rtrim(s.insured_name) = '' OR
  string_to_array(name_key(s.insured_name, ''), ' ') && (
    SELECT array_agg(word) FROM insured_person i,
      unnest(string_to_array(i.name_key, ' ')) AS word
    WHERE i.person_id = p.person_id AND length(word) > 1)) AS is_same) AS checked

-- name: insert_lines
-- Sorted by person in windows of lines: the index on persons is then filled leaf by leaf, while
-- a declaration's lines stay together.
INSERT INTO declaration_line (fund_id, declaration_id, month, line, person_id, insured_number,
  insured_name, days, wage, wage_capped, employee, employer, credited, queue_reason)
SELECT * FROM ({matched}) AS matched ORDER BY line / 65536, person_id

-- name: insert_own_lines
-- In the order of the file: this table is indexed when it is complete.
INSERT INTO {own} (fund_id, declaration_id, month, line, person_id, insured_number,
  insured_name, days, wage, wage_capped, employee, employer, credited, queue_reason)
{matched}

-- name: queued_lines
-- Counted by the trigger on the lines just added, which has them at hand.
SELECT current_setting('app.queued_lines')::bigint

-- name: posted_branches
-- What declarations made owed, to be taken back.
SELECT declaration_id, branch, payer, sum(amount)::bigint FROM declaration_branch
WHERE declaration_id = ANY(%s) GROUP BY declaration_id, branch, payer
ORDER BY declaration_id, branch, payer
