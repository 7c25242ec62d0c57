-- Prefilled files: rows added in sets, never changed. A file sent by mistake is superseded by the
-- next one for the same employer and month; both stay.

SELECT socle_isolate('prefill_row'), socle_append_only('prefill_row');

CREATE FUNCTION prefill_row_check_keys() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off AS $$
DECLARE wrong bigint;
BEGIN
  SELECT a.prefill_id INTO wrong FROM (SELECT DISTINCT prefill_id, fund_id FROM added) a
  LEFT JOIN prefill p ON p.id = a.prefill_id AND p.fund_id = a.fund_id
  WHERE p.act_id IS DISTINCT FROM socle_act() LIMIT 1;
  IF wrong IS NOT NULL THEN
    RAISE EXCEPTION 'prefilled file % is of no act in progress', wrong
      USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER known_keys AFTER INSERT ON prefill_row REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION prefill_row_check_keys();

CREATE FUNCTION contributions_prefill_row_digest(act bigint) RETURNS bytea LANGUAGE sql STABLE
SET timezone = 'UTC' SET datestyle = 'ISO' AS $$
  SELECT sha256(convert_to(string_agg(jsonb_strip_nulls(to_jsonb(r))::text, E'\n'
                                      ORDER BY r.prefill_id, r.position), 'UTF8'))
  FROM prefill p JOIN prefill_row r ON r.prefill_id = p.id WHERE p.act_id = act
$$;
INSERT INTO act_digest_part VALUES ('prefill_row', 'contributions_prefill_row_digest(bigint)');

CREATE FUNCTION contributions_find_stray_prefill_row() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT 'insured ' || r.insured_number || ' is on no prefilled file' FROM prefill_row r
  WHERE NOT EXISTS (SELECT FROM prefill p WHERE p.id = r.prefill_id)
  ORDER BY r.prefill_id, r.position LIMIT 1
$$;
INSERT INTO audit_check VALUES
  ('rows of prefilled files have files', 'contributions_find_stray_prefill_row()');
