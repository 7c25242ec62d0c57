-- name: open_suspicions
-- A pair is decided once its files are declared distinct, or one of them leads to another.
SELECT d.id, d.origin, d.likeness, d.weighed, a.recorded_at, r.number, d.line, d.reading,
  p.number, s.family_name, s.given_names, s.birth_on, s.sex, s.national_id,
  coalesce(so.father_name, ''), coalesce(so.mother_name, ''), coalesce(so.birth_place, ''),
  coalesce(q.number, ''), coalesce(t.family_name, ''), coalesce(t.given_names, ''), t.birth_on,
  coalesce(t.sex, ''), coalesce(t.national_id, ''),
  coalesce(ot.father_name, ''), coalesce(ot.mother_name, ''), coalesce(ot.birth_place, '')
FROM duplicate_suspicion d
JOIN act a ON a.id = d.act_id
JOIN person p ON p.id = d.person_id
JOIN person_civil_status s ON s.person_id = p.id AND upper_inf(s.valid)
LEFT JOIN person_origin so ON so.person_id = p.id AND upper_inf(so.valid)
LEFT JOIN import_run r ON r.id = d.run_id
LEFT JOIN person q ON q.id = d.other_id
LEFT JOIN person_civil_status t ON t.person_id = q.id AND upper_inf(t.valid)
LEFT JOIN person_origin ot ON ot.person_id = q.id AND upper_inf(ot.valid)
WHERE d.id > %(after)s AND (%(only)s = 0 OR d.id = %(only)s)
  AND (%(origin)s = '' OR d.origin = %(origin)s)
  AND (d.other_id IS NULL OR t.person_id IS NOT NULL)
  AND r.state IS DISTINCT FROM 'undone'
  AND NOT EXISTS (SELECT FROM import_clash_settled c WHERE c.suspicion_id = d.id)
  AND NOT EXISTS (SELECT FROM distinct_persons x
                  WHERE x.person_id = d.person_id AND x.other_id = d.other_id)
  AND NOT EXISTS (SELECT FROM person_alias x WHERE x.person_id IN (d.person_id, d.other_id))
ORDER BY d.id LIMIT %(limit)s

-- name: count_suspicions
SELECT d.origin, count(*) FROM duplicate_suspicion d
WHERE NOT EXISTS (SELECT FROM import_run r WHERE r.id = d.run_id AND r.state = 'undone')
  AND EXISTS (SELECT FROM person_civil_status s WHERE s.person_id = d.person_id
              AND upper_inf(s.valid))
  AND (d.other_id IS NULL OR EXISTS (SELECT FROM person_civil_status s
       WHERE s.person_id = d.other_id AND upper_inf(s.valid)))
  AND NOT EXISTS (SELECT FROM import_clash_settled c WHERE c.suspicion_id = d.id)
  AND NOT EXISTS (SELECT FROM distinct_persons x
                  WHERE x.person_id = d.person_id AND x.other_id = d.other_id)
  AND NOT EXISTS (SELECT FROM person_alias x WHERE x.person_id IN (d.person_id, d.other_id))
GROUP BY d.origin
