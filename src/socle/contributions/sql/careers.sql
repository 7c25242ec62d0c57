-- Careers as known at an instant; `infinity` is the present. Names too are those known then.

-- name: career
SELECT to_char(c.month, 'YYYY-MM'), n.number,
  coalesce((SELECT e.legal_name FROM employer_profile_as_of(%(known_at)s) e
            WHERE e.employer_id = d.employer_id
            ORDER BY e.valid @> c.month DESC, e.valid DESC LIMIT 1), ''),
  l.days, l.wage, l.wage_capped, d.number, l.credited, a.number, c.is_cured
FROM line_credit_as_of(%(known_at)s) c
JOIN declaration_line l ON l.declaration_id = c.declaration_id AND l.month = c.month
  AND l.line = c.line
JOIN declaration d ON d.id = c.declaration_id
JOIN act a ON a.id = c.act_id
JOIN affiliated_number n ON n.employer_id = d.employer_id
WHERE c.person_id = ANY(%(persons)s)
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
SELECT to_char(w.month, 'YYYY-MM'), n.number, d.number, w.line
FROM line_waiting_as_of(%(known_at)s) w JOIN declaration d ON d.id = w.declaration_id
JOIN affiliated_number n ON n.employer_id = w.employer_id
WHERE w.insured_number = ANY(%(numbers)s)
UNION
SELECT to_char(w.month, 'YYYY-MM'), n.number, d.number, w.line
FROM line_waiting_as_of(%(known_at)s) w JOIN declaration d ON d.id = w.declaration_id
JOIN affiliated_number n ON n.employer_id = w.employer_id
WHERE w.employer_id = ANY(%(employers)s) AND w.insured_name <> '' AND EXISTS (
  SELECT FROM person_civil_status_as_of(%(known_at)s) s WHERE s.person_id = ANY(%(persons)s)
    AND similarity(s.name_key, name_key(w.insured_name, '')) >= 0.6)
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
