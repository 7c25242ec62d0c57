-- What many persons worked, month by month: days as they were declared, wages up to the ceiling. The
-- same lines as `line_credit_as_of` credits, each found once, by its person.
CREATE FUNCTION credited_work_as_of(
  persons bigint[], since date, before date, known_at timestamptz
) RETURNS TABLE (person_id bigint, month date, days integer, wage_capped bigint)
LANGUAGE sql STABLE AS $$
  SELECT w.person_id, w.month, sum(w.days)::integer, sum(w.wage_capped)::bigint FROM (
    SELECT l.person_id, l.month, l.days, l.wage_capped
    FROM declaration_line l JOIN declaration d ON d.id = l.declaration_id
    JOIN act a ON a.id = d.act_id
    WHERE l.person_id = ANY(persons)
      AND l.month >= $2 AND l.month < $3 AND a.recorded_at <= known_at
      AND (SELECT true FROM declaration r JOIN act b ON b.id = r.act_id
           WHERE r.replaces_id = d.id AND b.recorded_at <= known_at LIMIT 1) IS NOT true
      AND (SELECT true FROM person_civil_status_as_of(known_at) s
           WHERE s.person_id = l.person_id LIMIT 1)
      AND (SELECT (SELECT true FROM person_civil_status_as_of(known_at) s
                   WHERE s.person_id = c.person_id LIMIT 1)
           FROM line_cure_as_of(known_at) c
           WHERE c.declaration_id = l.declaration_id AND c.line = l.line LIMIT 1) IS NOT true
    UNION ALL
    SELECT c.person_id, c.month, l.days, l.wage_capped
    FROM line_credit_as_of(known_at) c
    JOIN declaration_line l ON l.declaration_id = c.declaration_id AND l.month = c.month
      AND l.line = c.line
    WHERE c.person_id = ANY(persons) AND c.is_cured AND c.month >= $2 AND c.month < $3
  ) w GROUP BY 1, 2
$$;
