-- As before, asked once a statement: a row at a time it read all filiations of the fund for each row
-- that was added, the longer the more there were.
CREATE OR REPLACE FUNCTION filiation_refuse_circle() RETURNS trigger LANGUAGE plpgsql
-- A plan is kept from one statement to the next, of one row or of a thousand: by index.
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE closed bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('filiation', f.fund_id))
  FROM (SELECT DISTINCT fund_id FROM added) AS f;
  WITH RECURSIVE ancestor AS (
    SELECT child_id, parent_id AS person_id FROM added
    UNION
    SELECT a.child_id, f.parent_id FROM ancestor a
    CROSS JOIN LATERAL (SELECT parent_id FROM filiation WHERE child_id = a.person_id) AS f
  ) SELECT child_id INTO closed FROM ancestor WHERE person_id = child_id LIMIT 1;
  IF closed IS NOT NULL THEN
    RAISE EXCEPTION 'person % would be their own ancestor', closed
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER no_circle ON filiation;
CREATE TRIGGER no_circle AFTER INSERT ON filiation REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION filiation_refuse_circle();
