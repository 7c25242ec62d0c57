-- What the references said a row at a time, and the stamp, said once a statement: the rows added
-- are of the act in progress, and of persons of the fund, who are never taken away.
CREATE FUNCTION registry_check_added() RETURNS trigger LANGUAGE plpgsql
-- A plan is kept from one statement to the next, of one row or of a hundred thousand: by index.
SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  IF EXISTS (SELECT FROM added WHERE act_id IS DISTINCT FROM (SELECT socle_act())
      OR recorded_at IS DISTINCT FROM (SELECT socle_act_at())) THEN
    RAISE EXCEPTION 'a row of % names another act than the one in progress', TG_TABLE_NAME
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF EXISTS (SELECT FROM added a WHERE NOT EXISTS (
      SELECT FROM person p WHERE p.fund_id = a.fund_id AND p.id = a.person_id)) THEN
    RAISE EXCEPTION 'a row of % is of a person whom the fund does not know', TG_TABLE_NAME
      USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;

ALTER TABLE person_civil_status
  DROP CONSTRAINT person_civil_status_act_id_405a0737_fk_act_id,
  DROP CONSTRAINT person_civil_status_person_id_6f4f216d_fk_person_id;
ALTER TABLE person_origin
  DROP CONSTRAINT person_origin_act_id_6c148cfa_fk_act_id,
  DROP CONSTRAINT person_origin_person_id_2482baa0_fk_person_id;

-- A statement that says its act is not stamped a row at a time: it is checked, like any other.
DROP TRIGGER stamp ON person_civil_status;
DROP TRIGGER stamp ON person_origin;
CREATE TRIGGER stamp BEFORE INSERT ON person_civil_status FOR EACH ROW
  WHEN (NEW.act_id IS NULL) EXECUTE FUNCTION temporal_stamp();
CREATE TRIGGER stamp BEFORE INSERT ON person_origin FOR EACH ROW
  WHEN (NEW.act_id IS NULL) EXECUTE FUNCTION temporal_stamp();
CREATE TRIGGER added_within_act AFTER INSERT ON person_civil_status REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION registry_check_added();
CREATE TRIGGER added_within_act AFTER INSERT ON person_origin REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION registry_check_added();

-- The act itself is recorded last: that it is there is asked at the end, of its first row alone.
CREATE FUNCTION registry_awaits_act(act bigint) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('app.act_awaited', true) = act::text THEN
    RETURN false;
  END IF;
  PERFORM set_config('app.act_awaited', act::text, true);
  RETURN true;
END $$;
CREATE FUNCTION registry_require_act() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM act WHERE fund_id = NEW.fund_id AND id = NEW.act_id) THEN
    RAISE EXCEPTION 'a row of % is of an act that was not recorded', TG_TABLE_NAME
      USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER of_an_act AFTER INSERT ON person_civil_status
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (registry_awaits_act(NEW.act_id))
  EXECUTE FUNCTION registry_require_act();
CREATE CONSTRAINT TRIGGER of_an_act AFTER INSERT ON person_origin
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (registry_awaits_act(NEW.act_id))
  EXECUTE FUNCTION registry_require_act();
