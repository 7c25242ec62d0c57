SELECT socle_temporal('person_alias', '{person_id}');

-- A merged number leads to a kept one, never to another merged one: whoever reads follows one
-- step. Merges of a fund wait for each other, for two of them could make a chain neither sees.
ALTER TABLE person_alias
  ADD CONSTRAINT person_alias_of_two CHECK (person_id <> kept_id),
  ADD CONSTRAINT person_alias_always CHECK (lower_inf(valid) AND upper_inf(valid));
CREATE FUNCTION person_alias_refuse_chain() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('person_alias', NEW.fund_id));
  IF EXISTS (SELECT FROM person_alias
             WHERE person_id = NEW.kept_id OR kept_id = NEW.person_id) THEN
    RAISE EXCEPTION 'person % would lead to one who is merged', NEW.person_id
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER no_chain AFTER INSERT ON person_alias
  FOR EACH ROW EXECUTE FUNCTION person_alias_refuse_chain();
