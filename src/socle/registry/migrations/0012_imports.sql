-- ---------------------------------------------------------------- where files come from
SELECT socle_isolate('import_source'), socle_append_only('import_source'),
  socle_within_act('import_source');
SELECT socle_temporal('import_mapping', '{source_id,field}');

-- ---------------------------------------------------------------- files, and what is wrong in them
-- A file is handed in, tried and confirmed without an act, as a deposit is; what it writes in the
-- register, it writes by acts. What it holds and who gave it stay as they were.
SELECT socle_isolate('import_run'), socle_isolate('import_fault'), socle_append_only('import_fault');
REVOKE UPDATE, DELETE, TRUNCATE ON import_run FROM socle_app;
GRANT UPDATE (state, why, counts, written, reached_line) ON import_run TO socle_app;
ALTER TABLE import_run ADD CONSTRAINT import_run_state
  CHECK (state IN ('received', 'checked', 'writing', 'done', 'refused', 'dropped'));
ALTER TABLE import_source ADD CONSTRAINT import_source_kind
  CHECK (kind IN ('persons', 'filiations', 'marriages', 'charges', 'affiliates'));

-- ---------------------------------------------------------------- the queue of duplicates
SELECT socle_isolate('duplicate_suspicion'), socle_append_only('duplicate_suspicion'),
  socle_within_act('duplicate_suspicion');
SELECT socle_temporal('import_clash_settled', '{suspicion_id}');
ALTER TABLE duplicate_suspicion
  ADD CONSTRAINT duplicate_suspicion_in_order CHECK (other_id IS NULL OR person_id < other_id),
  ADD CONSTRAINT duplicate_suspicion_origin
    CHECK (origin IN ('import_number', 'import_identity', 'linkage')),
  ADD CONSTRAINT duplicate_suspicion_percent CHECK (likeness BETWEEN 0 AND 100);
ALTER TABLE import_clash_settled ADD CONSTRAINT import_clash_settled_outcome
  CHECK (outcome IN ('same_person', 'to_correct'));

CREATE FUNCTION registry_imports_digest(act bigint) RETURNS bytea LANGUAGE sql STABLE
SET timezone = 'UTC' SET datestyle = 'ISO' AS $$
  SELECT sha256(convert_to(string_agg(said, E'\n' ORDER BY said), 'UTF8')) FROM (
    SELECT 'source ' || jsonb_strip_nulls(to_jsonb(s))::text AS said
    FROM import_source s WHERE act_id = act
    -- What the row said is kept whole: a null in it says that the file was silent.
    UNION ALL SELECT 'suspicion ' || jsonb_strip_nulls(to_jsonb(d) - 'reading')::text
      || coalesce(d.reading::text, '')
    FROM duplicate_suspicion d WHERE act_id = act
  ) AS written
$$;
INSERT INTO act_digest_part (name, digest, tables) VALUES ('registry_imports',
  'registry_imports_digest(bigint)', '{import_source,duplicate_suspicion}'::regclass[]);

CREATE FUNCTION registry_find_stray_import() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT kind || ' ' || id || ' was written by no act' FROM (
    SELECT 'source' AS kind, id, act_id FROM import_source
    UNION ALL SELECT 'suspicion', id, act_id FROM duplicate_suspicion
  ) AS told WHERE NOT EXISTS (SELECT FROM act WHERE act.id = told.act_id)
  ORDER BY kind, id LIMIT 1
$$;
INSERT INTO audit_check VALUES ('imports have acts', 'registry_find_stray_import()');

-- ---------------------------------------------------------------- finding many at once
-- Derived from current beliefs by triggers alone, which take the fund and the person from rows that
-- refer to them already: looking both up again, nine times a person, was a third of an import.
ALTER TABLE person_finding DROP CONSTRAINT person_finding_fund_id_fkey,
  DROP CONSTRAINT person_finding_person_id_fkey;

-- As registry_find_again, for many: each distinct word is heard once.
CREATE FUNCTION registry_find_many(persons bigint[]) RETURNS void LANGUAGE sql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DELETE FROM person_finding WHERE person_id = ANY(persons);
  WITH name AS MATERIALIZED (
    SELECT fund_id, person_id, name_key FROM person_civil_status WHERE person_id = ANY(persons)
    UNION
    SELECT fund_id, person_id, name_key FROM person_name WHERE person_id = ANY(persons)
  ), birth AS MATERIALIZED (
    SELECT person_id, coalesce(max(extract(year FROM birth_on)), 0)::smallint AS year
    FROM person_civil_status WHERE person_id = ANY(persons) GROUP BY person_id
  ), said AS MATERIALIZED (
    SELECT name_key, (name_words(name_key))[:5] AS words FROM (SELECT DISTINCT name_key FROM name) n
  ), heard AS MATERIALIZED (
    SELECT word, name_skeleton(word) COLLATE "C" AS bones
    FROM (SELECT DISTINCT unnest(words) AS word FROM said) w WHERE word <> ''
  ), bone AS MATERIALIZED (
    SELECT DISTINCT s.name_key, h.bones
    FROM (SELECT name_key, unnest(words) AS word FROM said) s JOIN heard h ON h.word = s.word
  ), told AS MATERIALIZED (
    SELECT name_key, string_agg(bones, ' ' ORDER BY bones) AS told FROM bone GROUP BY name_key
  ), key AS (
    SELECT name_key, '1' || bones AS key FROM bone
    UNION
    SELECT a.name_key, '2' || least(left(a.bones, 2), left(b.bones, 2)) || ' '
           || greatest(left(a.bones, 2), left(b.bones, 2))
    FROM bone a JOIN bone b ON a.name_key = b.name_key AND a.bones < b.bones
    UNION
    SELECT a.name_key, '3' || least(right(a.bones, 2), right(b.bones, 2)) || ' '
           || greatest(right(a.bones, 2), right(b.bones, 2))
    FROM bone a JOIN bone b ON a.name_key = b.name_key AND a.bones < b.bones
  )
  INSERT INTO person_finding (fund_id, key, born, person_id, told)
  SELECT DISTINCT n.fund_id, k.key, b.year, n.person_id, t.told
  FROM name n JOIN birth b ON b.person_id = n.person_id
  JOIN told t ON t.name_key = n.name_key JOIN key k ON k.name_key = n.name_key
  ORDER BY 2, 3;
$$;
REVOKE EXECUTE ON FUNCTION registry_find_many(bigint[]) FROM PUBLIC, socle_app;

CREATE OR REPLACE FUNCTION registry_keep_finding() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE persons bigint[] := (SELECT array_agg(DISTINCT person_id) FROM changed);
BEGIN
  IF cardinality(persons) > 100 THEN
    PERFORM registry_find_many(persons);
  ELSIF persons IS NOT NULL THEN
    PERFORM registry_find_again(persons);
  END IF;
  RETURN NULL;
END $$;
