-- Wage lines: partitioned by year, added in sets, never changed. Whose career a line credits is
-- `person_id`; a line whose insured is not found has none, and says why.
--
-- A country's month is millions of lines, so what each line costs is weighed: two narrow indexes,
-- no key a line. That a line stands once in its declaration, and in one that exists, is checked
-- by statement (the trigger) and by the declaration's own digest of its lines.

CREATE TABLE declaration_line (
  fund_id        bigint   NOT NULL,
  declaration_id bigint   NOT NULL,
  month          date     NOT NULL,
  line           integer  NOT NULL,
  person_id      bigint,
  insured_number text     NOT NULL,
  insured_name   text     NOT NULL,
  days           smallint NOT NULL,
  wage           bigint   NOT NULL,
  wage_capped    bigint   NOT NULL,
  employee       bigint   NOT NULL,
  employer       bigint   NOT NULL,
  credited       smallint NOT NULL, -- months or days, as the scheme counts
  queue_reason   text CHECK (queue_reason IN ('number_missing', 'number_unknown', 'name_differs')),
  CHECK ((person_id IS NULL) = (queue_reason IS NOT NULL))
) PARTITION BY RANGE (month);
-- Lines of one declaration lie together, in the order of the ids: ranges of pages find them.
CREATE INDEX declaration_line_declaration ON declaration_line USING brin (declaration_id)
  WITH (pages_per_range = 16, autosummarize = on);
CREATE INDEX declaration_line_person ON declaration_line (person_id) WHERE person_id IS NOT NULL;
SELECT socle_isolate('declaration_line'), socle_append_only('declaration_line');

-- Foreign keys of a million lines, checked once a statement instead of once a line. Thousands of
-- declarations were added a moment ago, of which the planner knows nothing yet: NOT IN is hashed
-- whatever it believes, where a join would compare all with all.
CREATE FUNCTION declaration_line_check_keys() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE wrong bigint;
BEGIN
  SELECT declaration_id INTO wrong FROM added WHERE (declaration_id, fund_id, month) NOT IN (
    SELECT id, fund_id, month FROM declaration WHERE act_id = socle_act()) LIMIT 1;
  IF wrong IS NOT NULL THEN
    RAISE EXCEPTION 'declaration % is of no act in progress', wrong
      USING ERRCODE = 'foreign_key_violation';
  END IF;
  PERFORM set_config('app.queued_lines', count(*)::text, true) FROM added WHERE person_id IS NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER known_keys AFTER INSERT ON declaration_line REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION declaration_line_check_keys();

CREATE FUNCTION declaration_branch_check_keys() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE wrong bigint;
BEGIN
  SELECT declaration_id INTO wrong FROM added WHERE (declaration_id, fund_id) NOT IN (
    SELECT id, fund_id FROM declaration WHERE act_id = socle_act()) LIMIT 1;
  IF wrong IS NOT NULL THEN
    RAISE EXCEPTION 'declaration % is of no act in progress', wrong
      USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER known_keys AFTER INSERT ON declaration_branch REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION declaration_branch_check_keys();

CREATE FUNCTION declaration_ensure_year(year integer) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF year NOT BETWEEN 1950 AND 2150 THEN RAISE EXCEPTION 'year % is out of range', year; END IF;
  IF to_regclass('public.declaration_line_' || year) IS NOT NULL THEN RETURN; END IF;
  PERFORM pg_advisory_xact_lock(hashtext('declaration_line'), year);
  -- Asked of the catalogue: the name sought above in vain may be remembered as unknown.
  IF EXISTS (SELECT FROM pg_class WHERE relname = ('declaration_line_' || year)::name
             AND relnamespace = 'public'::regnamespace) THEN RETURN; END IF;
  -- Attached, not created as a partition: that would lock every reader of every year out until
  -- the act is committed, and one that reads two such tables could wait for us as we for it.
  EXECUTE format('CREATE TABLE public.%I (LIKE declaration_line INCLUDING ALL)', 'declaration_line_' || year);
  EXECUTE format('REVOKE ALL ON public.%I FROM socle_app', 'declaration_line_' || year);
  EXECUTE format('ALTER TABLE declaration_line ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)',
    'declaration_line_' || year, make_date(year, 1, 1), make_date(year + 1, 1, 1));
