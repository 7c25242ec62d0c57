-- name: lines_of_declaration
SELECT l.line, l.insured_number,
  coalesce(nullif(l.insured_name, ''), (SELECT i.family_name || ' ' || i.given_names
    FROM insured_person i WHERE i.person_id = l.person_id ORDER BY i.valid DESC LIMIT 1), ''),
  l.days, l.wage, l.wage_capped, l.employee, l.employer, l.queue_reason
FROM declaration d
JOIN declaration_line l ON l.declaration_id = d.id AND l.month = d.month
WHERE d.number = %s AND l.line > %s AND (NOT %s OR l.person_id IS NULL)
ORDER BY l.line LIMIT %s

-- name: receipt_parts
SELECT n.number, d.month, d.line_count, d.wage_total,
  (SELECT sum(l.wage_capped)::bigint FROM declaration_line l
   WHERE l.declaration_id = d.id AND l.month = d.month)
FROM declaration d JOIN affiliated_number n ON n.employer_id = d.employer_id
CROSS JOIN (SELECT %s::bigint AS deposit_id, %s::text[] AS numbers) asked
WHERE d.deposit_id = asked.deposit_id
  AND (cardinality(asked.numbers) = 0 OR n.number = ANY(asked.numbers))
ORDER BY d.id

-- name: declaration_facts
SELECT d.id, p.number, a.number, coalesce(j.number, ''), n.number,
  coalesce((SELECT e.legal_name FROM affiliated_employer e WHERE e.employer_id = d.employer_id
            ORDER BY e.valid @> d.month DESC, e.valid DESC LIMIT 1), ''),
  (SELECT count(*) FROM declaration_line l
   WHERE l.declaration_id = d.id AND l.month = d.month AND l.person_id IS NULL)
FROM declaration d
JOIN deposit p ON p.id = d.deposit_id
JOIN act a ON a.id = d.act_id
JOIN affiliated_number n ON n.employer_id = d.employer_id
LEFT JOIN ledger_entry j ON j.id = d.entry_id
WHERE d.id = ANY(%s)

-- name: career
SELECT to_char(l.month, 'YYYY-MM'), n.number,
  coalesce((SELECT e.legal_name FROM affiliated_employer e WHERE e.employer_id = d.employer_id
            ORDER BY e.valid @> d.month DESC, e.valid DESC LIMIT 1), ''),
  l.days, l.wage, l.wage_capped, d.number
FROM declaration_line l
JOIN declaration d ON d.id = l.declaration_id
JOIN act a ON a.id = d.act_id
JOIN affiliated_number n ON n.employer_id = d.employer_id
WHERE l.person_id = %s AND (%s::timestamptz IS NULL OR a.recorded_at <= %s)
ORDER BY l.month, l.declaration_id, l.line
