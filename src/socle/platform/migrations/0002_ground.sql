-- The ground under every table: funds kept apart, acts as the only door, two times, digests.
-- Functions are called by name from later migrations: socle_isolate, socle_append_only,
-- socle_temporal. All run as the owner; the application only executes what it is granted.

CREATE FUNCTION socle_fund() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('app.fund', true), '')::bigint $$;

-- Rows of one fund are seen and written only by transactions of that fund (see access.scope).
-- The sub-select is evaluated once a statement; the bare function would be, once a row.
CREATE FUNCTION socle_isolate(target regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
  EXECUTE format('CREATE POLICY one_fund ON %s USING (fund_id = (SELECT socle_fund()))'
                 ' WITH CHECK (fund_id = (SELECT socle_fund()))', target);
END $$;

CREATE FUNCTION socle_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are only added, never changed', TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END $$;

-- Twice guarded: the application may not, and the trigger refuses even the owner.
CREATE FUNCTION socle_append_only(target regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %s FROM socle_app', target);
  EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %s'
                 ' FOR EACH ROW EXECUTE FUNCTION socle_refuse_change()', target);
  EXECUTE format('CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON %s'
                 ' FOR EACH STATEMENT EXECUTE FUNCTION socle_refuse_change()', target);
END $$;

-- Each check returns the first break it finds as a sentence, or null.
CREATE TABLE audit_check (name text PRIMARY KEY, finds regprocedure NOT NULL);
REVOKE INSERT, UPDATE, DELETE ON audit_check FROM socle_app;

-- ---------------------------------------------------------------- the act in progress

CREATE FUNCTION socle_act() RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE act text := nullif(current_setting('app.act', true), '');
BEGIN
  IF act IS NULL THEN
    RAISE EXCEPTION 'a fact is written only within an act' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN act::bigint;
END $$;

CREATE FUNCTION socle_act_at() RETURNS timestamptz LANGUAGE sql STABLE AS
$$ SELECT current_setting('app.recorded_at')::timestamptz $$;

-- What is written for good in this table names the act in progress and no other.
CREATE FUNCTION socle_check_act() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM added WHERE act_id IS DISTINCT FROM socle_act()) THEN
    RAISE EXCEPTION 'a row of % names another act than the one in progress', TG_TABLE_NAME
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION socle_within_act(target regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('CREATE TRIGGER within_act AFTER INSERT ON %s REFERENCING NEW TABLE AS added'
                 ' FOR EACH STATEMENT EXECUTE FUNCTION socle_check_act()', target);
END $$;

-- The transaction's id is taken before the clock is read: socle_known_horizon relies on it.
CREATE FUNCTION socle_begin_act(act bigint) RETURNS timestamptz LANGUAGE plpgsql AS $$
DECLARE moment timestamptz;
BEGIN
  PERFORM pg_current_xact_id();
  moment := clock_timestamp();
  PERFORM set_config('app.act', act::text, true), set_config('app.recorded_at', moment::text, true);
  RETURN moment;
END $$;

CREATE FUNCTION socle_end_act() RETURNS void LANGUAGE sql AS
$$ SELECT set_config('app.act', '', true), set_config('app.recorded_at', '', true) $$;

-- The latest instant of which every act is already visible: a reading "as known at" it, or at
-- any earlier instant, will never change. Acts still open hold it back to their start.
-- A transaction sees who is active as it first looked, so it must be told to look again, and
-- only after the clock was read.
CREATE FUNCTION socle_known_horizon() RETURNS timestamptz LANGUAGE plpgsql VOLATILE AS $$
DECLARE moment timestamptz := clock_timestamp();
BEGIN
  PERFORM pg_stat_clear_snapshot();
  RETURN least(moment, (SELECT min(xact_start) FROM pg_stat_activity
                        WHERE backend_xid IS NOT NULL AND pid <> pg_backend_pid()
                          AND datname = current_database()));
END $$;

-- ---------------------------------------------------------------- digests

-- One function per table or module says what an act wrote there, as a digest or null. Nulls are
-- stripped before hashing, so that a column added later, null on old rows, breaks no old digest;
-- of the act itself only its columns, for a null inside `before` or `after` says something.
CREATE TABLE act_digest_part (name text PRIMARY KEY, digest regprocedure NOT NULL);
REVOKE INSERT, UPDATE, DELETE ON act_digest_part FROM socle_app;

CREATE FUNCTION socle_act_digest(act act) RETURNS bytea LANGUAGE plpgsql STABLE
SET timezone = 'UTC' SET datestyle = 'ISO' AS $$
DECLARE part record; piece bytea; whole bytea;
BEGIN
  SELECT convert_to(jsonb_object_agg(key, value)::text, 'UTF8') INTO whole
  FROM jsonb_each(to_jsonb(act) - 'digest') WHERE value <> 'null';
  FOR part IN SELECT name, digest::regproc AS digest FROM act_digest_part ORDER BY name LOOP
    EXECUTE format('SELECT %s($1)', part.digest) INTO piece USING act.id;
    IF piece IS NOT NULL THEN
      whole := whole || convert_to(E'\n' || part.name || ':', 'UTF8') || piece;
    END IF;
  END LOOP;
  RETURN sha256(whole);
END $$;

CREATE FUNCTION act_take_digest() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.digest := socle_act_digest(NEW);
  RETURN NEW;
END $$;
CREATE TRIGGER act_digest BEFORE INSERT ON act FOR EACH ROW EXECUTE FUNCTION act_take_digest();

CREATE SEQUENCE act_id_seq;

-- Seals the fund's visible acts that have no seal yet, in one chain. Returns how many.
CREATE FUNCTION socle_seal(fund bigint) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE last record; each record; link bytea; place bigint; sealed integer := 0;
  moment timestamptz := clock_timestamp();
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('act_seal', fund));
  SELECT position, seal INTO last FROM act_seal WHERE fund_id = fund ORDER BY position DESC LIMIT 1;
  place := coalesce(last.position, 0);
  link := coalesce(last.seal, sha256(convert_to('socle:' || fund, 'UTF8')));
  FOR each IN SELECT id, digest FROM act a WHERE fund_id = fund
      AND NOT EXISTS (SELECT FROM act_seal s WHERE s.act_id = a.id) ORDER BY recorded_at, id LOOP
    place := place + 1;
    link := sha256(link || int8send(place) || int8send(each.id) || each.digest
      || timestamptz_send(moment));
    INSERT INTO act_seal (fund_id, position, act_id, seal, sealed_at)
    VALUES (fund, place, each.id, link, moment);
    sealed := sealed + 1;
  END LOOP;
  RETURN sealed;
