-- What booking and allocating read. Each statement serves any number of employers.

-- name: debts
SELECT employer_id, month, branch, payer, sum(amount)::bigint FROM contributor_posting
WHERE employer_id = ANY(%s) AND branch <> ''
GROUP BY employer_id, month, branch, payer HAVING sum(amount) <> 0

-- name: free
-- Payments of employers of which something serves for nothing yet, the oldest value first.
SELECT payment_id, employer_id, value_on, months, rest FROM payment_state
WHERE payment_id IN (SELECT payment_id FROM payment_match WHERE employer_id = ANY(%s))
  AND employer_id = ANY(%s) AND rest > 0 AND value_on IS NOT NULL
ORDER BY value_on, payment_id

-- name: debts_paid
-- What payments pay of debts, the latest value first.
SELECT u.payment_id, s.value_on, u.employer_id, u.month, u.branch, u.payer, sum(u.amount)::bigint
FROM payment_use u JOIN payment_state s ON s.payment_id = u.payment_id
WHERE u.kind = 'debt' AND (u.payment_id = ANY(%s) OR u.employer_id = ANY(%s))
GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(u.amount) > 0
ORDER BY s.value_on DESC, u.payment_id DESC, u.month, u.branch, u.payer

-- name: gone_elsewhere
SELECT coalesce(sum(amount), 0)::bigint FROM payment_use
WHERE payment_id = %s AND kind IN ('refund', 'transfer')

-- name: with_credit_and_debt
SELECT n.number FROM affiliated_number n JOIN (
  SELECT employer_id FROM contributor_posting WHERE branch = ''
  GROUP BY employer_id HAVING sum(amount) < 0) c ON c.employer_id = n.employer_id
WHERE EXISTS (SELECT FROM contributor_posting l WHERE l.employer_id = n.employer_id
              AND l.branch <> '' GROUP BY l.month, l.branch, l.payer HAVING sum(l.amount) <> 0)
ORDER BY n.number

-- name: state
SELECT s.value_on, s.employer_id, coalesce(n.number, ''), s.rest, s.gone
FROM payment_state s LEFT JOIN affiliated_number n ON n.employer_id = s.employer_id
WHERE s.payment_id = %s
