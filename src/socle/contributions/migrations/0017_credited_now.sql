-- Whether a line credits whoever an agent found it to be for, and so nobody else, as believed now.
CREATE FUNCTION line_credits_another(declaration bigint, asked_line integer)
RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT coalesce((
    SELECT EXISTS (
      SELECT FROM person_civil_status_as_of('infinity') s WHERE s.person_id = c.person_id)
    FROM line_cure_as_of('infinity') c
    WHERE c.declaration_id = declaration AND c.line = asked_line LIMIT 1), false)
$$;

-- The same days as `credited_days_as_of` at no instant's end, that is of the present: asked by every
-- check of a right, most of whose cost was to prepare what history and cures might have to say.
-- Both are asked only where there is a cure.
CREATE FUNCTION credited_days_now(persons bigint[], since date, before date)
RETURNS TABLE (month date, days integer) LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN QUERY SELECT l.month, l.days::integer FROM declaration_line l
    WHERE l.person_id = ANY(ARRAY(
        SELECT s.person_id FROM person_civil_status_as_of('infinity') s
        WHERE s.person_id = ANY(persons)))
      AND l.month >= since AND l.month < before
      AND NOT EXISTS (SELECT FROM declaration r WHERE r.replaces_id = l.declaration_id)
      AND (NOT EXISTS (
          SELECT FROM line_cure c WHERE c.declaration_id = l.declaration_id AND c.line = l.line)
        OR NOT line_credits_another(l.declaration_id, l.line));
  IF EXISTS (SELECT FROM line_cure c WHERE c.person_id = ANY(persons)) THEN
    RETURN QUERY SELECT c.month, l.days::integer FROM line_credit_as_of('infinity') c
      JOIN declaration_line l ON l.declaration_id = c.declaration_id AND l.month = c.month
        AND l.line = c.line
      WHERE c.person_id = ANY(persons) AND c.is_cured AND c.month >= since AND c.month < before;
  END IF;
END $$;
