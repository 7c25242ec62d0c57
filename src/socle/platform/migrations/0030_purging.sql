-- How long a fund keeps what it may purge, the purges that two people ordered, what each took.
SELECT socle_temporal('data_keeping', '{fund_id,kind}');
SELECT socle_isolate(each), socle_append_only(each), socle_within_act(each)
FROM unnest('{data_purge,data_purge_part,document_erasure}'::regclass[]) AS each;
ALTER TABLE data_keeping ADD CONSTRAINT data_keeping_standing
  CHECK (standing IN ('law_text', 'fund_decision') AND source <> '');
-- What was taken is written by what takes it, and by nobody else.
REVOKE INSERT ON data_purge_part, document_erasure FROM socle_app;

-- What may be purged. `counts(before)`: the rows kept, since when, those that a purge of what is
-- older than an instant takes, and those as old that stay. `purges(before, most)` takes some.
CREATE TABLE purge_kind (
  kind text PRIMARY KEY, counts regprocedure NOT NULL, purges regprocedure NOT NULL);
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON purge_kind FROM socle_app;

-- Since when the fund of the transaction keeps a kind, by the present day; null: since ever.
CREATE FUNCTION data_kept_since(asked text) RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT now() - make_interval(months => k.months) FROM data_keeping k
  WHERE k.fund_id = socle_fund() AND k.kind = asked
    AND k.valid @> (now() AT TIME ZONE 'UTC')::date
$$;

-- Older than when a kind may go: as two people ordered, and never what the fund keeps by its period
-- of the present day. Null: nothing may.
CREATE FUNCTION data_may_go(asked text) RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT least(kept.since, ordered.before)
  FROM (SELECT data_kept_since(asked) AS since) AS kept,
    (SELECT max(p.before) AS before FROM data_purge p JOIN act a ON a.id = p.act_id
     WHERE p.fund_id = socle_fund() AND p.kind = asked AND a.type = 'order_purge'
       AND a.validator_id IS NOT NULL) AS ordered
  WHERE kept.since IS NOT NULL AND ordered.before IS NOT NULL
$$;

-- Whoever deletes, were it the owner or a superuser, by whatever statement.
CREATE FUNCTION data_refuse_early() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE early bigint;
BEGIN
  PERFORM socle_act();
  EXECUTE format('SELECT count(*) FROM gone WHERE gone.fund_id IS DISTINCT FROM socle_fund()'
    ' OR (%s) IS NOT TRUE', TG_ARGV[0]) INTO early;
  IF early > 0 THEN
    RAISE EXCEPTION '% rows of % are kept by their fund', early, TG_TABLE_NAME
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NULL;
END $$;

-- Rows of a table leave where a condition on each, `gone`, holds; they still never change where they
-- never did. The application's role has no right to DELETE.
CREATE FUNCTION socle_let_erase(target regclass, condition text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('REVOKE DELETE, TRUNCATE ON %s FROM socle_app', target);
  IF EXISTS (SELECT FROM pg_trigger WHERE tgrelid = target AND tgname = 'append_only') THEN
    EXECUTE format('DROP TRIGGER append_only ON %s', target);
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE ON %s'
                   ' FOR EACH ROW EXECUTE FUNCTION socle_refuse_change()', target);
  END IF;
  EXECUTE format('CREATE TRIGGER kept AFTER DELETE ON %s REFERENCING OLD TABLE AS gone'
                 ' FOR EACH STATEMENT EXECUTE FUNCTION data_refuse_early(%L)', target, condition);
END $$;
REVOKE EXECUTE ON FUNCTION socle_let_erase(regclass, text) FROM PUBLIC, socle_app;

