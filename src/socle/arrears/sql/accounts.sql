-- Reading accounts, by the view that the ledger publishes.

-- name: owed_by_month
-- Contributions owed, and what was charged beside them (remissions apart), by month and branch.
SELECT month, branch,
  coalesce(sum(amount) FILTER (WHERE kind IN ('debt', 'correction', 'write_off')), 0)::bigint,
  coalesce(sum(amount) FILTER (WHERE kind = 'penalty'), 0)::bigint
FROM contributor_posting
WHERE employer_id = %s AND branch <> ''
  AND kind IN ('debt', 'correction', 'write_off', 'penalty')
  AND (%s::timestamptz IS NULL OR recorded_at <= %s)
GROUP BY month, branch ORDER BY month, branch

-- name: surcharges_left
SELECT month, branch, sum(amount)::bigint FROM contributor_posting
WHERE employer_id = %s AND branch IN ('surcharge', 'fine')
  AND (%s::timestamptz IS NULL OR recorded_at <= %s)
GROUP BY month, branch HAVING sum(amount) > 0 ORDER BY month, branch

-- name: over_remitted
SELECT month FROM contributor_posting
WHERE employer_id = %s AND kind IN ('penalty', 'remission')
GROUP BY month, branch HAVING sum(amount) < 0 ORDER BY month

-- name: months_left
-- What is left of each month, contributions and what was charged beside them.
SELECT month, sum(amount)::bigint FROM contributor_posting
WHERE employer_id = %s AND branch <> ''
  AND (%s::timestamptz IS NULL OR recorded_at <= %s)
GROUP BY month HAVING sum(amount) > 0 ORDER BY month

-- name: statement
-- One line an entry; what moves money inside the account changes nothing of what is owed.
SELECT p.occurred_on, p.kind, p.entry_number, a.number, min(p.month), max(p.month),
  sum(p.amount)::bigint
FROM contributor_posting p JOIN act a ON a.id = p.act_id
WHERE p.employer_id = %s AND (%s::timestamptz IS NULL OR p.recorded_at <= %s)
  AND p.occurred_on <= %s
GROUP BY p.occurred_on, p.kind, p.entry_id, p.entry_number, a.number
HAVING sum(p.amount) <> 0 ORDER BY p.occurred_on, p.entry_id
