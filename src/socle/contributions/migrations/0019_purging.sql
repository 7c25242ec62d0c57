-- What was typed of a declaration may be purged: once deposited, its file has it.
CREATE FUNCTION form_drafts_count(before timestamptz, OUT kept bigint, OUT oldest timestamptz,
  OUT past bigint, OUT held bigint) LANGUAGE sql STABLE AS $$
  SELECT count(*), min(saved_at), count(*) FILTER (WHERE saved_at < before), 0::bigint
  FROM form_draft
$$;
CREATE FUNCTION form_drafts_purge(before timestamptz, most integer) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE found bigint[];
BEGIN
  found := ARRAY(SELECT id FROM form_draft WHERE saved_at < before ORDER BY id LIMIT most FOR UPDATE);
  DELETE FROM form_draft_line WHERE draft_id = ANY (found);
  DELETE FROM form_draft WHERE id = ANY (found);
  RETURN cardinality(found);
END $$;
REVOKE EXECUTE ON FUNCTION form_drafts_purge(timestamptz, integer) FROM PUBLIC, socle_app;
SELECT socle_let_erase('form_draft',
  'gone.saved_at < (SELECT data_may_go(''form_drafts''))');
INSERT INTO purge_kind VALUES ('form_drafts', 'form_drafts_count(timestamptz)',
  'form_drafts_purge(timestamptz,integer)');
