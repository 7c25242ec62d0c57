-- A month's declarations under the law as it is now known.

-- name: reassessed_lines
-- The lines in force of a month, in order, from one of them on. A line that was cured stands under
-- the number of whom it credits, without the name that was read: so it credits them again.
SELECT l.declaration_id, l.line, n.number, f.sequence,
  coalesce(cured.number, l.insured_number),
  CASE WHEN cured.number IS NULL THEN rtrim(l.insured_name) ELSE '' END, l.days, l.wage
FROM declaration_in_force f
JOIN declaration_line l ON l.declaration_id = f.id AND l.month = f.month
JOIN affiliated_number n ON n.employer_id = f.employer_id
LEFT JOIN LATERAL (
  SELECT p.number FROM line_cure_as_of('infinity') c
  JOIN insured_number p ON p.person_id = c.person_id
  WHERE c.declaration_id = l.declaration_id AND c.line = l.line LIMIT 1) cured ON true
WHERE f.month = %(month)s AND f.kind IS NULL
  AND (cardinality(%(held)s::bigint[]) = 0 OR f.id = ANY(%(held)s::bigint[]))
  AND (l.declaration_id, l.line) > (%(after)s, %(line)s)
ORDER BY l.declaration_id, l.line LIMIT %(most)s

-- name: reassessed_names
SELECT d.id, d.number, n.number,
  coalesce((SELECT e.legal_name FROM affiliated_employer e WHERE e.employer_id = d.employer_id
            ORDER BY e.valid DESC LIMIT 1), '')
FROM declaration d JOIN affiliated_number n ON n.employer_id = d.employer_id WHERE d.id = ANY(%s)

-- name: reassessed_branches
SELECT declaration_id, branch, payer, rate_numerator, rate_denominator, amount
FROM declaration_branch WHERE declaration_id = ANY(%s) AND amount <> 0 ORDER BY id

-- name: returning_shares
-- What employers were made to owe by the declarations of a month that return allowances.
SELECT b.declaration_id, b.branch, b.base, b.rate_numerator, b.rate_denominator, b.amount, b.source
FROM declaration_in_force f JOIN declaration_branch b ON b.declaration_id = f.id
WHERE f.month = %s AND f.kind IS NULL AND b.payer = 'employer' AND EXISTS (
  SELECT FROM declaration_branch r
  WHERE r.declaration_id = f.id AND r.branch = %s AND r.amount <> 0)
ORDER BY b.declaration_id, b.id

-- name: returning_lines
SELECT declaration_id, line, wage, wage_capped, employer FROM declaration_line
WHERE declaration_id = ANY(%s) AND month = %s ORDER BY declaration_id, line
