-- The same days as `line_credit_as_of` credits, of a few persons: each line is found once, by its
-- person. The array of persons is given as it is, so that the index is asked for each of them.
CREATE OR REPLACE FUNCTION credited_days_as_of(
  persons bigint[], since date, before date, known_at timestamptz
) RETURNS TABLE (month date, employer_id bigint, days integer) LANGUAGE sql STABLE AS $$
  SELECT l.month, d.employer_id, l.days::integer
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
  SELECT c.month, d.employer_id, l.days::integer
  FROM line_credit_as_of(known_at) c
  JOIN declaration_line l ON l.declaration_id = c.declaration_id AND l.month = c.month
    AND l.line = c.line
  JOIN declaration d ON d.id = c.declaration_id
  WHERE c.person_id = ANY(persons) AND c.is_cured AND c.month >= $2 AND c.month < $3
$$;
