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
    AND (%(person)s::bigint IS NULL OR a.beneficiary_id = %(person)s::bigint)
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

-- name: awaited_schooling
-- Children whom a family allowance counts and whose age asks a school certificate each year. Late,
-- the award is decided again without them; afterwards they are counted no more for want of it.
WITH borne AS MATERIALIZED (
  SELECT bearer_id, dependant_id FROM dependency_as_of('infinity')
  WHERE benefit = 'family' AND ended_for = '' AND valid @> %(on)s::date
    AND (%(person)s::bigint IS NULL OR bearer_id = %(person)s::bigint)
), studied AS MATERIALIZED (
  SELECT person_id, max(lower(valid)) AS seen_on, bool_or(valid @> %(last)s::date) AS will,
    bool_or(valid @> %(closed_last)s::date
      OR valid && daterange(%(suspended_on)s::date, %(on)s::date, '[]')) AS did
  FROM schooling_as_of('infinity')
  WHERE %(person)s::bigint IS NULL OR person_id = ANY (ARRAY(SELECT dependant_id FROM borne))
  GROUP BY person_id
), excused AS MATERIALIZED (
  SELECT person_id FROM disability_as_of('infinity') WHERE valid @> %(on)s::date
    AND (%(person)s::bigint IS NULL OR person_id = ANY (ARRAY(SELECT dependant_id FROM borne)))
  UNION SELECT person_id FROM insured_death
    WHERE %(person)s::bigint IS NULL OR person_id = ANY (ARRAY(SELECT dependant_id FROM borne))
), child AS MATERIALIZED (
  SELECT a.id, a.number, a.benefit, a.person_id, a.claim_id, d.dependant_id AS child_id
  FROM award a JOIN borne d ON d.bearer_id = a.person_id
  WHERE a.benefit = 'family_allowance' AND EXISTS (
      SELECT FROM award_term n WHERE n.award_id = a.id
        AND (n.valid @> %(on)s::date OR upper(n.valid) = %(suspended_on)s::date))
    AND (%(person)s::bigint IS NULL OR a.person_id = %(person)s::bigint)
    AND NOT EXISTS (SELECT FROM excused x WHERE x.person_id = d.dependant_id)
), standing AS (
  SELECT c.*, y.seen_on, CASE
    WHEN s.birth_on + make_interval(years => %(alone_age)s::int) <= %(closed)s::date AND y.did IS NOT TRUE
      -- A decision made since the window, or one that said beforehand what ends with it.
      THEN CASE WHEN EXISTS (
          SELECT FROM (SELECT k.id, k.decided_on FROM claim_decision k WHERE k.claim_id = c.claim_id
              AND benefits_is_known(k.act_id, NULL) ORDER BY k.id DESC LIMIT 1) k
          WHERE k.decided_on >= %(suspended_on)s::date OR EXISTS (
            SELECT FROM decision_term t WHERE t.decision_id = k.id AND t.award_id = c.id
              AND upper(t.valid) = %(suspended_on)s::date))
        THEN 'suspended' ELSE 'late' END
    WHEN s.birth_on + make_interval(years => %(alone_age)s::int) <= %(first)s::date
      AND %(on)s::date >= %(first)s::date AND y.will IS NOT TRUE THEN 'due'
    END AS state
  FROM child c
  JOIN person_civil_status_as_of('infinity') s ON s.person_id = c.child_id AND upper_inf(s.valid)
    AND s.birth_on + make_interval(years => %(student_age)s::int) > %(on)s::date
  LEFT JOIN studied y ON y.person_id = c.child_id
)
SELECT s.id, s.number, s.benefit, p.number, coalesce(n.name, ''), s.state,
  s.seen_on,
  CASE s.state WHEN 'due' THEN %(last)s::date WHEN 'late' THEN %(closed_last)s::date
    ELSE %(suspended_on)s::date END, q.number, coalesce(m.name, '')
FROM standing s JOIN insured_number p ON p.person_id = s.person_id
JOIN insured_number q ON q.person_id = s.child_id
LEFT JOIN LATERAL (
  SELECT rtrim(family_name || ' ' || given_names) AS name FROM insured_person
  WHERE person_id = s.person_id ORDER BY lower(valid) DESC LIMIT 1) n ON true
LEFT JOIN LATERAL (
  SELECT rtrim(family_name || ' ' || given_names) AS name FROM insured_person
  WHERE person_id = s.child_id ORDER BY lower(valid) DESC LIMIT 1) m ON true
WHERE s.state IS NOT NULL AND (%(state)s = '' OR s.state = %(state)s)
ORDER BY s.state, s.number, q.number LIMIT %(limit)s

-- name: schooled_since
-- Family allowances of who bears a child for whom a certificate came after the last decision: the
-- first day it is for, and every later day on which a child came or left, for a decision from the
-- first day sees the family of that day. The latest first.
SELECT a.number, min(lower(y.valid)), ARRAY(
  SELECT DISTINCT each.day FROM dependency_as_of('infinity') b
  LEFT JOIN insured_death x ON x.person_id = b.dependant_id
  CROSS JOIN LATERAL unnest(ARRAY[lower(b.valid), upper(b.valid), x.died_on]) AS each (day)
  WHERE b.bearer_id = a.person_id AND b.benefit = 'family' AND each.day > min(lower(y.valid))
  ORDER BY 1)
FROM schooling_as_of('infinity') y
JOIN dependency_as_of('infinity') d ON d.dependant_id = y.person_id AND d.benefit = 'family'
  AND d.ended_for = '' AND d.valid && y.valid
JOIN award a ON a.person_id = d.bearer_id AND a.benefit = 'family_allowance' AND a.claim_id IS NOT NULL
JOIN LATERAL (
  SELECT t.recorded_at FROM claim_decision k JOIN act t ON t.id = k.act_id
  WHERE k.claim_id = a.claim_id AND benefits_is_known(k.act_id, NULL)
  ORDER BY k.id DESC LIMIT 1) k ON %(award)s <> '' OR y.recorded_at > k.recorded_at
WHERE %(award)s = '' OR a.number = %(award)s
GROUP BY a.id, a.number, a.person_id ORDER BY max(y.recorded_at) DESC LIMIT %(limit)s
