-- name: prefill_employer
-- An employer affiliated at some time of a month, as it was called at its end. Not one whose
-- affiliation was closed the whole month.
SELECT e.employer_id, e.legal_name FROM affiliated_employer e
WHERE e.number = %s AND e.status <> 'closed' AND e.valid && daterange(%s, %s, '[]')
ORDER BY e.valid DESC LIMIT 1

-- name: prefill_insured
-- Whoever works for an employer in a month, with the allowances announced for that month.
SELECT p.number, p.family_name, p.given_names, coalesce(d.children, 0), coalesce(d.to_pay, 0),
  coalesce(d.to_deduct, 0)
FROM (SELECT DISTINCT w.person_id FROM person_employment w
      WHERE w.employer_id = %(employer)s AND w.valid && daterange(%(first)s, %(last)s, '[]')) w
CROSS JOIN LATERAL (
  SELECT i.number, i.family_name, i.given_names FROM insured_person i
  WHERE i.person_id = w.person_id ORDER BY i.valid @> %(last)s::date DESC, i.valid DESC LIMIT 1) p
LEFT JOIN allowance_due d ON d.person_id = w.person_id AND d.month = %(first)s
ORDER BY p.number

-- name: prefill_in_force
SELECT p.id, p.transfer_id, a.number FROM prefill p
JOIN affiliated_number n ON n.employer_id = p.employer_id JOIN act a ON a.id = p.act_id
WHERE n.number = %s AND p.month = %s ORDER BY p.id DESC LIMIT 1

-- name: prefill_rows
SELECT insured_number, name, children, to_pay, deducted, net FROM prefill_row
WHERE prefill_id = %s ORDER BY position
