-- What employers had to declare. One statement for a whole fund: employers by months, less what
-- is declared. Names are looked up for the page alone.

-- name: missing_months
WITH asked AS (
  SELECT * FROM unnest(%(months)s::date[], %(next_months)s::date[], %(due)s::date[],
    %(quarter_due)s::date[]) AS m (month, next_month, due_on, quarter_due_on)
), owed AS (
  -- One row an employer and month, however often its profile changed in the month.
  SELECT e.employer_id, e.number, m.month,
    min(CASE WHEN e.filing_regime = 'quarterly' THEN m.quarter_due_on ELSE m.due_on END) AS due_on
  FROM affiliated_employer e JOIN asked m ON e.valid && daterange(m.month, m.next_month)
  WHERE e.status = 'active'
    AND (cardinality(%(numbers)s::text[]) = 0 OR e.number = ANY(%(numbers)s::text[]))
    AND (e.number, m.month) > (%(after_number)s, %(after_month)s::date)
  GROUP BY e.employer_id, e.number, m.month
), page AS (
  SELECT o.* FROM owed o
  WHERE o.due_on < %(on)s::date
    AND NOT EXISTS (SELECT FROM declaration d WHERE d.employer_id = o.employer_id
                    AND d.month = o.month AND d.sequence = 0)
  ORDER BY o.number, o.month LIMIT %(limit)s
)
SELECT p.number, coalesce((SELECT e.legal_name FROM affiliated_employer e
    WHERE e.employer_id = p.employer_id ORDER BY e.valid DESC LIMIT 1), ''),
  p.month, p.due_on, ''
FROM page p ORDER BY p.number, p.month

-- name: late_declarations
SELECT n.number, coalesce((SELECT e.legal_name FROM affiliated_employer e
    WHERE e.employer_id = d.employer_id ORDER BY e.valid DESC LIMIT 1), ''),
  d.month, d.due_on, d.deposited_on, d.number,
  coalesce((SELECT sum(b.amount) FROM declaration_branch b WHERE b.declaration_id = d.id), 0)::bigint
FROM declaration d JOIN affiliated_number n ON n.employer_id = d.employer_id
WHERE d.sequence = 0 AND d.deposited_on > d.due_on
  AND (cardinality(%(numbers)s::text[]) = 0 OR n.number = ANY(%(numbers)s::text[]))
  AND (%(since)s::date IS NULL OR d.month >= %(since)s::date)
  AND (%(until)s::date IS NULL OR d.month <= %(until)s::date)
  AND (n.number, d.month) > (%(after_number)s, %(after_month)s::date)
ORDER BY n.number, d.month LIMIT %(limit)s

-- name: first_month_declared
SELECT min(month) FROM declaration
