-- Keys that sign cards and papers, and the log of who made which paper.
SELECT socle_isolate('signing_key'), socle_isolate('paper_made');
SELECT socle_append_only('paper_made');

-- A key is made, and at most withdrawn, once and for good: nothing else of it changes.
REVOKE UPDATE, DELETE, TRUNCATE ON signing_key FROM socle_app;
GRANT UPDATE (withdrawn_at) ON signing_key TO socle_app;
CREATE FUNCTION signing_key_withdrawn_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_at IS NULL THEN
    RAISE EXCEPTION 'the key % is withdrawn once', OLD.key_id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER withdrawn_once BEFORE UPDATE ON signing_key
  FOR EACH ROW EXECUTE FUNCTION signing_key_withdrawn_once();
