-- The lines that a career is made of, and those that may be missing from it. Lines lie in a table a
-- year: to plan for thirty of them cost more than to read a life's work. The plan is kept by the
-- connection, and is the same whoever is asked for.

-- The lines that credit some files of a person, as known at an instant: as `line_credit_as_of`, each
-- found once, by its person. A line that was cured names nobody, and is found by its cure.
CREATE FUNCTION career_lines_as_of(persons bigint[], known_at timestamptz) RETURNS TABLE (
  month date, employer_id bigint, declaration_id bigint, declaration_number text, line integer,
  days smallint, wage bigint, wage_capped bigint, credited smallint, act_number text,
  is_cured boolean
) LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
  believed bigint[] := ARRAY(
    SELECT DISTINCT s.person_id FROM person_civil_status_as_of(known_at) s
    WHERE s.person_id = ANY(persons));
BEGIN
  RETURN QUERY SELECT l.month, d.employer_id, l.declaration_id, d.number::text, l.line,
      l.days, l.wage, l.wage_capped, l.credited, a.number::text, false
    FROM declaration_line l JOIN declaration d ON d.id = l.declaration_id
    JOIN act a ON a.id = d.act_id
    WHERE l.person_id = ANY(believed) AND a.recorded_at <= known_at
      AND (SELECT true FROM declaration r JOIN act b ON b.id = r.act_id
           WHERE r.replaces_id = d.id AND b.recorded_at <= known_at LIMIT 1) IS NOT true
      AND (SELECT (SELECT true FROM person_civil_status_as_of(known_at) s
                   WHERE s.person_id = c.person_id LIMIT 1)
           FROM line_cure_as_of(known_at) c
           WHERE c.declaration_id = l.declaration_id AND c.line = l.line LIMIT 1) IS NOT true;
  IF EXISTS (SELECT FROM line_cure c WHERE c.person_id = ANY(persons)) THEN
    RETURN QUERY SELECT c.month, d.employer_id, c.declaration_id, d.number::text, c.line,
        l.days, l.wage, l.wage_capped, l.credited, a.number::text, true
      FROM line_cure_as_of(known_at) c JOIN act a ON a.id = c.act_id
      JOIN declaration d ON d.id = c.declaration_id
      JOIN declaration_line l ON l.declaration_id = c.declaration_id AND l.month = c.month
        AND l.line = c.line
      WHERE c.person_id = ANY(believed)
        AND (SELECT true FROM declaration r JOIN act b ON b.id = r.act_id
             WHERE r.replaces_id = c.declaration_id AND b.recorded_at <= known_at LIMIT 1)
          IS NOT true;
  END IF;
END $$;

-- The lines that wait and may well be a person's: their number, or their name with an employer of
-- theirs; as known at an instant.
CREATE FUNCTION career_waiting_as_of(
  persons bigint[], numbers text[], employers bigint[], known_at timestamptz
) RETURNS TABLE (month date, employer_number text, declaration_number text, line integer)
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT w.month, n.number::text, d.number::text, w.line
    FROM line_waiting_as_of(known_at) w JOIN declaration d ON d.id = w.declaration_id
    JOIN affiliated_number n ON n.employer_id = w.employer_id
    WHERE w.insured_number = ANY(numbers)
    UNION
    SELECT w.month, n.number::text, d.number::text, w.line
    FROM line_waiting_as_of(known_at) w JOIN declaration d ON d.id = w.declaration_id
    JOIN affiliated_number n ON n.employer_id = w.employer_id
    WHERE w.employer_id = ANY(employers) AND w.insured_name <> '' AND EXISTS (
      SELECT FROM person_civil_status_as_of(known_at) s WHERE s.person_id = ANY(persons)
        AND similarity(s.name_key, name_key(w.insured_name, '')) >= 0.6);
END $$;