END $$;

-- Walks the visible fund's chain and returns the first link that does not follow, or null.
CREATE FUNCTION socle_find_broken_seal() RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE each record; link bytea; place bigint := 0;
BEGIN
  link := sha256(convert_to('socle:' || socle_fund(), 'UTF8'));
  FOR each IN SELECT s.position, s.seal, s.act_id, s.sealed_at, a.digest, a.number
      FROM act_seal s LEFT JOIN act a ON a.id = s.act_id ORDER BY s.position LOOP
    place := place + 1;
    IF each.position <> place THEN RETURN 'seal ' || place || ' is missing'; END IF;
    IF each.digest IS NULL THEN RETURN 'seal ' || place || ' seals an act that is gone'; END IF;
    link := sha256(link || int8send(place) || int8send(each.act_id) || each.digest
      || timestamptz_send(each.sealed_at));
    IF link <> each.seal THEN
      RETURN 'seal ' || place || ' (act ' || each.number || ') does not follow the one before';
    END IF;
  END LOOP;
  RETURN NULL;
END $$;

-- ---------------------------------------------------------------- two times

CREATE FUNCTION temporal_stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.act_id := socle_act();
  NEW.recorded_at := socle_act_at();
  RETURN NEW;
END $$;

CREATE FUNCTION temporal_refuse_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a fact of % is superseded, never updated', TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END $$;

