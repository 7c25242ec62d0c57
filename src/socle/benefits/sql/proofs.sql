-- Proofs: which awards wait for which, and where they stand on a day.

-- name: awaited_proofs
WITH required AS (
  SELECT * FROM unnest(%(benefits)s::text[], %(parts)s::text[], %(kinds)s::text[]) AS r (benefit, part, kind)
), windows AS (
  SELECT * FROM unnest(%(began)s::int[], %(closed)s::date[], %(first)s::date[], %(last)s::date[])
    AS w (began, closed, first, last)
), asked AS (
  SELECT a.id, a.number, a.benefit, a.beneficiary_id, q.kind, t.since, n.status, n.reason,
    lower(n.valid) AS stands_since, w.closed, w.first, w.last,
    (SELECT max(p.seen_on) FROM right_proof p WHERE p.person_id = a.beneficiary_id
       AND p.kind = q.kind AND p.seen_on <= %(on)s::date AND benefits_is_known(p.act_id, NULL)) AS seen_on
  FROM award a JOIN required q ON q.benefit = a.benefit AND q.part IN ('*', a.part)
  CROSS JOIN LATERAL (
    SELECT min(lower(valid)) AS since FROM award_term WHERE award_id = a.id) t
  JOIN windows w ON w.began = extract(month FROM t.since)
  JOIN award_term n ON n.award_id = a.id AND n.valid @> %(on)s::date
  WHERE a.periodicity = 'monthly'
), standing AS (
  SELECT *, CASE
    WHEN status = 'suspended' AND reason = 'no_' || kind THEN 'suspended'
    WHEN status = 'suspended' THEN NULL
    WHEN since < closed AND coalesce(seen_on, '-infinity') < closed THEN 'late'
    WHEN %(on)s::date >= first AND since < first AND coalesce(seen_on, '-infinity') < first THEN 'due'
    END AS state
  FROM asked
)
SELECT s.id, s.number, s.benefit, p.number, coalesce(c.name, ''), s.kind, s.state, s.seen_on,
  CASE s.state WHEN 'suspended' THEN s.stands_since ELSE s.last END
FROM standing s JOIN insured_number p ON p.person_id = s.beneficiary_id
LEFT JOIN LATERAL (
  SELECT family_name || ' ' || given_names AS name FROM insured_person
  WHERE person_id = s.beneficiary_id ORDER BY lower(valid) DESC LIMIT 1) c ON true
WHERE s.state IS NOT NULL AND (%(state)s = '' OR s.state = %(state)s)
ORDER BY s.state, s.number, s.kind LIMIT %(limit)s
