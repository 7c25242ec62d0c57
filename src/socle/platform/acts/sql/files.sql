-- The acts of a file, by the register of what each act touched.

-- name: touching_latest
-- The keys of the acts of a file, with the one that opened it among many and does not name it.
SELECT act_id FROM (
  (SELECT act_id, recorded_at FROM act_touched
   WHERE subject = %(subject)s
     AND recorded_at <= coalesce(%(until)s::timestamptz, 'infinity')
   ORDER BY recorded_at DESC, act_id DESC LIMIT %(reached)s)
  UNION
  SELECT id, recorded_at FROM act
  WHERE id = %(opened_by)s AND recorded_at <= coalesce(%(until)s::timestamptz, 'infinity')
) AS those ORDER BY recorded_at DESC, act_id DESC LIMIT %(limit)s OFFSET %(first)s

-- name: touching_newest
SELECT act_id FROM (
  SELECT act_id, effective_on, recorded_at FROM act_touched WHERE subject = %(subject)s
  UNION
  SELECT id, effective_on, recorded_at FROM act WHERE id = %(opened_by)s
) AS those ORDER BY effective_on DESC, recorded_at DESC, act_id DESC LIMIT %(limit)s

-- name: later
SELECT a.number FROM act_touched t JOIN act a ON a.id = t.act_id
WHERE t.subject = ANY(%s) AND t.recorded_at > (SELECT o.recorded_at FROM act o WHERE o.id = %s)
  AND a.reverses_id IS NULL AND NOT EXISTS (SELECT FROM act r WHERE r.reverses_id = a.id)
ORDER BY t.recorded_at DESC, t.act_id DESC LIMIT 1

-- name: touched_since
SELECT file, a.number FROM act a CROSS JOIN unnest(a.touched) AS file
WHERE a.recorded_at > %s AND a.number <> ALL(%s) ORDER BY a.recorded_at, a.id

-- name: by_key
-- Between two ends: what begins with a text is no condition of an index under row-level security.
SELECT a.number, c.key FROM act_claim c JOIN act a ON a.id = c.act_id
WHERE c.key >= %s AND c.key < %s
  AND NOT EXISTS (SELECT FROM act r WHERE r.reverses_id = a.id)
ORDER BY a.id DESC
