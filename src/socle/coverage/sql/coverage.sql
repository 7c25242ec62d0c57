-- name: derived_covers
-- What follows from work, employments that touch each other as one, and from who bears the person.
-- An array of who it is, not a set: of a set the whole register would be joined.
WITH mine AS MATERIALIZED (
  SELECT n.person_id FROM insured_number n WHERE n.number = %(person)s
  UNION SELECT a.kept_id FROM insured_number n
    JOIN person_alias_as_of(%(known_at)s) a ON a.person_id = n.person_id
    WHERE n.number = %(person)s
  UNION SELECT a.person_id FROM insured_number n
    JOIN person_alias_as_of(%(known_at)s) a ON a.kept_id = n.person_id
    WHERE n.number = %(person)s
)
SELECT 'employee', lower(worked.period), upper(worked.period)
FROM (SELECT range_agg(w.valid) AS periods FROM employment_as_of(%(known_at)s) w
      WHERE w.person_id = ANY (ARRAY(SELECT person_id FROM mine))) AS work
CROSS JOIN LATERAL unnest(work.periods) AS worked (period)
UNION ALL
SELECT 'dependant', lower(d.valid), upper(d.valid) FROM dependency_as_of(%(known_at)s) d
WHERE d.dependant_id = ANY (ARRAY(SELECT person_id FROM mine)) AND d.benefit = %(branch)s
ORDER BY 2, 1

-- name: overlaps
SELECT n.number, coalesce((
    SELECT btrim(s.family_name || ' ' || s.given_names) FROM insured_person s
    WHERE s.person_id = c.person_id ORDER BY s.valid @> %(on)s::date DESC, s.valid DESC LIMIT 1),
    ''), c.category, m.meets, m.body, greatest(lower(c.valid), lower(m.valid)),
  least(upper(c.valid), upper(m.valid))
FROM coverage c JOIN insured_number n ON n.person_id = c.person_id
CROSS JOIN LATERAL (
  SELECT 'employee' AS meets, f.number AS body, w.valid FROM person_employment w
  JOIN affiliated_number f ON f.employer_id = w.employer_id
  WHERE w.person_id = c.person_id AND w.valid @> %(on)s::date
  UNION ALL
  SELECT 'dependant', b.number, d.valid FROM dependency_as_of('infinity') d
  JOIN insured_number b ON b.person_id = d.bearer_id
  WHERE d.dependant_id = c.person_id AND d.benefit = c.branch AND d.valid @> %(on)s::date
  UNION ALL
  SELECT 'elsewhere', o.body, o.valid FROM other_cover_as_of('infinity') o
  WHERE o.person_id = c.person_id AND o.benefit = c.branch AND o.valid @> %(on)s::date
) AS m
WHERE c.branch = 'health' AND c.valid @> %(on)s::date AND n.number > %(after)s
ORDER BY n.number, m.meets, m.body LIMIT %(limit)s

-- name: other_covers
SELECT 'employee', f.number FROM person_employment w
JOIN affiliated_number f ON f.employer_id = w.employer_id
WHERE w.person_id = %(person)s AND w.valid @> %(on)s::date
UNION ALL
SELECT 'dependant', b.number FROM dependency_as_of('infinity') d
JOIN insured_number b ON b.person_id = d.bearer_id
WHERE d.dependant_id = %(person)s AND d.benefit = 'health' AND d.valid @> %(on)s::date
UNION ALL
SELECT 'elsewhere', o.body FROM other_cover_as_of('infinity') o
WHERE o.person_id = %(person)s AND o.benefit = 'health' AND o.valid @> %(on)s::date
