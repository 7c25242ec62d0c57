-- What a person has seen tried is what is written: in between it is neither changed nor taken away,
-- and nothing is added to it. It goes once the file is written or given up. A file that an earlier
-- release tried is read again when it is written.
SELECT socle_isolate('import_piece');
REVOKE UPDATE, TRUNCATE ON import_piece FROM socle_app;
ALTER TABLE import_piece ALTER COLUMN body SET STORAGE EXTERNAL; -- already compressed
CREATE FUNCTION registry_piece_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE run import_run;
BEGIN
  SELECT * INTO run FROM import_run WHERE id = coalesce(NEW.run_id, OLD.run_id);
  IF NOT FOUND THEN
    RETURN coalesce(NEW, OLD); -- another fund's: its policy and reference refuse it
  ELSIF TG_OP = 'INSERT' AND run.state IN ('received', 'writing') THEN
    RETURN NEW;
  ELSIF TG_OP = 'DELETE' AND run.state IN ('done', 'refused', 'dropped', 'undone') THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'what was tried of import % stays until it is written', run.number
    USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER stays BEFORE INSERT OR UPDATE OR DELETE ON import_piece
  FOR EACH ROW EXECUTE FUNCTION registry_piece_stays();
