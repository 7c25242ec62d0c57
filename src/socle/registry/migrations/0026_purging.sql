-- What was rejected of files taken over may be purged once their import is over. A file of which
-- rows were taken is the evidence of their acts, and stays.
CREATE VIEW import_reject WITH (security_invoker = true) AS
SELECT r.fund_id, r.id AS run_id, f.id AS fault_id, NULL::bigint AS document_id, r.received_at,
  r.state IN ('done', 'refused', 'dropped') AS may_go
FROM import_fault f JOIN import_run r ON r.id = f.run_id
UNION ALL
SELECT r.fund_id, r.id, NULL, r.document_id, r.received_at, r.state IN ('refused', 'dropped')
FROM import_run r
WHERE NOT EXISTS (SELECT FROM erased_document e WHERE e.document_id = r.document_id);

-- Of files that were refused or given up, those that nothing else names: whoever handed one in may
-- have given the same file as evidence of an act.
CREATE FUNCTION import_files_unnamed() RETURNS bigint[] LANGUAGE plpgsql STABLE AS $$
DECLARE found bigint[];
BEGIN
  EXECUTE format('SELECT array_agg(d.id) FROM document d JOIN import_run i ON i.document_id = d.id'
    ' WHERE i.state IN (''refused'', ''dropped'') AND %s', document_is_unnamed('import_run'))
    INTO found;
  RETURN coalesce(found, '{}');
END $$;
CREATE FUNCTION import_rejects_count(before timestamptz, OUT kept bigint, OUT oldest timestamptz,
  OUT past bigint, OUT held bigint) LANGUAGE sql STABLE AS $$
  SELECT count(*), min(received_at), count(*) FILTER (WHERE goes AND received_at < before),
    count(*) FILTER (WHERE NOT goes AND received_at < before)
  FROM (SELECT received_at, may_go AND (document_id IS NULL
      OR document_id = ANY (ARRAY(SELECT unnest(import_files_unnamed())))) AS goes
    FROM import_reject) AS told
$$;
CREATE FUNCTION import_rejects_purge(before timestamptz, most integer) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE faults bigint[]; files bigint[];
BEGIN
  SELECT array_agg(fault_id), array_agg(document_id) FILTER (WHERE document_id IS NOT NULL)
  INTO faults, files FROM (SELECT fault_id, document_id FROM import_reject
    WHERE may_go AND received_at < before AND (document_id IS NULL
      OR document_id = ANY (ARRAY(SELECT unnest(import_files_unnamed()))))
    ORDER BY run_id, fault_id LIMIT most) AS old;
  -- Whoever named a file before it was held has committed since: they are asked again.
  PERFORM FROM document WHERE id = ANY (files) ORDER BY id FOR UPDATE;
  files := ARRAY(SELECT unnest(files) INTERSECT SELECT unnest(import_files_unnamed()));
  DELETE FROM import_fault WHERE id = ANY (faults);
  PERFORM documents_erase(files);
  RETURN coalesce(cardinality(array_remove(faults, NULL)), 0) + cardinality(files);
END $$;
REVOKE EXECUTE ON FUNCTION import_rejects_purge(timestamptz, integer) FROM PUBLIC, socle_app;
SELECT socle_let_erase('import_fault', 'EXISTS (SELECT FROM import_run r WHERE r.id = gone.run_id'
  ' AND r.state IN (''done'', ''refused'', ''dropped'')'
  ' AND r.received_at < (SELECT data_may_go(''import_rejects'')))');
INSERT INTO purge_kind VALUES ('import_rejects', 'import_rejects_count(timestamptz)',
  'import_rejects_purge(timestamptz,integer)');

-- An account that is kept sealed has its value: without it nobody there is paid.
CREATE FUNCTION registry_find_unsealed() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT 'account ' || id || ' of ' || holder || ' has no sealed value' FROM (
    SELECT 'a person' AS holder, id, fund_id, account FROM person_account
    UNION ALL SELECT 'a person', id, fund_id, account FROM person_account_history
    UNION ALL SELECT 'an employer', id, fund_id, account FROM employer_account
    UNION ALL SELECT 'an employer', id, fund_id, account FROM employer_account_history
  ) AS kept
  WHERE account LIKE '~%' AND length(account) = 33 AND NOT EXISTS (SELECT FROM sealed_part v
    WHERE v.fund_id = kept.fund_id AND v.token = kept.account)
  ORDER BY holder, id LIMIT 1
$$;
INSERT INTO audit_check VALUES ('accounts have sealed values', 'registry_find_unsealed()');
