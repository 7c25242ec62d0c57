-- Versions of declarations: what a corrective, or a real declaration after a taxation, replaces.
-- A replaced declaration stays as it is; from the act that replaces it on, it is not in force: its
-- lines credit nobody and its debt is taken back by an entry of its own.

SELECT socle_isolate('corrective'), socle_isolate('corrective_branch'),
  socle_isolate('corrective_change'), socle_isolate('form_draft'), socle_isolate('form_draft_line'),
  socle_isolate('declaration_start');
SELECT socle_append_only('declaration_start'), socle_within_act('declaration_start');

-- A replacement is of the same employer, month and sequence, one version later.
CREATE FUNCTION declaration_check_replaced() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE wrong text;
BEGIN
  SELECT a.number INTO wrong FROM added a WHERE a.replaces_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM declaration o WHERE o.id = a.replaces_id
      AND (o.fund_id, o.employer_id, o.month, o.sequence, coalesce(o.version, 1) + 1)
        = (a.fund_id, a.employer_id, a.month, a.sequence, a.version)) LIMIT 1;
  IF wrong IS NOT NULL THEN
    RAISE EXCEPTION 'declaration % replaces one of another month or version', wrong
      USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER known_replaced AFTER INSERT ON declaration REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION declaration_check_replaced();

-- What contributions publish: the declarations in force at present.
CREATE VIEW declaration_in_force WITH (security_invoker = true) AS
SELECT d.* FROM declaration d
WHERE NOT EXISTS (SELECT FROM declaration r WHERE r.replaces_id = d.id);

-- Asked line by line: whether a line was cured, whether its person is registered, whether its
-- declaration was replaced are sub-selects with LIMIT, answered by index. Joined instead, the
-- career of one person would read those of all. Each question has its `_as_of(instant)`; the views
-- are the same asked at present.

