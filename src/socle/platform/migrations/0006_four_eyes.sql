-- Which acts need a second person, as the code's catalogue says: published at each `migrate`, and
-- written by nobody else. A screen that forgot the rule could not record such an act alone.
CREATE TABLE act_type (code text PRIMARY KEY, needs_validator boolean NOT NULL);
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON act_type FROM socle_app;

CREATE FUNCTION act_require_validator() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.validator_id IS NULL
     AND EXISTS (SELECT FROM act_type WHERE code = NEW.type AND needs_validator) THEN
    RAISE EXCEPTION 'an act % is recorded with its validator', NEW.type
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER act_validated BEFORE INSERT ON act
  FOR EACH ROW EXECUTE FUNCTION act_require_validator();

-- PostgreSQL checks a foreign key with the owner's sight, past row-level security: by its id
-- alone, a row could refer to another fund's. After this, a reference from a table of a fund to
-- another carries the fund. Run at the end of each `migrate`, it finds what is not bound yet.
-- Partitioned tables stay as they are: their rows are set-based, and their plans are measured.
CREATE FUNCTION socle_bind_references() RETURNS integer LANGUAGE plpgsql AS $$
DECLARE each record; bound integer := 0;
BEGIN
  FOR each IN
    SELECT k.conname, k.conrelid::regclass AS source, k.confrelid::regclass AS target,
      a.attname AS refers, b.attname AS referred, t.relname AS target_name,
      CASE WHEN k.condeferrable THEN 'DEFERRABLE INITIALLY '
        || CASE WHEN k.condeferred THEN 'DEFERRED' ELSE 'IMMEDIATE' END ELSE '' END AS moment
    FROM pg_constraint k
    JOIN pg_class s ON s.oid = k.conrelid JOIN pg_class t ON t.oid = k.confrelid
    JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
    JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = k.confkey[1]
    WHERE k.contype = 'f' AND cardinality(k.conkey) = 1 AND k.conparentid = 0
      AND k.confdeltype = 'a' AND k.confupdtype = 'a'
      AND s.relkind = 'r' AND NOT s.relispartition AND s.relforcerowsecurity
      AND t.relkind = 'r' AND NOT t.relispartition AND t.relforcerowsecurity
    ORDER BY s.relname, k.conname
  LOOP
    IF NOT EXISTS (SELECT FROM pg_constraint
                   WHERE conrelid = each.target AND conname = each.target_name || '_of_fund') THEN
      EXECUTE format('ALTER TABLE %s ADD CONSTRAINT %I UNIQUE (fund_id, %I)',
        each.target, each.target_name || '_of_fund', each.referred);
    END IF;
    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', each.source, each.conname);
    EXECUTE format('ALTER TABLE %s ADD CONSTRAINT %I FOREIGN KEY (fund_id, %I)'
      ' REFERENCES %s (fund_id, %I) %s', each.source, each.conname, each.refers,
      each.target, each.referred, each.moment);
    bound := bound + 1;
  END LOOP;
  RETURN bound;
END $$;
REVOKE EXECUTE ON FUNCTION socle_bind_references() FROM socle_app;