-- Takes some of what was ordered and says how many rows, never more in all than were counted when it
-- was ordered: what became old enough since, or is named no longer, waits for an order of its own.
CREATE FUNCTION data_purge_some(purge bigint, most integer, OUT taken bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE ordered data_purge; takes regproc; until timestamptz; to_go bigint;
BEGIN
  PERFORM socle_act();
  SELECT p.* INTO ordered FROM data_purge p JOIN act a ON a.id = p.act_id
  WHERE p.id = purge AND p.fund_id = socle_fund() AND a.type = 'order_purge'
    AND a.validator_id IS NOT NULL FOR UPDATE OF p;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'nothing is purged that two people did not order'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  until := data_may_go(ordered.kind);
  SELECT ordered.rows - coalesce(sum(t.rows), 0) INTO to_go
  FROM data_purge_part t WHERE t.purge_id = purge;
  most := least(most, to_go);
  IF until IS NULL OR most < 1 THEN
    taken := 0;
  ELSE
    SELECT k.purges::oid::regproc INTO takes FROM purge_kind k WHERE k.kind = ordered.kind;
    EXECUTE format('SELECT %s($1, $2)', takes) INTO taken USING least(ordered.before, until), most;
  END IF;
  INSERT INTO data_purge_part (fund_id, act_id, purge_id, rows, is_last)
  VALUES (socle_fund(), socle_act(), purge, taken, taken < most OR taken >= to_go);
END $$;

-- Which stored files have no bytes any more, for whoever keeps their names.
CREATE VIEW erased_document WITH (security_invoker = true) AS
SELECT fund_id, document_id, act_id FROM document_erasure;

-- Takes the bytes of stored files; that they were there, their name and digest stay.
CREATE FUNCTION documents_erase(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO document_erasure (fund_id, act_id, document_id)
  SELECT socle_fund(), socle_act(), each FROM unnest(ids) AS each;
  DELETE FROM document_chunk WHERE document_id = ANY (ids);
END $$;
REVOKE EXECUTE ON FUNCTION documents_erase(bigint[]) FROM PUBLIC, socle_app;
-- Never the evidence of an act, nor what no kind of files lets go yet.
SELECT socle_let_erase('document_chunk', 'EXISTS (SELECT FROM document_erasure e'
  ' JOIN document d ON d.id = e.document_id AND d.fund_id = e.fund_id'
  ' WHERE e.document_id = gone.document_id AND e.fund_id = gone.fund_id AND d.stored_at <'
  ' (SELECT greatest(data_may_go(''unused_files''), data_may_go(''import_rejects''))))'
  ' AND NOT EXISTS (SELECT FROM act_evidence v WHERE v.document_id = gone.document_id)');

-- ---------------------------------------------------------------- acts that nothing came of
-- Of a refused proposal that somebody took up again the draft stays: without it, the proposal would
-- wait for its author once more.
CREATE FUNCTION dropped_drafts_count(before timestamptz, OUT kept bigint, OUT oldest timestamptz,
  OUT past bigint, OUT held bigint) LANGUAGE sql STABLE AS $$
  SELECT count(*), min(closed_at), count(*) FILTER (WHERE closed_at < before AND corrects_id IS NULL),
    count(*) FILTER (WHERE closed_at < before AND corrects_id IS NOT NULL)
  FROM act_draft WHERE closed_at IS NOT NULL AND outcome = ''
$$;
CREATE FUNCTION dropped_drafts_purge(before timestamptz, most integer) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE taken bigint;
BEGIN
  DELETE FROM act_draft WHERE id = ANY (ARRAY(SELECT id FROM act_draft
    WHERE closed_at < before AND outcome = '' AND corrects_id IS NULL ORDER BY id LIMIT most));
  GET DIAGNOSTICS taken = ROW_COUNT;
  RETURN taken;
END $$;
SELECT socle_let_erase('act_draft', 'gone.outcome = '''' AND gone.corrects_id IS NULL'
  ' AND gone.closed_at < (SELECT data_may_go(''dropped_drafts''))');

-- ---------------------------------------------------------------- files that nothing speaks of
-- That no row of any table names the document `d`: whatever column is called after documents, and
-- the evidence of what waits. A column born later is looked at from its first day. `but`: a table
-- whose naming it does not count.
CREATE FUNCTION document_is_unnamed(but regclass DEFAULT NULL) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT string_agg(CASE WHEN a.attname = 'evidence' THEN format('NOT EXISTS (SELECT FROM'
      ' (SELECT unnest(evidence) AS id FROM %s) AS r WHERE r.id = d.id)', a.attrelid::regclass)
    ELSE format('NOT EXISTS (SELECT FROM %s AS r WHERE r.%I = d.id)',
      a.attrelid::regclass, a.attname)
    END, ' AND ' ORDER BY a.attrelid::regclass::text, a.attname)
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
  WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND NOT a.attisdropped
    AND c.relnamespace = 'public'::regnamespace AND c.relname <> 'document_chunk'
    AND c.oid IS DISTINCT FROM but
    AND (a.attname ~ '(^|_)document_id$' OR a.attname = 'evidence' AND a.atttypid = 'bigint[]'::regtype)
$$;
CREATE FUNCTION unused_files_count(before timestamptz, OUT kept bigint, OUT oldest timestamptz,
  OUT past bigint, OUT held bigint) LANGUAGE plpgsql STABLE AS $$
BEGIN
  EXECUTE format('SELECT count(*), min(stored_at), count(*) FILTER (WHERE stored_at < $1), 0'
    ' FROM document d WHERE stored_by_id IS NOT NULL AND %s', document_is_unnamed())
    INTO kept, oldest, past, held USING before;
END $$;
CREATE FUNCTION unused_files_purge(before timestamptz, most integer) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE found bigint[];
BEGIN
  EXECUTE format('SELECT array_agg(id) FROM (SELECT d.id FROM document d'
    ' WHERE stored_by_id IS NOT NULL AND stored_at < $1 AND %s'
    ' ORDER BY d.id LIMIT $2 FOR UPDATE OF d) AS old', document_is_unnamed())
    INTO found USING before, most;
  -- Whoever named one before it was held has committed since: they are asked again.
  EXECUTE format('SELECT array_agg(d.id) FROM document d WHERE d.id = ANY ($1) AND %s',
    document_is_unnamed()) INTO found USING found;
  PERFORM documents_erase(coalesce(found, '{}'));
  RETURN coalesce(cardinality(found), 0);
END $$;

-- ---------------------------------------------------------------- notices given up
-- The courier takes those that were told away, and no other.
CREATE POLICY told_alone ON partner_notice AS RESTRICTIVE FOR DELETE TO socle_app
  USING (told_at IS NOT NULL);
CREATE FUNCTION given_up_notices_count(before timestamptz, OUT kept bigint, OUT oldest timestamptz,
  OUT past bigint, OUT held bigint) LANGUAGE sql STABLE AS $$
  SELECT count(*), min(given_up_at), count(*) FILTER (WHERE given_up_at < before), 0::bigint
  FROM partner_notice WHERE given_up_at IS NOT NULL AND told_at IS NULL
$$;
CREATE FUNCTION given_up_notices_purge(before timestamptz, most integer) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE taken bigint;
BEGIN
  DELETE FROM partner_notice WHERE id = ANY (ARRAY(SELECT id FROM partner_notice
    WHERE given_up_at < before AND told_at IS NULL ORDER BY id LIMIT most))
    AND given_up_at < before AND told_at IS NULL;  -- unless it is to be told again since
  GET DIAGNOSTICS taken = ROW_COUNT;
  RETURN taken;
END $$;
REVOKE EXECUTE ON FUNCTION dropped_drafts_purge(timestamptz, integer),
  unused_files_purge(timestamptz, integer), given_up_notices_purge(timestamptz, integer)
  FROM PUBLIC, socle_app;
INSERT INTO purge_kind VALUES
  ('dropped_drafts', 'dropped_drafts_count(timestamptz)', 'dropped_drafts_purge(timestamptz,integer)'),
  ('unused_files', 'unused_files_count(timestamptz)', 'unused_files_purge(timestamptz,integer)'),
  ('given_up_notices', 'given_up_notices_count(timestamptz)',
    'given_up_notices_purge(timestamptz,integer)');

-- What a kind counts, whichever module keeps it.
CREATE FUNCTION data_counted(asked text, before timestamptz, OUT kept bigint, OUT oldest timestamptz,
  OUT past bigint, OUT held bigint) LANGUAGE plpgsql STABLE AS $$
DECLARE counts regproc;
BEGIN
  SELECT k.counts::oid::regproc INTO STRICT counts FROM purge_kind k WHERE k.kind = asked;
  EXECUTE format('SELECT * FROM %s($1)', counts) INTO kept, oldest, past, held USING before;
END $$;

-- ---------------------------------------------------------------- what is verified
CREATE FUNCTION purging_act_digest(act bigint) RETURNS bytea LANGUAGE sql STABLE
SET timezone = 'UTC' SET datestyle = 'ISO' AS $$
  SELECT sha256(convert_to(string_agg(said, E'\n' ORDER BY said), 'UTF8')) FROM (
    SELECT 'purge ' || jsonb_strip_nulls(to_jsonb(t))::text AS said FROM data_purge t
    WHERE act_id = act
    UNION ALL SELECT 'part ' || jsonb_strip_nulls(to_jsonb(t))::text
    FROM data_purge_part t WHERE act_id = act
    UNION ALL SELECT 'erasure ' || jsonb_strip_nulls(to_jsonb(t))::text
    FROM document_erasure t WHERE act_id = act
  ) AS written
$$;
INSERT INTO act_digest_part (name, digest, tables) VALUES ('platform_purging',
  'purging_act_digest(bigint)', '{data_purge,data_purge_part,document_erasure}');

CREATE FUNCTION purging_find_stray() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT kind || ' ' || id || ' was written by no act' FROM (
    SELECT 'purge' AS kind, id, act_id FROM data_purge
    UNION ALL SELECT 'part of a purge', id, act_id FROM data_purge_part
    UNION ALL SELECT 'erasure of a file', id, act_id FROM document_erasure
  ) AS written WHERE NOT EXISTS (SELECT FROM act WHERE act.id = written.act_id)
  ORDER BY kind, id LIMIT 1
$$;
INSERT INTO audit_check VALUES ('purges have acts', 'purging_find_stray()');

CREATE FUNCTION purging_find_left() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT 'document ' || e.document_id || ' was erased, and bytes of it are here'
  FROM document_erasure e
  WHERE EXISTS (SELECT FROM document_chunk k WHERE k.document_id = e.document_id)
  ORDER BY e.document_id LIMIT 1
$$;
INSERT INTO audit_check VALUES ('erased files are gone', 'purging_find_left()');

-- A value is kept for as long as a key of its class opens it.
CREATE FUNCTION sealed_find_without_key() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT 'sealed value ' || v.id || ' is sealed by a key that is gone' FROM sealed_value v
  WHERE NOT EXISTS (SELECT FROM data_key k WHERE k.fund_id = v.fund_id
    AND k.data_class = split_part(v.sealed, ':', 2)
    AND k.version::text = split_part(v.sealed, ':', 3)) ORDER BY v.id LIMIT 1
$$;
INSERT INTO audit_check VALUES ('sealed values have keys', 'sealed_find_without_key()');
