-- Cures: who a waiting line is for, found out afterwards. Rows are only added; of a line's rows
-- the last one that stands decides: a person, or nobody (the line waits again). A row stands from
-- its act on until a counter-act reverses that act; nothing is written to take it back.

SELECT socle_isolate('line_cure'), socle_append_only('line_cure'), socle_within_act('line_cure');

-- Lines that wait are few: what they cost to find is paid by them alone.
CREATE INDEX declaration_line_waiting ON declaration_line (insured_number, declaration_id)
  WHERE person_id IS NULL;

-- A cure names a line of its fund, and a person who was registered when it was written.
CREATE FUNCTION line_cure_check_keys() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off AS $$
DECLARE wrong record;
BEGIN
  SELECT a.declaration_id, a.line INTO wrong FROM added a
  WHERE NOT EXISTS (SELECT FROM declaration_line l WHERE l.line = a.line
      AND l.declaration_id = a.declaration_id AND l.month = a.month AND l.fund_id = a.fund_id)
  LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'declaration % has no line %', wrong.declaration_id, wrong.line
      USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER known_keys AFTER INSERT ON line_cure REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION line_cure_check_keys();

-- The row that decides of each line that was ever cured. Acts on the queue come one after the
-- other (they lock it), so ids follow the instants.
CREATE FUNCTION line_cure_as_of(known_at timestamptz) RETURNS SETOF line_cure
LANGUAGE sql STABLE AS $$
  SELECT c.* FROM line_cure c JOIN act a ON a.id = c.act_id
  WHERE a.recorded_at <= known_at
    AND NOT EXISTS (SELECT FROM act r WHERE r.reverses_id = c.act_id AND r.recorded_at <= known_at)
    AND NOT EXISTS (
      SELECT FROM line_cure n JOIN act b ON b.id = n.act_id
      WHERE n.declaration_id = c.declaration_id AND n.line = c.line AND n.id > c.id
        AND b.recorded_at <= known_at
        AND NOT EXISTS (
          SELECT FROM act r WHERE r.reverses_id = n.act_id AND r.recorded_at <= known_at))
$$;

CREATE FUNCTION contributions_cure_digest(act bigint) RETURNS bytea LANGUAGE sql STABLE
SET timezone = 'UTC' SET datestyle = 'ISO' AS $$
  SELECT sha256(convert_to(string_agg(jsonb_strip_nulls(to_jsonb(c))::text, E'\n' ORDER BY c.id),
                           'UTF8'))
  FROM line_cure c WHERE c.act_id = act
$$;
INSERT INTO act_digest_part VALUES ('line_cure', 'contributions_cure_digest(bigint)');

-- Each cure has its act, its line and its person; and nobody cured a line that did not wait.
CREATE FUNCTION contributions_find_wrong_cure() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT found FROM (
    (SELECT 'cure ' || c.id || ' is of no act, or its declaration or person is gone' AS found
     FROM line_cure c LEFT JOIN act a ON a.id = c.act_id
     LEFT JOIN declaration d ON d.id = c.declaration_id AND d.month = c.month
     LEFT JOIN insured_number n ON n.person_id = c.person_id
     WHERE a.id IS NULL OR d.id IS NULL OR (c.person_id IS NOT NULL AND n.person_id IS NULL)
     ORDER BY c.id LIMIT 1)
    UNION ALL
    (SELECT 'declaration ' || c.declaration_id || ' has no line ' || c.line || ' to cure'
     FROM line_cure c LEFT JOIN declaration_line l ON l.declaration_id = c.declaration_id
       AND l.month = c.month AND l.line = c.line
     WHERE l.line IS NULL ORDER BY c.id LIMIT 1)
    UNION ALL
    (SELECT 'line ' || c.line || ' of declaration ' || c.declaration_id || ' was cured twice'
     FROM line_cure c JOIN act a ON a.id = c.act_id
     JOIN line_cure p ON p.declaration_id = c.declaration_id AND p.line = c.line AND p.id < c.id
     WHERE c.person_id IS NOT NULL AND p.person_id IS NOT NULL
       AND NOT EXISTS (SELECT FROM act r WHERE r.reverses_id = p.act_id
                         AND r.recorded_at <= a.recorded_at)
       AND NOT EXISTS (SELECT FROM line_cure n JOIN act b ON b.id = n.act_id
                       WHERE n.declaration_id = p.declaration_id AND n.line = p.line
                         AND n.id > p.id AND n.id < c.id
                         AND NOT EXISTS (SELECT FROM act r WHERE r.reverses_id = b.id
                                           AND r.recorded_at <= a.recorded_at))
       AND EXISTS (SELECT FROM person_civil_status_as_of(a.recorded_at) s
                   WHERE s.person_id = p.person_id)
     ORDER BY c.id LIMIT 1)
    UNION ALL
    (SELECT 'line ' || c.line || ' of declaration ' || c.declaration_id
       || ' was cured though it credited somebody'
     FROM line_cure c JOIN act a ON a.id = c.act_id
     JOIN declaration_line l ON l.declaration_id = c.declaration_id AND l.month = c.month
       AND l.line = c.line
     WHERE c.person_id IS NOT NULL AND l.person_id IS NOT NULL
       AND EXISTS (SELECT FROM person_civil_status_as_of(a.recorded_at) s
                   WHERE s.person_id = l.person_id)
     ORDER BY c.id LIMIT 1)
  ) AS breaks LIMIT 1
$$;
INSERT INTO audit_check VALUES
  ('cures are of lines that waited', 'contributions_find_wrong_cure()');
