-- The days that declarations in force credit to the files of one person, as known at an instant, by
-- month from `since` to `before`, which is not in it. A line is found by its person; one that was
-- cured names nobody, and is found by its cure.
CREATE FUNCTION credited_days_as_of(
  persons bigint[], since date, before date, known_at timestamptz
) RETURNS TABLE (month date, employer_id bigint, days integer) LANGUAGE sql STABLE AS $$
  SELECT c.month, d.employer_id, l.days::integer
  FROM line_credit_as_of(known_at) c
  JOIN declaration_line l ON l.declaration_id = c.declaration_id AND l.month = c.month
    AND l.line = c.line AND l.person_id = ANY(persons)
  JOIN declaration d ON d.id = c.declaration_id
  WHERE c.person_id = ANY(persons) AND NOT c.is_cured AND c.month >= since AND c.month < before
    AND l.month >= since AND l.month < before
  UNION ALL
  SELECT c.month, d.employer_id, l.days::integer
  FROM line_credit_as_of(known_at) c
  JOIN declaration_line l ON l.declaration_id = c.declaration_id AND l.month = c.month
    AND l.line = c.line
  JOIN declaration d ON d.id = c.declaration_id
  WHERE c.person_id = ANY(persons) AND c.is_cured AND c.month >= since AND c.month < before
$$;
