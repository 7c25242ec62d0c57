-- What is unusual passes with a second person, whatever the type of the act.
CREATE OR REPLACE FUNCTION act_require_validator() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.validator_id IS NULL AND (NEW.doubts IS NOT NULL
     OR EXISTS (SELECT FROM act_type WHERE code = NEW.type AND needs_validator)) THEN
    RAISE EXCEPTION 'an act % is recorded with its validator', NEW.type
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
