-- ---------------------------------------------------------------- an import taken back whole
ALTER TABLE import_run DROP CONSTRAINT import_run_state;
ALTER TABLE import_run ADD CONSTRAINT import_run_state CHECK
  (state IN ('received', 'checked', 'writing', 'done', 'refused', 'dropped', 'undone'));

-- Which of some persons are named by rows that other acts than these wrote, in whatever table, of
-- whatever module: by a reference, or by the column that rows written by sets have without one.
-- What a counter-act wrote again is asked by the acts that touched the person.
CREATE FUNCTION registry_refers_to(persons bigint[], acts bigint[])
RETURNS TABLE (person_id bigint, told text) LANGUAGE plpgsql STABLE AS $$
DECLARE each record;
BEGIN
  FOR each IN
    SELECT c.oid::regclass AS source, a.attname AS refers, EXISTS (
      SELECT FROM pg_attribute b WHERE b.attrelid = c.oid AND b.attname = 'act_id') AS has_act
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
      AND NOT c.relispartition AND c.relname NOT LIKE '%\_history'
      AND c.relname NOT IN ('person_finding', 'duplicate_suspicion')
      AND a.atttypid = 'bigint'::regtype AND a.attnum > 0 AND a.attname <> 'fund_id'
      AND (a.attname = 'person_id' OR EXISTS (
        SELECT FROM pg_constraint k WHERE k.contype = 'f' AND k.conrelid = c.oid
          AND k.confrelid = 'person'::regclass AND a.attnum = ANY(k.conkey)))
    ORDER BY c.relname, a.attname
  LOOP
    RETURN QUERY EXECUTE format('SELECT DISTINCT t.%1$I, %2$L::text FROM %3$s t'
      ' WHERE t.%1$I = ANY($1) AND %4$s', each.refers, each.source, each.source,
      CASE WHEN each.has_act THEN 't.act_id <> ALL($2) AND NOT EXISTS'
        ' (SELECT FROM act c WHERE c.id = t.act_id AND c.reverses_id IS NOT NULL)'
      ELSE 'true' END) USING persons, acts;
  END LOOP;
END $$;