-- Which line credits which person, by which act, recorded when. One place for all who read
-- careers: a line counts for the person it was cured for, else for the one found when it was
-- posted; for nobody who is not registered.
CREATE FUNCTION line_credit_as_of(known_at timestamptz) RETURNS TABLE (
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

CREATE VIEW line_credit WITH (security_invoker = true) AS
SELECT * FROM line_credit_as_of('infinity');

-- Persons whose registration was reversed: of them nothing is believed.
CREATE FUNCTION unregistered_person_as_of(known_at timestamptz) RETURNS TABLE (person_id bigint)
LANGUAGE sql STABLE AS $$
  SELECT DISTINCT n.person_id FROM act r JOIN act a ON a.id = r.reverses_id
  CROSS JOIN LATERAL (
    SELECT n.person_id FROM insured_number n WHERE n.number = a.subject_number LIMIT 1) n
  WHERE r.reverses_id IS NOT NULL AND r.recorded_at <= known_at AND a.subject_kind = 'person'
    AND (SELECT true FROM person_civil_status_as_of(known_at) s
         WHERE s.person_id = n.person_id LIMIT 1) IS NOT true
$$;

-- The queue: lines that credit nobody, why, and since when.
CREATE FUNCTION line_waiting_as_of(known_at timestamptz) RETURNS TABLE (
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
CREATE VIEW line_waiting WITH (security_invoker = true) AS
SELECT * FROM line_waiting_as_of('infinity');

-- As before (0002): a declaration without lines, nil or taxed by the fund, holds the digest of none.
CREATE OR REPLACE FUNCTION contributions_find_changed_line() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT 'a line of declaration ' || d.number || ' was changed'
  FROM declaration d
  LEFT JOIN (
    SELECT declaration_id, month, sha256(string_agg(
      int4send(line)
      || CASE WHEN octet_length(insured_number) = length(insured_number) AND length(insured_number) <= 16
                AND right(insured_number, 1) <> ' ' THEN convert_to(rpad(insured_number, 16), 'UTF8')
              ELSE contributions_fixed_text(insured_number, 16) END
      || CASE WHEN octet_length(insured_name) = length(insured_name) AND length(insured_name) <= 64
                AND right(insured_name, 1) <> ' ' THEN convert_to(rpad(insured_name, 64), 'UTF8')
              ELSE contributions_fixed_text(insured_name, 64) END
      || int2send(days) || int8send(wage)
      || int8send(wage_capped) || int8send(employee) || int8send(employer) || int2send(credited),
      ''::bytea ORDER BY line)) AS digest
    FROM declaration_line GROUP BY declaration_id, month
  ) l ON l.declaration_id = d.id AND l.month = d.month
  WHERE coalesce(l.digest, sha256(''::bytea)) IS DISTINCT FROM d.lines_digest
    OR (d.kind IS NULL) <> (l.digest IS NOT NULL)
  ORDER BY d.id LIMIT 1
$$;

-- As before (0002), but a taxation by the fund has amounts and no line.
CREATE OR REPLACE FUNCTION contributions_find_difference() RETURNS text LANGUAGE sql STABLE AS $$
  WITH lines AS (
    SELECT declaration_id, sum(employee + employer)::bigint AS total, count(*) AS count
    FROM declaration_line GROUP BY declaration_id
  ), branches AS (
    SELECT declaration_id, sum(amount)::bigint AS total FROM declaration_branch GROUP BY 1
  )
  SELECT 'declaration ' || d.number || ': lines ' || coalesce(l.total, 0) || ', branches '
    || coalesce(b.total, 0) || ', ledger ' || coalesce(p.total, 0)
  FROM declaration d LEFT JOIN lines l ON l.declaration_id = d.id
  LEFT JOIN branches b ON b.declaration_id = d.id LEFT JOIN entry_debt p ON p.entry_id = d.entry_id
  WHERE coalesce(l.count, 0) <> d.line_count
     OR (d.kind IS DISTINCT FROM 'own_motion' AND coalesce(l.total, 0) <> coalesce(b.total, 0))
     OR coalesce(b.total, 0) <> coalesce(p.total, 0)
  ORDER BY d.id LIMIT 1
$$;

CREATE OR REPLACE FUNCTION contributions_find_stray() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT found FROM (
    (SELECT 'declaration ' || d.number || ' was written by no act' AS found FROM declaration d
     WHERE NOT EXISTS (SELECT FROM act a WHERE a.id = d.act_id) ORDER BY d.id LIMIT 1)
    UNION ALL
    (SELECT 'the deposit of declaration ' || d.number || ' is gone' FROM declaration d
     WHERE d.deposit_id IS NOT NULL
       AND NOT EXISTS (SELECT FROM deposit p WHERE p.id = d.deposit_id) ORDER BY d.id LIMIT 1)
    UNION ALL
    (SELECT 'a branch of declaration ' || b.declaration_id || ' has no declaration'
     FROM declaration_branch b
     WHERE NOT EXISTS (SELECT FROM declaration d WHERE d.id = b.declaration_id)
     ORDER BY b.id LIMIT 1)
    UNION ALL
    (SELECT 'lines of declaration ' || l.declaration_id || ' have no declaration'
     FROM (SELECT DISTINCT declaration_id FROM declaration_line) l
     WHERE NOT EXISTS (SELECT FROM declaration d WHERE d.id = l.declaration_id)
     ORDER BY 1 LIMIT 1)
    UNION ALL
    (SELECT 'a prefilled file for employer ' || p.employer_id || ' was sent by no act'
     FROM prefill p WHERE NOT EXISTS (SELECT FROM act a WHERE a.id = p.act_id)
     ORDER BY p.id LIMIT 1)
    UNION ALL
    (SELECT 'the first month asked for, ' || s.month || ', was set by no act'
     FROM declaration_start s WHERE NOT EXISTS (SELECT FROM act a WHERE a.id = s.act_id)
     ORDER BY s.id LIMIT 1)
  ) AS breaks LIMIT 1
$$;

-- What a replacement took back is exactly what the replaced declaration had posted, side by side.
CREATE FUNCTION contributions_find_wrong_reversal() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT 'declaration ' || d.number || ' does not take back what ' || o.number || ' had posted'
  FROM declaration d LEFT JOIN declaration o ON o.id = d.replaces_id
  WHERE d.replaces_id IS NOT NULL AND (o.id IS NULL OR EXISTS (
    SELECT FROM contributor_posting p WHERE p.entry_id IN (o.entry_id, d.reversal_id)
    GROUP BY p.employer_id, p.month, p.branch, p.payer HAVING sum(p.amount) <> 0))
  ORDER BY d.id LIMIT 1
$$;
INSERT INTO audit_check VALUES
  ('replaced declarations are taken back', 'contributions_find_wrong_reversal()');

CREATE FUNCTION contributions_start_digest(act bigint) RETURNS bytea LANGUAGE sql STABLE
SET timezone = 'UTC' SET datestyle = 'ISO' AS $$
  SELECT sha256(convert_to(string_agg(jsonb_strip_nulls(to_jsonb(s))::text, E'\n' ORDER BY s.id),
                           'UTF8'))
  FROM declaration_start s WHERE s.act_id = act
$$;
INSERT INTO act_digest_part VALUES ('declaration_start', 'contributions_start_digest(bigint)');
