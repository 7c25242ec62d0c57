-- What the register knows and nobody claimed for; awards of the dead that still give.
-- `as_of('infinity')`: what it believes now.

-- name: openings
WITH entered AS (
  -- Children who came into a family: borne, or where no law says who bears, born or adopted.
  SELECT d.bearer_id AS person_id, d.dependant_id AS child_id, lower(d.valid) AS entered_on,
    d.recorded_at
  FROM dependency_as_of('infinity') d
  WHERE %(by_charge)s AND d.benefit = 'family' AND d.ended_for = '' AND d.valid @> %(on)s::date
    AND NOT EXISTS (SELECT FROM marriage_as_of('infinity') m WHERE m.husband_id = d.bearer_id AND m.wife_id = d.dependant_id)
    AND NOT EXISTS (SELECT FROM marriage_as_of('infinity') m WHERE m.wife_id = d.bearer_id AND m.husband_id = d.dependant_id)
  UNION ALL
  SELECT f.parent_id, f.child_id, lower(f.valid), f.recorded_at
  FROM filiation_as_of('infinity') f WHERE NOT %(by_charge)s AND f.valid @> %(on)s::date
), born AS (
  -- One line a family: its last child, for the others come with it.
  SELECT DISTINCT ON (e.person_id) 'birth' AS cause, 'family_allowance' AS benefit,
    e.entered_on AS event_on, e.person_id, e.child_id AS about_id, r.number AS award
  FROM entered e
  LEFT JOIN LATERAL (
    SELECT a.number, last.recorded_at FROM award a
    JOIN award_term t ON t.award_id = a.id AND t.valid @> %(on)s::date
    CROSS JOIN LATERAL (
      SELECT max(x.recorded_at) AS recorded_at FROM claim_decision c JOIN act x ON x.id = c.act_id
      WHERE c.claim_id = a.claim_id AND benefits_is_known(c.act_id, NULL)) last
    WHERE a.person_id = e.person_id AND a.benefit = 'family_allowance' LIMIT 1) r ON true
  WHERE %(has_family)s AND e.entered_on BETWEEN %(back)s::date AND %(on)s::date
    AND NOT EXISTS (SELECT FROM insured_death x WHERE x.person_id IN (e.child_id, e.person_id))
    AND CASE WHEN r.number IS NULL THEN
        EXISTS (SELECT FROM person_employment w WHERE w.person_id = e.person_id AND w.valid @> e.entered_on)
        AND NOT EXISTS (SELECT FROM claim c WHERE c.person_id = e.person_id
          AND c.benefit = 'family_allowance' AND benefits_is_known(c.act_id, NULL))
      ELSE e.recorded_at > r.recorded_at END
  ORDER BY e.person_id, e.entered_on DESC, e.child_id
), aged AS (
  SELECT 'age' AS cause, 'old_age' AS benefit,
    (s.birth_on + make_interval(years => %(age)s::int))::date AS event_on, s.person_id,
    s.person_id AS about_id, NULL AS award
  FROM person_civil_status_as_of('infinity') s
  WHERE s.birth_on BETWEEN %(born_from)s::date AND %(born_until)s::date AND upper_inf(s.valid)
    AND NOT EXISTS (SELECT FROM insured_death x WHERE x.person_id = s.person_id)
    -- Who worked for somebody, or is affiliated as themselves: self-employed, insured by choice.
    AND (EXISTS (SELECT FROM person_employment w WHERE w.person_id = s.person_id)
      OR EXISTS (SELECT FROM employer_nature_as_of('infinity') n WHERE n.person_id = s.person_id))
    AND NOT EXISTS (SELECT FROM claim c WHERE c.person_id = s.person_id
      AND c.benefit = ANY (%(pensions)s) AND benefits_is_known(c.act_id, NULL))
), died AS (
  SELECT 'death' AS cause, b.benefit, d.died_on AS event_on, d.person_id, d.person_id AS about_id,
    NULL AS award
  FROM insured_death d CROSS JOIN unnest(%(of_death)s::text[]) AS b (benefit)
  WHERE EXISTS (SELECT FROM award a WHERE a.beneficiary_id = d.person_id
      AND a.benefit = ANY (%(own)s) AND benefits_is_known(a.act_id, NULL))
    AND (b.benefit NOT LIKE 'survivors%%'
      OR EXISTS (SELECT FROM marriage_as_of('infinity') m WHERE d.person_id IN (m.husband_id, m.wife_id)
           AND m.state IN ('married', 'widowed'))
      OR EXISTS (SELECT FROM filiation_as_of('infinity') f WHERE f.parent_id = d.person_id))
    AND NOT EXISTS (SELECT FROM claim c WHERE c.person_id = d.person_id
      AND c.benefit = b.benefit AND benefits_is_known(c.act_id, NULL))
), found AS (
  SELECT * FROM born UNION ALL SELECT * FROM aged UNION ALL SELECT * FROM died
)
SELECT f.cause, f.benefit, f.event_on, f.person_id, p.number, coalesce(n.name, ''), q.number,
  coalesce(m.name, ''), coalesce(f.award, '')
FROM found f JOIN insured_number p ON p.person_id = f.person_id
JOIN insured_number q ON q.person_id = f.about_id
LEFT JOIN LATERAL (
  SELECT rtrim(family_name || ' ' || given_names) AS name FROM insured_person
  WHERE person_id = f.person_id ORDER BY lower(valid) DESC LIMIT 1) n ON true
LEFT JOIN LATERAL (
  SELECT rtrim(family_name || ' ' || given_names) AS name FROM insured_person
  WHERE person_id = f.about_id ORDER BY lower(valid) DESC LIMIT 1) m ON true
WHERE (%(cause)s = '' OR f.cause = %(cause)s)
  AND (%(person)s::bigint IS NULL OR f.person_id = %(person)s::bigint)
  AND (%(after)s::bigint IS NULL OR (f.event_on, f.person_id) > (%(after_on)s::date, %(after)s::bigint))
  AND NOT EXISTS (SELECT FROM person_alias_as_of('infinity') k WHERE k.person_id = f.person_id AND upper_inf(k.valid))
  AND NOT EXISTS (SELECT FROM opening_dismissal o WHERE o.person_id = f.person_id
    AND o.benefit = f.benefit AND o.event_on = f.event_on)
ORDER BY f.event_on, f.person_id, f.benefit LIMIT %(limit)s

-- name: dead_in_payment
-- A month begun is whole: what is given from the month after the death is given to nobody.
SELECT a.id, a.number, a.benefit, p.number, coalesce(n.name, ''), d.died_on, s.since, t.amount
FROM insured_death d JOIN award a ON a.beneficiary_id = d.person_id
CROSS JOIN LATERAL (
  SELECT (date_trunc('month', d.died_on) + interval '1 month')::date AS since) s
JOIN LATERAL (
  SELECT amount FROM award_term WHERE award_id = a.id AND valid && daterange(s.since, NULL)
  ORDER BY lower(valid) LIMIT 1) t ON true
JOIN insured_number p ON p.person_id = d.person_id
LEFT JOIN LATERAL (
  SELECT rtrim(family_name || ' ' || given_names) AS name FROM insured_person
  WHERE person_id = d.person_id ORDER BY lower(valid) DESC LIMIT 1) n ON true
WHERE d.died_on <= %(on)s::date
ORDER BY d.died_on, a.id LIMIT %(limit)s
