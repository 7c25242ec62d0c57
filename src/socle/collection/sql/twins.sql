-- Movements that come by two files, and those that a bank takes back.

-- name: told_before
SELECT x.external_id, x.outcome FROM statement_line x JOIN bank_statement b ON b.id = x.statement_id
WHERE x.outcome IN ('held', 'returned') AND b.account = %s AND x.external_id = ANY(%s)

-- name: near_movements
-- Of the same account, or where one of the two files names none.
SELECT p.id, p.number, p.value_on, p.amount, p.source, p.external_id, b.statement_id,
  p.label, p.payer_name, p.payer_account
FROM (SELECT DISTINCT day, amount
      FROM unnest(%(days)s::date[], %(amounts)s::bigint[]) AS t(day, amount)) w
JOIN payment p ON p.amount = w.amount AND p.value_on = w.day
JOIN bank_statement b ON b.id = p.statement_id
WHERE p.channel = 'bank' AND p.statement_id IS DISTINCT FROM %(statement)s
  AND (p.source IN (%(account)s, %(none)s) OR %(account)s = %(none)s)
ORDER BY p.id

-- name: near_originals
SELECT w.line, p.id, p.number, s.gone > 0, p.label, p.payer_name, p.payer_account
FROM unnest(%s::bigint[], %s::date[], %s::date[], %s::bigint[]) AS w(line, since, until, amount)
CROSS JOIN LATERAL (
  SELECT * FROM payment p WHERE p.amount = w.amount AND p.channel IN ('bank', 'cheque')
    AND p.received_on BETWEEN w.since AND w.until ORDER BY p.received_on DESC, p.id DESC LIMIT 20) p
JOIN payment_state s ON s.payment_id = p.id