-- Gives a table its second time. After it:
--   <table>                current beliefs, no overlap of `valid` for one key
--   <table>_history        superseded beliefs, written by the trigger alone
--   <table>_as_of(instant) what was believed at that instant, over all of valid time
CREATE FUNCTION socle_temporal(target text, key text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE columns text;
BEGIN
  SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) INTO columns
  FROM pg_attribute WHERE attrelid = target::regclass AND attnum > 0 AND NOT attisdropped;

  EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I UNIQUE (%s, valid WITHOUT OVERLAPS)',
    target, target || '_no_overlap', (SELECT string_agg(quote_ident(k), ', ') FROM unnest(key) k));
  EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I CHECK (NOT isempty(valid))',
    target, target || '_valid_some_day');
  EXECUTE format('CREATE TABLE %I (LIKE %I)', target || '_history', target);
  EXECUTE format('ALTER TABLE %I ADD PRIMARY KEY (id), ADD superseded_at timestamptz NOT NULL,'
    ' ADD superseded_by bigint NOT NULL, ADD CHECK (superseded_at > recorded_at)',
    target || '_history');
  EXECUTE format('CREATE INDEX ON %I (%s)', target || '_history',
    (SELECT string_agg(quote_ident(k), ', ') FROM unnest(key) k));
  EXECUTE format('CREATE INDEX ON %I (act_id)', target || '_history');
  EXECUTE format('CREATE INDEX ON %I (superseded_by)', target || '_history');

  EXECUTE format($f$
    CREATE FUNCTION %1$I() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $body$
    BEGIN
      -- What an act wrote and took back itself was never a belief of the fund.
      IF OLD.act_id <> socle_act() THEN
        IF OLD.recorded_at >= socle_act_at() THEN
          RAISE EXCEPTION 'a later act changed this first' USING ERRCODE = 'serialization_failure';
        END IF;
        INSERT INTO %2$I (%3$s, superseded_at, superseded_by)
        SELECT (OLD).*, socle_act_at(), socle_act();
      END IF;
      RETURN OLD;
    END $body$ $f$, target || '_supersede', target || '_history', columns);
  EXECUTE format('CREATE TRIGGER stamp BEFORE INSERT ON %I FOR EACH ROW'
    ' EXECUTE FUNCTION temporal_stamp()', target);
  EXECUTE format('CREATE TRIGGER no_update BEFORE UPDATE ON %I FOR EACH ROW'
    ' EXECUTE FUNCTION temporal_refuse_update()', target);
  EXECUTE format('CREATE TRIGGER supersede BEFORE DELETE ON %I FOR EACH ROW'
    ' EXECUTE FUNCTION %I()', target, target || '_supersede');

  EXECUTE format($f$
    CREATE FUNCTION %1$I(known_at timestamptz) RETURNS SETOF %2$I LANGUAGE sql STABLE AS $body$
      SELECT %4$s FROM %2$I WHERE recorded_at <= known_at
      UNION ALL
      SELECT %4$s FROM %3$I WHERE recorded_at <= known_at AND superseded_at > known_at
    $body$ $f$, target || '_as_of', target, target || '_history', columns);

  EXECUTE format($f$
    CREATE FUNCTION %1$I(act bigint) RETURNS bytea LANGUAGE sql STABLE
    SET timezone = 'UTC' SET datestyle = 'ISO' AS $body$
      SELECT sha256(convert_to(string_agg(said, E'\n' ORDER BY said), 'UTF8')) FROM (
        SELECT 'wrote ' || jsonb_strip_nulls(to_jsonb(t))::text AS said FROM %2$I t WHERE act_id = act
        UNION ALL
        SELECT 'wrote ' ||
          jsonb_strip_nulls(to_jsonb(h) - 'superseded_at' - 'superseded_by')::text
        FROM %3$I h WHERE act_id = act
        UNION ALL
        SELECT 'closed ' || id || ' at ' || superseded_at FROM %3$I WHERE superseded_by = act
      ) AS written
    $body$ $f$, target || '_act_digest', target, target || '_history');
  INSERT INTO act_digest_part VALUES (target, (target || '_act_digest(bigint)')::regprocedure);

  EXECUTE format($f$
    CREATE FUNCTION %1$I() RETURNS text LANGUAGE sql STABLE AS $body$
      SELECT 'fact ' || id || ' of %2$I was written or closed by no act' FROM (
        SELECT id, act_id AS act FROM %2$I
        UNION ALL SELECT id, act_id FROM %3$I
        UNION ALL SELECT id, superseded_by FROM %3$I
      ) AS fact WHERE NOT EXISTS (SELECT FROM act WHERE act.id = fact.act) ORDER BY id LIMIT 1
    $body$ $f$, target || '_find_stray', target, target || '_history');
  INSERT INTO audit_check
  VALUES ('facts of ' || target || ' have acts', (target || '_find_stray()')::regprocedure);

  PERFORM socle_isolate(target::regclass);
  PERFORM socle_isolate((target || '_history')::regclass);
  EXECUTE format('REVOKE UPDATE, TRUNCATE ON %I FROM socle_app', target);
  EXECUTE format('REVOKE INSERT ON %I FROM socle_app', target || '_history');
  PERFORM socle_append_only((target || '_history')::regclass);
