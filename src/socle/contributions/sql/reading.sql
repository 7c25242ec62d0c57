-- name: lines_of_declaration
-- A line waits as `line_waiting` says; asked here of one declaration's lines, in their order.
SELECT line, insured_number,
  coalesce(nullif(insured_name, ''), (SELECT i.family_name || ' ' || i.given_names
    FROM insured_person i WHERE i.person_id = coalesce(x.cured_for, x.person_id)
    ORDER BY i.valid DESC LIMIT 1), ''),
  days, wage, wage_capped, employee, employer, reason
FROM (
  SELECT l.*, c.person_id AS cured_for, CASE
    WHEN EXISTS (SELECT FROM insured_person i WHERE i.person_id IN (c.person_id, l.person_id))
      THEN NULL
    WHEN l.person_id IS NULL AND c.person_id IS NULL THEN l.queue_reason
    ELSE 'registration_reversed' END AS reason
  FROM declaration d
  JOIN declaration_line l ON l.declaration_id = d.id AND l.month = d.month
  LEFT JOIN line_cure_as_of('infinity') c ON c.declaration_id = l.declaration_id
    AND c.line = l.line
  WHERE d.number = %s
) x WHERE line > %s AND (NOT %s OR reason IS NOT NULL)
ORDER BY line LIMIT %s

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
  coalesce((SELECT e.legal_name FROM affiliated_employer e WHERE e.employer_id = d.employer_id
            ORDER BY e.valid @> d.month DESC, e.valid DESC LIMIT 1), ''),
  (SELECT count(*) FROM line_waiting w WHERE w.declaration_id = d.id AND w.month = d.month)
FROM declaration d
LEFT JOIN deposit p ON p.id = d.deposit_id
JOIN act a ON a.id = d.act_id
JOIN affiliated_number n ON n.employer_id = d.employer_id
LEFT JOIN ledger_entry j ON j.id = d.entry_id
WHERE d.id = ANY(%s)
