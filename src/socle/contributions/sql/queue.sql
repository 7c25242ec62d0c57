-- Reading the queue of waiting lines, and writing cures.

-- name: waiting_groups
-- One row an employer, number and name: whoever waits for three years is one row, not 36.
SELECT n.number, coalesce((SELECT e.legal_name FROM affiliated_employer e
    WHERE e.employer_id = w.employer_id ORDER BY e.valid DESC LIMIT 1), ''),
  w.insured_number, w.insured_name, w.lines, to_char(w.first_month, 'YYYY-MM'),
  to_char(w.last_month, 'YYYY-MM'), w.wage, w.reasons, w.since, w.employer_id
FROM (
  SELECT employer_id, insured_number, insured_name, count(*) AS lines, min(month) AS first_month,
    max(month) AS last_month, sum(wage)::bigint AS wage,
    array_agg(DISTINCT reason ORDER BY reason) AS reasons, min(recorded_at) AS since
  FROM line_waiting
  WHERE (%(reason)s = '' OR reason = %(reason)s)
    AND (%(month)s::date IS NULL OR month = %(month)s::date)
    AND (%(text)s = '' OR insured_number LIKE %(number)s OR insured_name ILIKE %(name)s)
    AND (%(employer)s = '' OR employer_id = (
      SELECT employer_id FROM affiliated_number WHERE number = %(employer)s))
    AND (cardinality(%(own)s::text[]) = 0 OR employer_id IN (
      SELECT employer_id FROM affiliated_number WHERE number = ANY(%(own)s)))
  GROUP BY employer_id, insured_number, insured_name
) w JOIN affiliated_number n ON n.employer_id = w.employer_id
ORDER BY w.since, n.number, w.insured_number, w.insured_name LIMIT %(limit)s OFFSET %(skip)s

-- name: waiting_counts
SELECT reason, count(*), min(recorded_at) FROM line_waiting
WHERE cardinality(%(own)s::text[]) = 0 OR employer_id IN (
  SELECT employer_id FROM affiliated_number WHERE number = ANY(%(own)s))
GROUP BY reason ORDER BY reason

-- name: waiting_group_count
SELECT count(*) FROM (
  SELECT DISTINCT employer_id, insured_number, insured_name FROM line_waiting
  WHERE (%(reason)s = '' OR reason = %(reason)s)
    AND (%(month)s::date IS NULL OR month = %(month)s::date)
    AND (%(text)s = '' OR insured_number LIKE %(number)s OR insured_name ILIKE %(name)s)
    AND (%(employer)s = '' OR employer_id = (
      SELECT employer_id FROM affiliated_number WHERE number = %(employer)s))
    AND (cardinality(%(own)s::text[]) = 0 OR employer_id IN (
      SELECT employer_id FROM affiliated_number WHERE number = ANY(%(own)s)))) AS asked

-- name: waiting_lines_of_group
SELECT d.number, w.line, to_char(w.month, 'YYYY-MM'), w.days, w.wage, w.reason, w.recorded_at
FROM line_waiting w JOIN declaration d ON d.id = w.declaration_id
JOIN affiliated_number n ON n.employer_id = w.employer_id
WHERE n.number = %s AND w.insured_number = %s AND w.insured_name = %s
ORDER BY w.month DESC, d.number, w.line LIMIT %s

