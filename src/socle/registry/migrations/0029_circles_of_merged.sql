-- Nobody is their own ancestor under any of their numbers: a merged file is read with the kept one,
-- and a circle that goes through both was seen by the acts of the counter alone.
CREATE OR REPLACE FUNCTION filiation_refuse_circle() RETURNS trigger LANGUAGE plpgsql
-- A plan is kept from one statement to the next, of one row or of a thousand: by index.
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE closed bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('filiation', f.fund_id))
  FROM (SELECT DISTINCT fund_id FROM added) AS f;
  WITH RECURSIVE ancestor AS (
    SELECT coalesce((SELECT x.kept_id FROM person_alias x WHERE x.person_id = n.child_id),
        n.child_id) AS child_id,
      coalesce((SELECT x.kept_id FROM person_alias x WHERE x.person_id = n.parent_id),
        n.parent_id) AS person_id
    FROM added n
    UNION
    SELECT a.child_id,
      coalesce((SELECT x.kept_id FROM person_alias x WHERE x.person_id = f.parent_id), f.parent_id)
    FROM ancestor a CROSS JOIN LATERAL (
      SELECT o.parent_id FROM filiation o WHERE o.child_id = a.person_id
      UNION ALL
      SELECT o.parent_id FROM person_alias m JOIN filiation o ON o.child_id = m.person_id
      WHERE m.kept_id = a.person_id) AS f
  ) SELECT child_id INTO closed FROM ancestor WHERE person_id = child_id LIMIT 1;
  IF closed IS NOT NULL THEN
    RAISE EXCEPTION 'person % would be their own ancestor', closed
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