END $$;

-- A declaration holds the digest of its lines (lines_digest), taken while the file is read; the
-- act's digest covers the declaration and so the lines.
CREATE FUNCTION contributions_act_digest(act bigint) RETURNS bytea LANGUAGE sql STABLE
SET timezone = 'UTC' SET datestyle = 'ISO' SET enable_seqscan = off AS $$
  SELECT sha256(string_agg(piece, ''::bytea ORDER BY id)) FROM (
    SELECT d.id, sha256(
      convert_to(jsonb_strip_nulls(to_jsonb(d))::text, 'UTF8')
      || coalesce(sha256(convert_to(string_agg(jsonb_strip_nulls(to_jsonb(b) - 'id')::text, E'\n'
                                    ORDER BY b.id), 'UTF8')), '')) AS piece
    FROM declaration d LEFT JOIN declaration_branch b ON b.declaration_id = d.id
    WHERE d.act_id = act GROUP BY d.id
  ) AS pieces
$$;
INSERT INTO act_digest_part VALUES ('contributions', 'contributions_act_digest(bigint)');

SELECT socle_isolate('deposit'), socle_isolate('deposit_fault'), socle_isolate('declaration'),
  socle_isolate('declaration_branch'), socle_isolate('prefill'), socle_isolate('allowance_due'),
  socle_isolate('deposit_progress');
SELECT socle_append_only('deposit_fault'), socle_append_only('declaration'),
  socle_append_only('declaration_branch'), socle_append_only('prefill');
SELECT socle_within_act('declaration'), socle_within_act('prefill');
REVOKE DELETE, TRUNCATE ON deposit, allowance_due FROM socle_app;

-- A text as its format's field holds it. What no such field can hold was not read from a file.
-- Nearly every text is plain ASCII, which whoever reads a million lines asks without this function.
CREATE FUNCTION contributions_fixed_text(said text, width integer) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN length(said) <= width AND said = rtrim(said) AND said ~ '^[\u0001-\u00ff]*$'
    THEN convert_to(rpad(said, width), 'LATIN1') ELSE convert_to(said || ' ?', 'UTF8') END
$$;

-- Lines as they were read: the same bytes as contributions.posting writes for each line.
CREATE FUNCTION contributions_find_changed_line() RETURNS text LANGUAGE sql STABLE AS $$
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
  WHERE l.digest IS DISTINCT FROM d.lines_digest ORDER BY d.id LIMIT 1
$$;
INSERT INTO audit_check VALUES ('lines are as they were read', 'contributions_find_changed_line()');

-- Whose career a line credits is not in its digest: it follows from the number.
CREATE FUNCTION contributions_find_wrong_credit() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT found FROM (
    (SELECT 'line ' || l.line || ' of declaration ' || d.number || ' credits somebody else' AS found
     FROM declaration_line l JOIN declaration d ON d.id = l.declaration_id
     LEFT JOIN insured_number n ON n.person_id = l.person_id
     WHERE l.person_id IS NOT NULL AND n.number IS DISTINCT FROM l.insured_number LIMIT 1)
    UNION ALL
    (SELECT 'line ' || l.line || ' of declaration ' || d.number || ' waits for another reason'
     FROM declaration_line l JOIN declaration d ON d.id = l.declaration_id
     WHERE l.person_id IS NULL AND ((l.queue_reason = 'number_missing') <> (l.insured_number = '')
       OR l.queue_reason = 'name_differs' AND NOT EXISTS (
         SELECT FROM insured_number n WHERE n.number = l.insured_number)) LIMIT 1)
    UNION ALL
    (SELECT 'act ' || a.number || ' left ' || (a.after ->> 'queued') || ' lines to wait, not '
       || count(l.line)
     FROM act a JOIN declaration d ON d.act_id = a.id
     LEFT JOIN declaration_line l ON l.declaration_id = d.id AND l.person_id IS NULL
     WHERE a.type = 'deposit_declaration'
     GROUP BY a.id HAVING count(l.line) <> (a.after ->> 'queued')::bigint LIMIT 1)
  ) AS breaks LIMIT 1