-- name: near_matches
-- Who may be the persons of some groups, each with the reasons. Numbers that differ by one slip
-- of the pen are made outside and looked up here by index. Names are compared, letters by letters,
-- with those who work for the employer and share the beginning of a word; in the whole register
-- only equal names are looked for.
WITH asked AS MATERIALIZED (
  SELECT rank, employer_id, number, name_key(name, '') AS key, name,
    daterange(first_on, last_on, '[]') AS months, first_on
  FROM unnest(%(ranks)s::int[], %(employers)s::bigint[], %(numbers)s::text[], %(names)s::text[],
              %(first_days)s::date[], %(last_days)s::date[])
       AS a (rank, employer_id, number, name, first_on, last_on)
), near AS MATERIALIZED (
  SELECT * FROM unnest(%(near_ranks)s::int[], %(near_numbers)s::text[], %(near_reasons)s::text[])
       AS n (rank, number, reason)
), employee AS MATERIALIZED (
  SELECT e.employer_id, w.person_id, s.name_key, left(word, 3) AS start
  FROM (SELECT employer_id, range_merge(range_agg(months)) AS months FROM asked
        WHERE key <> '' GROUP BY employer_id) e
  JOIN person_employment w ON w.employer_id = e.employer_id AND w.valid && e.months
  CROSS JOIN LATERAL (
    SELECT * FROM person_civil_status_as_of('infinity') s
    WHERE s.person_id = w.person_id AND upper_inf(s.valid) LIMIT 1) s
  CROSS JOIN LATERAL unnest(string_to_array(s.name_key, ' ')) AS word
  WHERE length(word) > 2
), begun AS MATERIALIZED (
  SELECT DISTINCT rank, employer_id, key, left(word, 3) AS start
  FROM asked CROSS JOIN LATERAL unnest(string_to_array(key, ' ')) AS word WHERE length(word) > 2
), alike AS MATERIALIZED (
  SELECT DISTINCT b.rank, e.person_id, e.name_key, b.key
  FROM begun b JOIN employee e ON e.employer_id = b.employer_id AND e.start = b.start
), turned AS MATERIALIZED (
  -- The same words beginning with any of them: family names come first or last.
  SELECT DISTINCT a.rank, array_to_string(words[place + 1:] || words[:place], ' ') AS key
  FROM asked a CROSS JOIN LATERAL (SELECT string_to_array(a.key, ' ') AS words) AS w
  CROSS JOIN LATERAL generate_series(0, least(cardinality(words), 6) - 1) AS place
), found AS (
  SELECT a.rank, n.person_id, 'number_held' AS reason
  FROM asked a JOIN insured_number n ON n.number = a.number WHERE a.number <> ''
  UNION ALL
  SELECT c.rank, n.person_id, c.reason FROM near c JOIN insured_number n ON n.number = c.number
  UNION ALL
  SELECT rank, person_id, 'close_name' FROM alike WHERE similarity(name_key, key) >= 0.45
  UNION ALL
  SELECT t.rank, same.person_id, 'same_name'
  FROM turned t CROSS JOIN LATERAL (
    SELECT i.person_id FROM insured_person i
    WHERE i.name_key = t.key AND upper_inf(i.valid) LIMIT 5) AS same
  UNION ALL
  SELECT a.rank, c.person_id, 'cured_before'
  FROM asked a JOIN declaration d ON d.employer_id = a.employer_id
    AND d.month >= a.first_on - interval '3 years'
  CROSS JOIN LATERAL (
    SELECT c.person_id FROM line_cure_as_of('infinity') c
    JOIN declaration_line l ON l.declaration_id = c.declaration_id AND l.month = c.month
      AND l.line = c.line AND l.insured_number = a.number AND l.insured_name = a.name
    WHERE c.declaration_id = d.id AND c.person_id IS NOT NULL LIMIT 3) AS c
  WHERE a.number <> '' OR a.name <> ''
  UNION ALL
  SELECT a.rank, l.person_id, 'declared_before'
  FROM asked a JOIN declaration d ON d.employer_id = a.employer_id
    AND d.month >= a.first_on - interval '3 months' AND d.month < a.first_on
  CROSS JOIN LATERAL (
    SELECT l.person_id FROM declaration_line l
    WHERE l.declaration_id = d.id AND l.month = d.month AND l.insured_name = a.name
      AND l.person_id IS NOT NULL LIMIT 3) AS l
  WHERE a.name <> ''
)
SELECT f.rank, n.number, btrim(s.family_name || ' ' || s.given_names), s.birth_on, f.reasons,
  EXISTS (SELECT FROM person_employment w WHERE w.employer_id = a.employer_id
          AND w.valid && a.months AND w.person_id = f.person_id),
  CASE WHEN a.key <> '' THEN round(similarity(s.name_key, a.key) * 100)::int END
FROM (
  SELECT rank, person_id, array_agg(DISTINCT reason ORDER BY reason) AS reasons FROM found
  GROUP BY rank, person_id
) f JOIN asked a ON a.rank = f.rank
CROSS JOIN LATERAL (SELECT * FROM insured_number n WHERE n.person_id = f.person_id LIMIT 1) n
CROSS JOIN LATERAL (
  SELECT * FROM person_civil_status_as_of('infinity') s
  WHERE s.person_id = f.person_id AND upper_inf(s.valid) LIMIT 1) s

