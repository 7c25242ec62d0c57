-- name: lines_of_declaration
-- A line waits as `line_waiting` says, and bears the name of then; asked here of one declaration's
-- lines, in their order. Names are read once for the page, not line by line.
WITH page AS MATERIALIZED (
  SELECT * FROM (
    SELECT l.*, coalesce(c.person_id, l.person_id) AS credited_to, CASE
      WHEN (SELECT true FROM person_civil_status_as_of(%(known_at)s) s
            WHERE s.person_id IN (c.person_id, l.person_id) LIMIT 1) THEN NULL
      WHEN l.person_id IS NULL AND c.person_id IS NULL THEN l.queue_reason
      ELSE 'registration_reversed' END AS reason
    FROM declaration d
    JOIN declaration_line l ON l.declaration_id = d.id AND l.month = d.month
    LEFT JOIN line_cure_as_of(%(known_at)s) c ON c.declaration_id = l.declaration_id
      AND c.line = l.line
    WHERE d.number = %(number)s
  ) x WHERE line > %(after)s AND (NOT %(queued)s OR reason IS NOT NULL)
  ORDER BY line LIMIT %(limit)s
), named AS (
  SELECT DISTINCT ON (s.person_id) s.person_id, s.family_name || ' ' || s.given_names AS name
  FROM person_civil_status_as_of(%(known_at)s) s
  WHERE s.person_id = ANY(ARRAY(SELECT credited_to FROM page WHERE insured_name = ''))
  -- The name of the day read; of nobody who had one then, the last.
  ORDER BY s.person_id, s.valid @> %(on)s::date DESC NULLS LAST, s.valid DESC
)
SELECT p.line, p.insured_number, coalesce(nullif(p.insured_name, ''), n.name, ''),
  p.days, p.wage, p.wage_capped, p.employee, p.employer, p.reason
FROM page p LEFT JOIN named n ON n.person_id = p.credited_to ORDER BY p.line

-- name: receipt_parts
SELECT n.number, d.month, d.line_count, d.wage_total,
  (SELECT sum(l.wage_capped)::bigint FROM declaration_line l
   WHERE l.declaration_id = d.id AND l.month = d.month), d.entry_id
FROM declaration d JOIN affiliated_number n ON n.employer_id = d.employer_id
CROSS JOIN (SELECT %s::bigint AS deposit_id, %s::text[] AS numbers) asked
WHERE d.deposit_id = asked.deposit_id
  AND (cardinality(asked.numbers) = 0 OR n.number = ANY(asked.numbers))
ORDER BY d.id

-- name: declaration_facts
-- No file brought a taxation by the fund's own motion: it has no deposit.
SELECT d.id, coalesce(p.number, ''), a.number, coalesce(j.number, ''), n.number,
  coalesce((SELECT e.legal_name FROM employer_profile_as_of(%(known_at)s) e
            WHERE e.employer_id = d.employer_id
            ORDER BY e.valid @> d.month DESC, e.valid DESC LIMIT 1), ''),
  (SELECT count(*) FROM line_waiting_as_of(%(known_at)s) w
   WHERE w.declaration_id = d.id AND w.month = d.month)
FROM declaration d
LEFT JOIN deposit p ON p.id = d.deposit_id
JOIN act a ON a.id = d.act_id
JOIN affiliated_number n ON n.employer_id = d.employer_id
LEFT JOIN ledger_entry j ON j.id = d.entry_id
WHERE d.id = ANY(%(ids)s)
