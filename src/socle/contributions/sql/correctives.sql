-- What correctives change, and the versions of a declaration.

-- name: keep_changes
-- The lines of the file just staged against those of the declarations they replace. A line without
-- a number is known by its name; several alike, by their rank.
WITH pair AS (
  SELECT * FROM unnest(%(correctives)s::bigint[], %(new)s::bigint[], %(old)s::bigint[],
    %(months)s::date[]) AS p (corrective_id, new_id, old_id, month)
), old AS (
  SELECT p.corrective_id, l.insured_number, rtrim(l.insured_name) AS insured_name, l.days, l.wage,
    l.wage_capped, row_number() OVER (PARTITION BY p.corrective_id, l.insured_number,
      CASE WHEN l.insured_number = '' THEN rtrim(l.insured_name) END ORDER BY l.line) AS rank
  -- OFFSET 0: asked pair by pair, each in the one table that holds its declaration.
  FROM pair p CROSS JOIN LATERAL (
    SELECT * FROM declaration_line d WHERE d.declaration_id = p.old_id AND d.month = p.month
    OFFSET 0) l
), new AS (
  SELECT p.corrective_id, s.insured_number, rtrim(s.insured_name) AS insured_name, s.days, s.wage,
    s.wage_capped, row_number() OVER (PARTITION BY p.corrective_id, s.insured_number,
      CASE WHEN s.insured_number = '' THEN rtrim(s.insured_name) END ORDER BY s.line) AS rank
  FROM pair p JOIN stage_line s ON s.declaration_id = p.new_id
)
INSERT INTO corrective_change (fund_id, corrective_id, insured_number, insured_name, days_before,
  wage_before, days_after, wage_after)
SELECT (SELECT socle_fund()), coalesce(n.corrective_id, o.corrective_id),
  coalesce(n.insured_number, o.insured_number),
  coalesce(nullif(n.insured_name, ''), o.insured_name, ''), o.days, o.wage, n.days, n.wage
FROM old o FULL JOIN new n ON n.corrective_id = o.corrective_id
  AND n.insured_number = o.insured_number AND n.rank = o.rank
  AND (n.insured_number <> '' OR n.insured_name = o.insured_name)
WHERE (o.days, o.wage, o.wage_capped) IS DISTINCT FROM (n.days, n.wage, n.wage_capped)
ORDER BY 2, 3, 4

-- name: comparisons
SELECT c.id, p.number, n.number,
  coalesce((SELECT e.legal_name FROM affiliated_employer e WHERE e.employer_id = o.employer_id
            ORDER BY e.valid DESC LIMIT 1), ''),
  o.month, o.number,
  coalesce((SELECT r.number FROM declaration r WHERE r.replaces_id = o.id
            AND r.deposit_id = c.deposit_id), ''),
  c.lines_before, c.lines_after, count(h.id) FILTER (WHERE h.wage_before IS NULL),
  count(h.id) FILTER (WHERE h.wage_after IS NULL),
  count(h.id) FILTER (WHERE h.wage_before IS NOT NULL AND h.wage_after IS NOT NULL)
FROM corrective c JOIN deposit p ON p.id = c.deposit_id
JOIN declaration o ON o.id = c.replaced_id
JOIN affiliated_number n ON n.employer_id = o.employer_id
LEFT JOIN corrective_change h ON h.corrective_id = c.id
WHERE c.id > %(after)s AND (%(deposit)s = '' OR p.number = %(deposit)s)
  AND (%(declaration)s = '' OR EXISTS (
    SELECT FROM declaration r WHERE r.number = %(declaration)s AND r.replaces_id = o.id
      AND r.deposit_id = c.deposit_id))
  AND (cardinality(%(numbers)s::text[]) = 0 OR n.number = ANY(%(numbers)s::text[]))
GROUP BY c.id, p.number, n.number, o.id, o.employer_id, o.month, o.number
ORDER BY c.id LIMIT %(limit)s

-- name: line_changes
SELECT h.id, h.insured_number, coalesce(nullif(h.insured_name, ''),
    (SELECT i.family_name || ' ' || i.given_names FROM insured_person i
     WHERE i.number = h.insured_number ORDER BY i.valid DESC LIMIT 1), ''),
  h.days_before, h.wage_before, h.days_after, h.wage_after
FROM corrective_change h WHERE h.corrective_id = %s AND h.id > %s ORDER BY h.id LIMIT %s

-- name: versions
SELECT d.number, coalesce(d.version, 1),
  coalesce(d.kind, CASE WHEN d.deposit_id IS NULL THEN 'reassessed' ELSE 'wages' END),
  coalesce(p.number, ''),
  a.number, d.deposited_on,
  coalesce((SELECT sum(b.amount) FROM declaration_branch b WHERE b.declaration_id = d.id), 0)::bigint,
  NOT EXISTS (SELECT FROM declaration r JOIN act b ON b.id = r.act_id
              WHERE r.replaces_id = d.id AND b.recorded_at <= %(known_at)s)
FROM declaration o JOIN declaration d ON d.employer_id = o.employer_id AND d.month = o.month
  AND d.sequence = o.sequence
LEFT JOIN deposit p ON p.id = d.deposit_id JOIN act a ON a.id = d.act_id
WHERE o.number = %(number)s AND a.recorded_at <= %(known_at)s ORDER BY coalesce(d.version, 1)