-- name: person_to_credit
SELECT p.person_id, s.birth_on FROM insured_number p
JOIN person_civil_status_as_of('infinity') s ON s.person_id = p.person_id
WHERE p.number = %s ORDER BY s.valid DESC LIMIT 1

-- name: lines_to_cure
-- The waiting lines an act is about, and how well they agree with the person.
SELECT w.declaration_id, w.month, w.line, w.insured_number, w.insured_name, n.number,
  w.insured_name = '' OR EXISTS (
    SELECT FROM insured_person i WHERE i.person_id = %(person)s AND (
      similarity(i.name_key, name_key(w.insured_name, '')) >= 0.45
      OR string_to_array(name_key(w.insured_name, ''), ' ') && ARRAY(
        SELECT word FROM unnest(string_to_array(i.name_key, ' ')) AS word
        WHERE length(word) > 1))),
  EXISTS (SELECT FROM person_employment e WHERE e.person_id = %(person)s
          AND e.employer_id = w.employer_id
          AND e.valid && daterange(w.month, (w.month + interval '1 month')::date))
FROM line_waiting w JOIN affiliated_number n ON n.employer_id = w.employer_id
JOIN declaration d ON d.id = w.declaration_id
WHERE (%(declaration)s = '' OR (d.number = %(declaration)s AND w.line = %(line)s))
  AND (%(employer)s = '' OR (n.number = %(employer)s AND w.insured_number = %(number)s
       AND w.insured_name = %(name)s))
  AND (%(first)s::date IS NULL OR w.month >= %(first)s::date)
  AND (%(last)s::date IS NULL OR w.month <= %(last)s::date)
ORDER BY w.month, w.declaration_id, w.line

-- name: line_in_force
-- The cure that a line counts for, of those that stand.
SELECT c.declaration_id, c.month, c.line, n.number, e.number FROM declaration d
JOIN line_credit c ON c.declaration_id = d.id AND c.is_cured
JOIN insured_number n ON n.person_id = c.person_id
JOIN affiliated_number e ON e.employer_id = d.employer_id
WHERE d.number = %s AND c.line = %s

-- name: insert_cures
INSERT INTO line_cure (fund_id, act_id, declaration_id, month, line, person_id)
SELECT (SELECT socle_fund()), %s, c.declaration_id, c.month, c.line, %s
FROM unnest(%s::bigint[], %s::date[], %s::int[]) AS c (declaration_id, month, line)

-- name: lines_to_replay
-- Lines whose cause has vanished: the number is somebody's now, and the name agrees as it must
-- when a file is posted.
SELECT w.declaration_id, w.month, w.line, p.person_id, e.number
FROM line_waiting w
CROSS JOIN LATERAL (
  SELECT n.person_id FROM insured_number n WHERE n.number = w.insured_number LIMIT 1) p
JOIN affiliated_number e ON e.employer_id = w.employer_id
WHERE (SELECT true FROM person_civil_status_as_of('infinity') s WHERE s.person_id = p.person_id
    AND (s.birth_on IS NULL OR s.birth_on < w.month + interval '1 month')
    AND (w.insured_name = '' OR string_to_array(name_key(w.insured_name, ''), ' ') && ARRAY(
      SELECT word FROM unnest(string_to_array(s.name_key, ' ')) AS word WHERE length(word) > 1))
    LIMIT 1)
  AND (%(employer)s = '' OR e.number = %(employer)s)
ORDER BY w.declaration_id, w.line LIMIT %(limit)s

-- name: insert_replayed
INSERT INTO line_cure (fund_id, act_id, declaration_id, month, line, person_id)
SELECT (SELECT socle_fund()), %s, c.declaration_id, c.month, c.line, c.person_id
FROM unnest(%s::bigint[], %s::date[], %s::int[], %s::bigint[])
     AS c (declaration_id, month, line, person_id)

-- name: later_cure
-- A later row in force on a line of this act: it rests on what the act wrote.
SELECT a.number FROM line_cure c JOIN line_cure n
  ON n.declaration_id = c.declaration_id AND n.line = c.line AND n.id > c.id
JOIN act a ON a.id = n.act_id
WHERE c.act_id = %s AND NOT EXISTS (SELECT FROM act r WHERE r.reverses_id = n.act_id)
ORDER BY n.id DESC LIMIT 1
