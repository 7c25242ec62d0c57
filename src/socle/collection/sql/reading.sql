-- name: paid_dates
SELECT month, branch, value_on, sum(amount)::bigint FROM paid_on
WHERE employer_id = %s AND (%s::timestamptz IS NULL OR recorded_at <= %s)
GROUP BY month, branch, value_on HAVING sum(amount) <> 0 ORDER BY month, branch, value_on

-- name: credits
SELECT number, value_on, rest FROM payment_state
WHERE employer_id = %s AND rest > 0 AND value_on IS NOT NULL ORDER BY value_on, payment_id
