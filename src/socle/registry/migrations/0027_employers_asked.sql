-- A slice of a file of persons asks once, of all employers that it names, whether they are open. An
-- act that closes or reverses one waits until the slice is written, and then sees who works there;
-- a slice that comes second waits for the act, and then looks at what it said. Held as rows: a slice
-- may name more employers than the server has locks.
CREATE FUNCTION registry_hold_employers(numbers text[]) RETURNS void LANGUAGE sql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH held AS (
    SELECT FROM employer WHERE fund_id = (SELECT socle_fund()) AND number = ANY (numbers)
    ORDER BY id FOR SHARE
  ) SELECT count(*) FROM held
$$;

CREATE FUNCTION registry_profile_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM FROM employer WHERE id = ANY (ARRAY(SELECT DISTINCT employer_id FROM changed))
  ORDER BY id FOR NO KEY UPDATE;
  RETURN NULL;
END $$;
CREATE TRIGGER held_added AFTER INSERT ON employer_profile REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION registry_profile_changed();
CREATE TRIGGER held_taken AFTER DELETE ON employer_profile REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION registry_profile_changed();
