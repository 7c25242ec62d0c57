-- Pensions and what covers their holders.

-- name: pensions_uncovered
-- Days on which a pension is paid and nothing is stated of its holder's cover, with the number of the
-- first award that says so: what acts that change an award state, of awards that no act changed
-- since. So many persons at most, whole.
WITH served AS MATERIALIZED (
  SELECT a.beneficiary_id AS person_id, a.id, a.number, t.valid
  FROM award a JOIN award_term t ON t.award_id = a.id
  WHERE a.benefit = ANY (%(pensions)s) AND t.status = 'active'
), stated AS MATERIALIZED (
  SELECT person_id, range_agg(valid) AS days FROM stated_cover WHERE branch = %(branch)s
  GROUP BY person_id
), uncovered AS MATERIALIZED (
  SELECT * FROM (
    SELECT s.person_id, s.id, s.number, datemultirange(s.valid) - coalesce(c.days, '{}')
      - coalesce(range_agg(s.valid) OVER (PARTITION BY s.person_id ORDER BY s.id, s.valid
          ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), '{}') AS days
    FROM served s LEFT JOIN stated c ON c.person_id = s.person_id) AS each
  WHERE NOT isempty(days)
)
SELECT u.person_id, u.number, lower(d.part), upper(d.part)
FROM uncovered u CROSS JOIN LATERAL unnest(u.days) AS d (part)
WHERE u.person_id IN (SELECT DISTINCT person_id FROM uncovered ORDER BY person_id LIMIT %(most)s)
ORDER BY u.person_id, d.part
