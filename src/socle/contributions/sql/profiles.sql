-- name: profiles
-- Profiles in force on a day, the fund's own first. `employers` limits them to these employers'
-- and the fund's own; empty means all. `number` asks for one.
SELECT p.id, p.number, p.name, coalesce(n.number, ''), coalesce(e.legal_name, ''),
  lower(m.valid), upper(m.valid), m.headings_row, m.separator, m.decimal_mark, m.sheet,
  m.employer_number, m.month, m.insured_number, m.insured_name, m.days, m.wage, m.wage_capped
FROM file_profile p
JOIN file_profile_mapping_as_of(coalesce(%(known_at)s::timestamptz, 'infinity')) m
  ON m.profile_id = p.id AND m.valid @> %(on)s::date
LEFT JOIN affiliated_number n ON n.employer_id = p.employer_id
LEFT JOIN affiliated_employer e ON e.employer_id = p.employer_id AND e.valid @> %(on)s::date
WHERE (cardinality(%(employers)s::text[]) = 0 OR p.employer_id IS NULL
       OR n.number = ANY (%(employers)s::text[]))
  AND (%(number)s::text = '' OR p.number = %(number)s::text)
ORDER BY p.employer_id NULLS FIRST, p.name, p.id
LIMIT %(most)s
