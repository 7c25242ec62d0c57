-- Careers as known at an instant; `infinity` is the present. Names too are those known then.

-- name: career
SELECT to_char(c.month, 'YYYY-MM'), n.number,
  coalesce((SELECT e.legal_name FROM employer_profile_as_of(%(known_at)s) e
            WHERE e.employer_id = c.employer_id
            ORDER BY e.valid @> c.month DESC, e.valid DESC LIMIT 1), ''),
  c.days, c.wage, c.wage_capped, c.declaration_number, c.credited, c.act_number, c.is_cured
FROM career_lines_as_of(%(persons)s::bigint[], %(known_at)s::timestamptz) c
JOIN affiliated_number n ON n.employer_id = c.employer_id
ORDER BY c.month, c.declaration_id, c.line

-- name: career_employments
-- The months in which somebody worked for an employer, and what the employer was then.
SELECT w.employer_id, n.number, coalesce((
    SELECT e.legal_name FROM employer_profile_as_of(%(known_at)s) e
    WHERE e.employer_id = w.employer_id ORDER BY e.valid DESC LIMIT 1), ''),
  lower(w.valid), upper(w.valid)
FROM employment_as_of(%(known_at)s) w JOIN affiliated_number n ON n.employer_id = w.employer_id
WHERE w.person_id = ANY(%(persons)s) ORDER BY lower(w.valid), n.number

-- name: career_employer_states
SELECT e.employer_id, e.status, lower(e.valid), upper(e.valid)
FROM employer_profile_as_of(%(known_at)s) e
WHERE e.employer_id = ANY(%(employers)s) AND e.status <> 'active'

-- name: career_declared_months
SELECT DISTINCT d.employer_id, d.month FROM declaration d JOIN act a ON a.id = d.act_id
WHERE d.employer_id = ANY(%(employers)s) AND a.recorded_at <= %(known_at)s
  AND d.kind IS DISTINCT FROM 'own_motion' -- taxed by the fund: the employer said nothing

-- name: career_waiting
-- Lines that may well be this person's: their number, or their name with an employer of theirs.
SELECT to_char(month, 'YYYY-MM'), employer_number, declaration_number, line
FROM career_waiting_as_of(%(persons)s::bigint[], %(numbers)s::text[], %(employers)s::bigint[],
  %(known_at)s::timestamptz)
ORDER BY 1, 3, 4

-- name: declared_wages
-- What an employer declared for each insured of a month, under the number of each file.
SELECT i.number, sum(l.wage)
FROM affiliated_number n
JOIN declaration d ON d.employer_id = n.employer_id
JOIN line_credit c ON c.declaration_id = d.id AND c.month = %(month)s
JOIN declaration_line l ON l.declaration_id = c.declaration_id AND l.month = c.month
  AND l.line = c.line
JOIN insured_number i ON i.person_id = c.person_id
WHERE n.number = %(employer)s GROUP BY 1
