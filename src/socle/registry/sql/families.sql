-- Days on which a dependant's right will change if nothing is done, of those borne today. Births,
-- expiries and reviews are each found by their own index; only what falls in the window is joined.
-- name: family_dates
WITH law AS (
  SELECT * FROM unnest(%(benefits)s::text[], %(selectors)s::text[], %(ages)s::int[],
      %(born_from)s::date[], %(born_until)s::date[])
    AS l (benefit, selector, age, born_from, born_until)
), coming AS (
  SELECT (s.birth_on + make_interval(years => l.age))::date AS due_on, 'age' AS kind,
    s.person_id, l.benefit, l.selector, l.age
  FROM law l
  -- Age by age, so that the births of its days alone are read and never the register.
  CROSS JOIN LATERAL (SELECT s.person_id, s.birth_on FROM person_civil_status s
    WHERE s.birth_on BETWEEN l.born_from AND l.born_until AND s.valid @> %(on)s::date
    OFFSET 0) s
  WHERE %(kind)s IN ('', 'age')
  UNION ALL
  SELECT p.ends_on, 'certificate', p.person_id, l.benefit, l.selector, NULL
  FROM schooling p JOIN law l ON l.selector = 'alone'
  WHERE %(kind)s IN ('', 'certificate')
    AND p.ends_on BETWEEN %(since)s::date AND %(until)s::date
    AND NOT EXISTS (SELECT FROM schooling n WHERE n.person_id = p.person_id
                    AND n.valid @> p.ends_on)
    AND EXISTS (SELECT FROM person_civil_status s WHERE s.person_id = p.person_id
                AND s.valid @> %(on)s::date
                AND s.birth_on + make_interval(years => l.age) <= p.ends_on)
  UNION ALL
  SELECT b.review_on, 'review', b.person_id, l.benefit, l.selector, NULL
  FROM disability b JOIN law l ON l.selector = 'alone'
  WHERE %(kind)s IN ('', 'review')
    AND b.review_on BETWEEN %(since)s::date AND %(until)s::date AND b.valid @> %(on)s::date
)
SELECT c.due_on, c.kind, c.benefit, c.person_id, d.bearer_id, min(c.age)
FROM coming c JOIN dependency d
  ON d.dependant_id = c.person_id AND d.benefit = c.benefit AND d.valid @> %(on)s::date
    AND d.ended_for = ''
WHERE c.due_on BETWEEN %(since)s::date AND %(until)s::date
  AND (%(after_on)s::date IS NULL OR (c.due_on, c.person_id) > (%(after_on)s, %(after_id)s))
  AND NOT EXISTS (SELECT FROM person_death x WHERE x.person_id = c.person_id
                  AND x.valid @> c.due_on)
  -- An age ends nothing for whom a paper carries on, and the age of a study only for who studies.
  AND (c.kind <> 'age' OR (c.selector = 'alone') <> EXISTS (
    SELECT FROM schooling p WHERE p.person_id = c.person_id AND p.valid @> c.due_on
      AND (c.selector = 'alone' OR (p.level = 'apprenticeship') = (c.selector = 'apprentice'))))
  AND (c.kind <> 'age' OR NOT EXISTS (SELECT FROM disability b
    WHERE b.person_id = c.person_id AND b.valid @> c.due_on))
GROUP BY c.due_on, c.kind, c.benefit, c.person_id, d.bearer_id
ORDER BY c.due_on, c.person_id, c.kind, c.benefit
LIMIT %(limit)s

-- name: named_in_rows
-- Of one civil status, whatever the day: what is least among one row is what the row says.
SELECT p.id, p.number, s.name, s.sex, s.birth_on, d.died_on,
  s.many = 1 AND NOT EXISTS (SELECT FROM person_alias a WHERE a.person_id = p.id)
    AND NOT EXISTS (SELECT FROM person_alias a WHERE a.kept_id = p.id)
FROM person p
CROSS JOIN LATERAL (
  SELECT count(*) AS many, min(btrim(family_name || ' ' || given_names)) AS name, min(sex) AS sex,
    min(birth_on) AS birth_on
  FROM person_civil_status WHERE person_id = p.id) AS s
LEFT JOIN LATERAL (
  SELECT lower(valid) AS died_on FROM person_death WHERE person_id = p.id LIMIT 1) AS d ON true
WHERE p.number = ANY(%s)
