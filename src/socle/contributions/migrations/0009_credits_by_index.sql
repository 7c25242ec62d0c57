-- As before (0005, 0007), asked line by line: whether a line was cured, whether its person is
-- registered, whether its declaration was replaced are sub-selects with LIMIT, answered by index.
-- Joined instead, the career of one person would read those of all.

-- Which line credits which person, by which act, recorded when. One place for all who read
-- careers: a line counts for the person it was cured for, else for the one found when it was
-- posted; for nobody who is not registered.
CREATE OR REPLACE FUNCTION line_credit_as_of(known_at timestamptz) RETURNS TABLE (
  fund_id bigint, declaration_id bigint, month date, line integer, person_id bigint,
  act_id bigint, recorded_at timestamptz, is_cured boolean
) LANGUAGE sql STABLE AS $$
  SELECT l.fund_id, l.declaration_id, l.month, l.line, l.person_id, a.id, a.recorded_at, false
  FROM declaration_line l JOIN declaration d ON d.id = l.declaration_id
  JOIN act a ON a.id = d.act_id
  WHERE l.person_id IS NOT NULL AND a.recorded_at <= known_at
    AND (SELECT true FROM declaration r JOIN act b ON b.id = r.act_id
         WHERE r.replaces_id = d.id AND b.recorded_at <= known_at LIMIT 1) IS NOT true
    AND (SELECT true FROM person_civil_status_as_of(known_at) s
         WHERE s.person_id = l.person_id LIMIT 1)
    AND (SELECT (SELECT true FROM person_civil_status_as_of(known_at) s
                 WHERE s.person_id = c.person_id LIMIT 1)
         FROM line_cure_as_of(known_at) c
         WHERE c.declaration_id = l.declaration_id AND c.line = l.line LIMIT 1) IS NOT true
  UNION ALL
  SELECT c.fund_id, c.declaration_id, c.month, c.line, c.person_id, a.id, a.recorded_at, true
  FROM line_cure_as_of(known_at) c JOIN act a ON a.id = c.act_id
  WHERE c.person_id IS NOT NULL
    AND (SELECT true FROM declaration r JOIN act b ON b.id = r.act_id
         WHERE r.replaces_id = c.declaration_id AND b.recorded_at <= known_at LIMIT 1) IS NOT true
    AND (SELECT true FROM person_civil_status_as_of(known_at) s
         WHERE s.person_id = c.person_id LIMIT 1)
$$;

-- Persons whose registration was reversed: of them nothing is believed.
CREATE OR REPLACE FUNCTION unregistered_person_as_of(known_at timestamptz) RETURNS TABLE (person_id bigint)
LANGUAGE sql STABLE AS $$
  SELECT DISTINCT n.person_id FROM act r JOIN act a ON a.id = r.reverses_id
  CROSS JOIN LATERAL (
    SELECT n.person_id FROM insured_number n WHERE n.number = a.subject_number LIMIT 1) n
  WHERE r.reverses_id IS NOT NULL AND r.recorded_at <= known_at AND a.subject_kind = 'person'
    AND (SELECT true FROM person_civil_status_as_of(known_at) s
         WHERE s.person_id = n.person_id LIMIT 1) IS NOT true
$$;

-- The queue: lines that credit nobody, why, and since when.
CREATE OR REPLACE FUNCTION line_waiting_as_of(known_at timestamptz) RETURNS TABLE (
  fund_id bigint, declaration_id bigint, employer_id bigint, month date, line integer,
  insured_number text, insured_name text, days smallint, wage bigint, wage_capped bigint,
  reason text, recorded_at timestamptz
) LANGUAGE sql STABLE AS $$
  SELECT l.fund_id, l.declaration_id, d.employer_id, l.month, l.line, l.insured_number,
    l.insured_name, l.days, l.wage, l.wage_capped,
    CASE WHEN (SELECT c.person_id FROM line_cure_as_of(known_at) c
               WHERE c.declaration_id = l.declaration_id AND c.line = l.line LIMIT 1) IS NULL
         THEN l.queue_reason ELSE 'registration_reversed' END,
    a.recorded_at
  FROM declaration_line l JOIN declaration d ON d.id = l.declaration_id
  JOIN act a ON a.id = d.act_id
  WHERE l.person_id IS NULL AND a.recorded_at <= known_at
    AND (SELECT true FROM declaration r JOIN act b ON b.id = r.act_id
         WHERE r.replaces_id = d.id AND b.recorded_at <= known_at LIMIT 1) IS NOT true
    AND (SELECT (SELECT true FROM person_civil_status_as_of(known_at) s
                 WHERE s.person_id = c.person_id LIMIT 1)
         FROM line_cure_as_of(known_at) c
         WHERE c.declaration_id = l.declaration_id AND c.line = l.line LIMIT 1) IS NOT true
  UNION ALL
  SELECT l.fund_id, l.declaration_id, d.employer_id, l.month, l.line, l.insured_number,
    l.insured_name, l.days, l.wage, l.wage_capped, 'registration_reversed', a.recorded_at
  FROM unregistered_person_as_of(known_at) u
  JOIN declaration_line l ON l.person_id = u.person_id
  JOIN declaration d ON d.id = l.declaration_id JOIN act a ON a.id = d.act_id
  WHERE a.recorded_at <= known_at
    AND (SELECT true FROM declaration r JOIN act b ON b.id = r.act_id
         WHERE r.replaces_id = d.id AND b.recorded_at <= known_at LIMIT 1) IS NOT true
    AND (SELECT (SELECT true FROM person_civil_status_as_of(known_at) s
                 WHERE s.person_id = c.person_id LIMIT 1)
         FROM line_cure_as_of(known_at) c
         WHERE c.declaration_id = l.declaration_id AND c.line = l.line LIMIT 1) IS NOT true
$$;
