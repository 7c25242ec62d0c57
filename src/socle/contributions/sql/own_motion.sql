-- name: last_declared_wages
-- The wages of the last month that an employer declared with wages before a month.
SELECT d.number, l.wage FROM declaration_line l JOIN (
  SELECT f.id, f.number, f.month FROM declaration_in_force f
  WHERE f.employer_id = %s AND f.month < %s AND f.sequence = 0 AND f.kind IS NULL
  ORDER BY f.month DESC LIMIT 1) d ON d.id = l.declaration_id AND d.month = l.month
ORDER BY l.line
