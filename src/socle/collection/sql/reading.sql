-- name: paid_dates
SELECT month, branch, value_on, sum(amount)::bigint FROM paid_on
WHERE employer_id = %s AND (%s::timestamptz IS NULL OR recorded_at <= %s)
GROUP BY month, branch, value_on HAVING sum(amount) <> 0 ORDER BY month, branch, value_on

-- name: credits
SELECT number, value_on, rest FROM payment_state
WHERE payment_id IN (SELECT payment_id FROM payment_match WHERE employer_id = %s)
  AND employer_id = %s AND rest > 0 AND value_on IS NOT NULL ORDER BY value_on, payment_id

-- name: payment_views
SELECT s.payment_id, s.number, s.channel, s.source, s.external_id, s.amount, s.received_on, s.value_on,
  s.employer_id, s.rule, s.months, s.rest, s.gone, s.payer_name, s.payer_account, s.label,
  s.recorded_at, n.number AS employer_number, a.number AS act_number, j.number AS entry_number,
  coalesce((SELECT e.legal_name FROM affiliated_employer e WHERE e.employer_id = s.employer_id
            ORDER BY e.valid DESC LIMIT 1), '') AS employer_name
FROM payment_state s JOIN act a ON a.id = s.act_id
LEFT JOIN affiliated_number n ON n.employer_id = s.employer_id
LEFT JOIN ledger_entry j ON j.id = s.entry_id
WHERE s.payment_id = ANY(%s)

-- name: payments_of_employer
-- Those matched to it now; a match taken back is on the payment's own page.
SELECT payment_id FROM payment_state
WHERE payment_id IN (SELECT payment_id FROM payment_match WHERE employer_id = %s)
  AND employer_id = %s AND payment_id < coalesce(%s, 9223372036854775807)
ORDER BY payment_id DESC LIMIT %s

-- name: payment_by_number
SELECT id FROM payment WHERE number = %s

-- name: receipts_of_day
SELECT p.id FROM payment p JOIN cash_day d ON d.id = p.cash_day_id
WHERE d.number = %s ORDER BY p.id DESC

-- name: cheques_to_clear
SELECT payment_id FROM payment_state
WHERE channel = 'cheque' AND value_on IS NULL AND gone = 0 ORDER BY payment_id LIMIT %s

-- name: unmatched
-- Sought among those never matched and those whose match was taken back, not among all.
SELECT payment_id FROM payment_state
WHERE payment_id IN (
    SELECT id FROM payment p WHERE NOT EXISTS (SELECT FROM payment_match m WHERE m.payment_id = p.id)
    UNION SELECT payment_id FROM payment_match WHERE employer_id IS NULL)
  AND employer_id IS NULL AND rest > 0 AND payment_id < coalesce(%s, 9223372036854775807)
ORDER BY payment_id DESC LIMIT %s

-- name: suspense_total
SELECT count(*), coalesce(sum(rest), 0)::bigint FROM payment_state
WHERE payment_id IN (
    SELECT id FROM payment p WHERE NOT EXISTS (SELECT FROM payment_match m WHERE m.payment_id = p.id)
    UNION SELECT payment_id FROM payment_match WHERE employer_id IS NULL)
  AND employer_id IS NULL AND rest > 0

-- name: uses
SELECT u.kind, u.month, u.branch, sum(u.amount)::bigint, a.number, u.recorded_at
FROM payment_use u JOIN payment p ON p.id = u.payment_id JOIN act a ON a.id = u.act_id
WHERE p.number = %s
GROUP BY u.kind, u.month, u.branch, a.number, u.recorded_at, u.act_id
ORDER BY u.act_id, u.month NULLS FIRST, u.branch

-- name: bank_statements
SELECT b.number, b.format, b.account, b.statement_id, b.from_on, b.to_on, b.opening_balance,
  b.closing_balance, l.lines, l.booked_count, l.booked, l.matched_count, l.matched, l.debited,
  l.held_count, l.held, l.returned_count, a.number, b.recorded_at
FROM bank_statement b JOIN act a ON a.id = b.act_id
CROSS JOIN LATERAL (
  SELECT count(*) AS lines, count(s.payment_id) AS booked_count,
    coalesce(sum(s.amount), 0)::bigint AS booked, count(s.employer_id) AS matched_count,
    coalesce(sum(s.amount) FILTER (WHERE s.employer_id IS NOT NULL), 0)::bigint AS matched,
    coalesce(-sum(x.amount) FILTER (WHERE x.amount < 0), 0)::bigint AS debited,
    count(*) FILTER (WHERE x.outcome = 'held') AS held_count,
    coalesce(sum(x.amount) FILTER (WHERE x.outcome = 'held'), 0)::bigint AS held,
    count(*) FILTER (WHERE x.outcome = 'returned') AS returned_count
  FROM line_state x
  LEFT JOIN payment_state s ON s.payment_id = x.payment_id AND x.outcome = 'booked'
  WHERE x.statement_id = b.id) l
WHERE (%s::text IS NULL OR b.number = %s) AND (%s::bigint IS NULL OR b.id < %s)
ORDER BY b.id DESC LIMIT %s

-- name: statement_lines
SELECT x.position, x.value_on, x.amount, x.outcome, x.payer_name, x.label, s.number, n.number, s.rule,
  coalesce(x.return_code, '')
FROM bank_statement b JOIN line_state x ON x.statement_id = b.id
LEFT JOIN payment_state s ON s.payment_id = x.payment_id
LEFT JOIN affiliated_number n ON n.employer_id = s.employer_id
WHERE b.number = %s AND x.position > %s ORDER BY x.position LIMIT %s

-- name: open_lines
SELECT x.position, x.value_on, x.amount, x.outcome, x.payer_name, x.payer_account, x.label,
  x.external_id, coalesce(x.return_code, '')
FROM line_state x WHERE x.statement_id = %s AND x.outcome IN ('held', 'returned')
  AND x.position > %s
ORDER BY x.position LIMIT %s

-- name: lines_waiting
-- Few lines ever waited: they are sought by what was read of them, then by what was said since.
SELECT count(*) FILTER (WHERE x.outcome = 'held'),
  count(*) FILTER (WHERE x.outcome = 'returned')
FROM statement_line x
WHERE x.outcome IN ('held', 'returned')
  AND NOT EXISTS (SELECT FROM line_decision d WHERE d.line_id = x.id)

-- name: cash_days
SELECT d.number, d.opened_on, d.opening_float, t.cash, t.cheques, t.receipts,
  d.opening_float + t.cash, c.counted
FROM cash_day d
LEFT JOIN cash_closing c ON c.day_id = d.id
CROSS JOIN LATERAL (
  SELECT coalesce(sum(amount - gone) FILTER (WHERE channel = 'cash'), 0)::bigint AS cash,
    coalesce(sum(amount - gone) FILTER (WHERE channel = 'cheque'), 0)::bigint AS cheques,
    count(*) AS receipts
  FROM payment_state WHERE cash_day_id = d.id) t
WHERE (%s::text IS NULL OR d.number = %s)
  AND (%s::bigint IS NULL OR d.cashier_id = %s) AND (NOT %s OR c.id IS NULL)
ORDER BY d.id DESC LIMIT %s
