-- name: paid_of_plans
-- What was paid of the months that plans cover, known since they were agreed, by value date.
SELECT p.id, v.value_on, sum(v.amount)::bigint
FROM payment_plan p JOIN act a ON a.id = p.act_id
JOIN paid_on v ON v.employer_id = p.employer_id AND v.month = ANY(p.months)
WHERE p.id = ANY(%s) AND v.recorded_at > a.recorded_at
  AND (%s::timestamptz IS NULL OR v.recorded_at <= %s)
GROUP BY p.id, v.value_on ORDER BY p.id, v.value_on
