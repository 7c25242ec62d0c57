-- What employers had to declare: one statement for a whole fund, and one for what came late.

-- name: missing_months
-- Employer by employer in the order of their numbers, so that a page stops when it is full. One
-- row an employer and month, however often its profile changed in the month.
SELECT n.number, coalesce((SELECT e.legal_name FROM affiliated_employer e
    WHERE e.employer_id = n.employer_id ORDER BY e.valid DESC LIMIT 1), ''),
  o.month, o.due_on,
  -- A taxation by the fund is no declaration of the employer's.
  coalesce((SELECT t.number FROM declaration t WHERE t.employer_id = n.employer_id
    AND t.month = o.month AND t.sequence = 0 AND t.kind = 'own_motion' ORDER BY t.id DESC LIMIT 1), '')
FROM affiliated_number n CROSS JOIN LATERAL (
  -- Together: one search of the index an employer, not one a month.
  SELECT ARRAY(SELECT d.month FROM declaration d WHERE d.employer_id = n.employer_id
               AND d.sequence = 0 AND d.kind IS DISTINCT FROM 'own_motion') AS months OFFSET 0
) said CROSS JOIN LATERAL (
  SELECT m.month,
    min(CASE WHEN e.filing_regime = 'quarterly' THEN m.quarter_due_on ELSE m.due_on END) AS due_on
  FROM affiliated_employer e
  JOIN unnest(%(months)s::date[], %(next_months)s::date[], %(due)s::date[], %(quarter_due)s::date[])
    AS m (month, next_month, due_on, quarter_due_on) ON e.valid && daterange(m.month, m.next_month)
  WHERE e.employer_id = n.employer_id AND e.status = 'active' AND e.filing_regime <> 'no_filing'
    AND (n.number, m.month) > (%(after_number)s, %(after_month)s::date)
    AND m.month <> ALL (said.months)
  GROUP BY m.month) o
WHERE o.due_on < %(on)s::date AND n.number >= %(after_number)s
  AND (cardinality(%(numbers)s::text[]) = 0 OR n.number = ANY(%(numbers)s::text[]))
ORDER BY n.number, o.month LIMIT %(limit)s

-- name: late_declarations
SELECT n.number, coalesce((SELECT e.legal_name FROM affiliated_employer e
    WHERE e.employer_id = d.employer_id ORDER BY e.valid DESC LIMIT 1), ''),
  d.month, d.due_on, d.deposited_on, d.number,
  coalesce((SELECT sum(b.amount) FROM declaration_branch b WHERE b.declaration_id = d.id), 0)::bigint
FROM declaration d JOIN affiliated_number n ON n.employer_id = d.employer_id
WHERE d.sequence = 0 AND d.deposited_on > d.due_on AND d.kind IS DISTINCT FROM 'own_motion'
  AND NOT EXISTS (SELECT FROM declaration o WHERE o.id = d.replaces_id
                  AND o.kind IS DISTINCT FROM 'own_motion')
  AND (cardinality(%(numbers)s::text[]) = 0 OR n.number = ANY(%(numbers)s::text[]))
  AND (%(since)s::date IS NULL OR d.month >= %(since)s::date)
  AND (%(until)s::date IS NULL OR d.month <= %(until)s::date)
  AND (n.number, d.month) > (%(after_number)s, %(after_month)s::date)
ORDER BY n.number, d.month LIMIT %(limit)s

-- name: first_month
-- The one the fund set last; else that of its first declaration here.
SELECT coalesce((SELECT month FROM declaration_start ORDER BY id DESC LIMIT 1),
  (SELECT min(month) FROM declaration))

-- name: declared
SELECT d.number FROM declaration_in_force d JOIN affiliated_number n ON n.employer_id = d.employer_id
WHERE n.number = %s AND d.month = %s AND d.sequence = 0 AND d.kind IS DISTINCT FROM 'own_motion'

-- name: declared_between
SELECT DISTINCT d.month FROM declaration_in_force d
JOIN affiliated_number n ON n.employer_id = d.employer_id
WHERE n.number = %s AND d.kind IS DISTINCT FROM 'own_motion'
  AND d.month BETWEEN %s AND coalesce(%s::date, 'infinity') ORDER BY 1

-- name: declared_in
SELECT n.number FROM affiliated_number n JOIN declaration_in_force d ON d.employer_id = n.employer_id
WHERE n.number = ANY(%s) AND d.month = %s AND d.sequence = 0
  AND d.kind IS DISTINCT FROM 'own_motion'

-- name: regimes_on
SELECT n.number, e.filing_regime FROM affiliated_number n
JOIN affiliated_employer e ON e.employer_id = n.employer_id
WHERE n.number = ANY(%s) AND e.valid @> %s::date

-- name: declaring_in
-- As a missing month: affiliated and active on a day of it, and of a kind that declares.
SELECT DISTINCT n.number FROM affiliated_number n
JOIN affiliated_employer e ON e.employer_id = n.employer_id
WHERE n.number = ANY(%s) AND e.valid && daterange(%s, %s)
  AND e.status = 'active' AND e.filing_regime <> 'no_filing'
