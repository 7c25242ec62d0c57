-- What validated runs counted of a few awards.

-- name: dues_of_awards
-- Run by run: dues are kept by run, and of each only those of these awards are read.
SELECT d.award_id, r.number, d.payee_id, d.month, d.kind, d.amount
FROM benefit_run r JOIN run_step s ON s.run_id = r.id AND s.step = 'validated'
JOIN act a ON a.id = s.act_id
  AND (%(known_at)s::timestamptz IS NULL OR a.recorded_at <= %(known_at)s::timestamptz)
CROSS JOIN LATERAL (
  SELECT * FROM award_due w WHERE w.run_id = r.id AND w.award_id = ANY (%(awards)s::bigint[])
  OFFSET 0) d
WHERE r.month >= %(since)s::date AND d.month >= %(since)s::date
ORDER BY d.award_id, r.id DESC, d.line