END $$;

REVOKE EXECUTE ON FUNCTION socle_isolate(regclass), socle_append_only(regclass),
  socle_within_act(regclass), socle_temporal(text, text[]) FROM PUBLIC, socle_app;

-- ---------------------------------------------------------------- the platform's own tables

SELECT socle_isolate('document'), socle_isolate('document_chunk'), socle_isolate('act_claim'),
  socle_isolate('act'), socle_isolate('act_evidence'), socle_isolate('act_seal'),
  socle_isolate('act_proposal');
SELECT socle_append_only('document'), socle_append_only('document_chunk'),
  socle_append_only('act_claim'), socle_append_only('act'), socle_append_only('act_evidence'),
  socle_append_only('act_seal');
SELECT socle_within_act('act_evidence');
-- What was proposed stays as its author wrote it; only the decision is added.
REVOKE UPDATE, DELETE, TRUNCATE ON act_proposal FROM socle_app;
GRANT UPDATE (decided_by_id, decided_at, refusal) ON act_proposal TO socle_app;
ALTER TABLE document_chunk ALTER COLUMN body SET STORAGE EXTERNAL; -- already compressed

CREATE FUNCTION act_evidence_digest(act bigint) RETURNS bytea LANGUAGE sql STABLE
SET timezone = 'UTC' SET datestyle = 'ISO' SET bytea_output = 'hex' AS $$
  SELECT sha256(convert_to(string_agg(e.id || ' ' || jsonb_strip_nulls(to_jsonb(d)), E'\n'
                                      ORDER BY e.id), 'UTF8'))
  FROM act_evidence e JOIN document d ON d.id = e.document_id WHERE e.act_id = act
$$;
INSERT INTO act_digest_part VALUES ('act_evidence', 'act_evidence_digest(bigint)');

CREATE FUNCTION act_find_without_key() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT found FROM (
    (SELECT 'act ' || a.number || ' was recorded without a key' AS found FROM act a
     WHERE NOT EXISTS (SELECT FROM act_claim c WHERE c.act_id = a.id) ORDER BY a.id LIMIT 1)
    UNION ALL
    (SELECT 'the act of the key ' || c.key || ' is gone' FROM act_claim c
     WHERE NOT EXISTS (SELECT FROM act a WHERE a.id = c.act_id) ORDER BY c.act_id LIMIT 1)
    UNION ALL
    (SELECT 'evidence ' || e.id || ' is of no act, or its document is gone' FROM act_evidence e
     WHERE NOT EXISTS (SELECT FROM act a WHERE a.id = e.act_id)
       OR NOT EXISTS (SELECT FROM document d WHERE d.id = e.document_id) ORDER BY e.id LIMIT 1)
    UNION ALL
    (SELECT 'a piece of document ' || k.document_id || ' is of no document' FROM document_chunk k
     WHERE NOT EXISTS (SELECT FROM document d WHERE d.id = k.document_id)
     ORDER BY k.document_id LIMIT 1)
  ) AS breaks LIMIT 1
$$;
INSERT INTO audit_check VALUES ('every act has its key and evidence', 'act_find_without_key()');

-- ---------------------------------------------------------------- names

-- What names are compared and sorted by: no accents, no apostrophes, no case; Arabic letters
-- that people write in several ways folded into one. (unaccent alone is only STABLE.)
CREATE FUNCTION name_key(family text, given text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN btrim(regexp_replace(translate(
    casefold(public.unaccent('public.unaccent'::regdictionary, family || ' ' || given)),
    'أإآٱىة' || U&'\0640\064B\064C\064D\064E\064F\0650\0651\0652', 'ااااىه'),
  '[^[:alnum:]]+', ' ', 'g'));
