-- Whose payments are. Each statement serves all payments of a bank statement at once.

-- name: numbers
SELECT employer_id, number FROM affiliated_number WHERE number = ANY(%s)

-- name: referred
SELECT '1', l.entry_id, l.employer_id, n.number, min(l.month)
FROM contributor_posting l JOIN affiliated_number n ON n.employer_id = l.employer_id
WHERE l.entry_id = ANY(%s) AND l.kind = ANY(%s) GROUP BY l.entry_id, l.employer_id, n.number
UNION ALL
SELECT '2', employer_id, employer_id, number, NULL FROM affiliated_number WHERE employer_id = ANY(%s)

-- name: known_payers
-- Accounts whose payments in force were always of one employer, by a stronger rule than this.
SELECT s.payer_account, min(s.employer_id), min(n.number)
FROM payment_state s JOIN affiliated_number n ON n.employer_id = s.employer_id
WHERE s.payer_account = ANY(%s) AND s.rule <> 'known_payer'
GROUP BY s.payer_account HAVING count(DISTINCT s.employer_id) = 1

-- name: open_months
SELECT employer_id, month, sum(amount)::bigint FROM contributor_posting
WHERE employer_id = ANY(%s) AND branch <> '' GROUP BY employer_id, month HAVING sum(amount) > 0

-- name: near_numbers
SELECT n.number, '', NULL::date FROM affiliated_number n
WHERE EXISTS (SELECT FROM unnest(%(tokens)s::text[]) AS token
              WHERE length(token) > 6 AND levenshtein_less_equal(n.number, token, 1) <= 1)
ORDER BY n.number LIMIT 3

-- name: near_names
SELECT e.number, e.legal_name, NULL::date FROM affiliated_employer e
WHERE upper_inf(e.valid) AND length(%(name)s) > 3
  AND word_similarity(upper(e.legal_name), upper(%(name)s)) > 0.5
ORDER BY word_similarity(upper(e.legal_name), upper(%(name)s)) DESC, e.number LIMIT 3

-- name: near_amounts
SELECT n.number, '', min(due.month) FROM (
  SELECT employer_id, month FROM contributor_posting
  WHERE month >= %(since)s AND branch <> '' GROUP BY employer_id, month
  HAVING sum(amount) = %(amount)s LIMIT 20) due
JOIN affiliated_number n ON n.employer_id = due.employer_id
GROUP BY n.number ORDER BY n.number LIMIT 3

-- name: names
SELECT n.number, coalesce((SELECT e.legal_name FROM affiliated_employer e
  WHERE e.employer_id = n.employer_id ORDER BY e.valid DESC LIMIT 1), '')
FROM affiliated_number n WHERE n.number = ANY(%s)
