-- What the references of awards, of their terms and of the children of a campaign said a row at a
-- time, said once a statement: fourteen a child were half of what closing a list of a hundred
-- thousand took. What they refer to is never taken away, so that nothing has to be held meanwhile.
CREATE FUNCTION benefits_check_added() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE at integer; is_lost boolean;
BEGIN
  FOR at IN 0 .. TG_NARGS / 2 - 1 LOOP
    -- Planned anew: of one row by index, of a hundred thousand by whole tables.
    EXECUTE format('SELECT EXISTS (SELECT FROM added a WHERE a.%1$I IS NOT NULL AND NOT EXISTS ('
        'SELECT FROM %2$I r WHERE r.fund_id = a.fund_id AND r.id = a.%1$I))',
      TG_ARGV[2 * at], TG_ARGV[2 * at + 1]) INTO is_lost;
    IF is_lost THEN
      RAISE EXCEPTION 'a row of % refers by % to what the fund does not know',
        TG_TABLE_NAME, TG_ARGV[2 * at] USING ERRCODE = 'foreign_key_violation';
    END IF;
  END LOOP;
  RETURN NULL;
END $$;

DO $$
DECLARE each record;
BEGIN
  FOR each IN
    SELECT DISTINCT k.conrelid::regclass AS target, k.conname
    FROM (VALUES ('award', 'person_id'), ('award', 'beneficiary_id'), ('award', 'campaign_id'),
      ('award', 'act_id'), ('award_term', 'award_id'), ('award_term', 'payee_id'),
      ('award_term', 'act_id'), ('campaign_child', 'campaign_id'), ('campaign_child', 'child_id'),
      ('campaign_child', 'award_id'), ('campaign_child', 'act_id'),
      ('award', 'fund_id'), ('award_term', 'fund_id'), ('campaign_child', 'fund_id')) AS v (t, c)
    JOIN pg_constraint k ON k.conrelid = v.t::regclass AND k.contype = 'f'
    JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attname = v.c AND a.attnum = ANY (k.conkey)
    -- A reference carries the fund where a first `migrate` has ended.
    WHERE v.c <> 'fund_id' OR cardinality(k.conkey) = 1
  LOOP
    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', each.target, each.conname);
  END LOOP;
END $$;

CREATE TRIGGER added_refers AFTER INSERT ON award REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION benefits_check_added(
    'person_id', 'person', 'beneficiary_id', 'person', 'campaign_id', 'campaign');
CREATE TRIGGER added_refers AFTER INSERT ON award_term REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION benefits_check_added(
    'award_id', 'award', 'payee_id', 'person');
CREATE TRIGGER added_refers AFTER INSERT ON campaign_child REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION benefits_check_added(
    'campaign_id', 'campaign', 'child_id', 'person', 'award_id', 'award');

-- The act is recorded last: that it is there is asked at the end, of its first row alone.
CREATE CONSTRAINT TRIGGER of_an_act AFTER INSERT ON award
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (registry_awaits_act(NEW.act_id))
  EXECUTE FUNCTION registry_require_act();
CREATE CONSTRAINT TRIGGER of_an_act AFTER INSERT ON award_term
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (registry_awaits_act(NEW.act_id))
  EXECUTE FUNCTION registry_require_act();
CREATE CONSTRAINT TRIGGER of_an_act AFTER INSERT ON campaign_child
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (registry_awaits_act(NEW.act_id))
  EXECUTE FUNCTION registry_require_act();