$$;
INSERT INTO audit_check VALUES
  ('lines credit whom they name', 'contributions_find_wrong_credit()');

-- Receipt and ledger equal the lines at all times.
CREATE FUNCTION contributions_find_difference() RETURNS text LANGUAGE sql STABLE AS $$
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
  WHERE (coalesce(l.total, 0), coalesce(l.count, 0)) IS DISTINCT FROM
        (coalesce(b.total, 0), d.line_count)
     OR coalesce(b.total, 0) <> coalesce(p.total, 0)
  ORDER BY d.id LIMIT 1
$$;
INSERT INTO audit_check VALUES
  ('declarations equal their ledger entries', 'contributions_find_difference()');

CREATE FUNCTION contributions_find_stray() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT found FROM (
    (SELECT 'declaration ' || d.number || ' was written by no act' AS found FROM declaration d
     WHERE NOT EXISTS (SELECT FROM act a WHERE a.id = d.act_id) ORDER BY d.id LIMIT 1)
    UNION ALL
    (SELECT 'the deposit of declaration ' || d.number || ' is gone' FROM declaration d
     WHERE NOT EXISTS (SELECT FROM deposit p WHERE p.id = d.deposit_id) ORDER BY d.id LIMIT 1)
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
  ) AS breaks LIMIT 1
$$;
INSERT INTO audit_check VALUES ('declarations and their lines have acts', 'contributions_find_stray()');

CREATE FUNCTION contributions_prefill_digest(act bigint) RETURNS bytea LANGUAGE sql STABLE
SET timezone = 'UTC' SET datestyle = 'ISO' AS $$
  SELECT sha256(convert_to(string_agg(jsonb_strip_nulls(to_jsonb(p))::text, E'\n' ORDER BY p.id),
                           'UTF8'))
  FROM prefill p WHERE p.act_id = act
$$;
INSERT INTO act_digest_part VALUES ('prefill', 'contributions_prefill_digest(bigint)');

-- A receipt says what was posted, of the very file that is kept.
CREATE FUNCTION contributions_find_false_receipt() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT 'deposit ' || p.number || ' does not say what was posted or kept'
  FROM deposit p
  LEFT JOIN document o ON o.id = p.document_id
  LEFT JOIN act a ON a.id = p.act_id
  LEFT JOIN (
    SELECT d.deposit_id, d.act_id, sum(d.line_count)::bigint AS lines, sum(b.employee)::bigint AS employee,
      sum(b.employer)::bigint AS employer
    FROM declaration d LEFT JOIN (
      SELECT declaration_id, sum(amount) FILTER (WHERE payer = 'employee') AS employee,
        sum(amount) FILTER (WHERE payer <> 'employee') AS employer
      FROM declaration_branch GROUP BY declaration_id) b ON b.declaration_id = d.id
    GROUP BY d.deposit_id, d.act_id
  ) s ON s.deposit_id = p.id AND s.act_id IS NOT DISTINCT FROM p.act_id
  WHERE o.sha256 IS DISTINCT FROM p.sha256
    OR (p.status = 'posted') <> (s.deposit_id IS NOT NULL)
    OR (p.status = 'posted') <> (a.id IS NOT NULL)
    OR (a.subject_number, a.author_id, a.effective_on)
       <> (p.number, p.depositor_id, p.deposited_on)
    OR (p.line_count, p.total_employee, p.total_employer) IS DISTINCT FROM
       (coalesce(s.lines, 0), coalesce(s.employee, 0), coalesce(s.employer, 0))
  ORDER BY p.id LIMIT 1
$$;
INSERT INTO audit_check VALUES
  ('receipts equal what was posted', 'contributions_find_false_receipt()');
