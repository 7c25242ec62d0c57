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

CREATE FUNCTION import_rejects_count(before timestamptz, OUT kept bigint, OUT oldest timestamptz,
  OUT past bigint, OUT held bigint) LANGUAGE sql STABLE AS $$
  SELECT count(*), min(received_at), count(*) FILTER (WHERE may_go AND received_at < before),
    count(*) FILTER (WHERE NOT may_go AND received_at < before) FROM import_reject
$$;
CREATE FUNCTION import_rejects_purge(before timestamptz, most integer) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE faults bigint[]; files bigint[];
BEGIN
  SELECT array_agg(fault_id), array_agg(document_id) FILTER (WHERE document_id IS NOT NULL)
  INTO faults, files FROM (SELECT fault_id, document_id FROM import_reject
    WHERE may_go AND received_at < before ORDER BY run_id, fault_id LIMIT most) AS old;
  DELETE FROM import_fault WHERE id = ANY (faults);
  PERFORM documents_erase(coalesce(files, '{}'));
  RETURN coalesce(cardinality(faults), 0);
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
