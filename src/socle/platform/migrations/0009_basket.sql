-- The work basket: drafts, and decisions that the database itself holds to two persons.

SELECT socle_isolate('act_draft');
REVOKE UPDATE, DELETE, TRUNCATE ON act_draft FROM socle_app;
GRANT UPDATE (fields, evidence, wanting, saved_by_id, saved_at, closed_by_id, closed_at, outcome,
  reason) ON act_draft TO socle_app;

CREATE FUNCTION act_draft_stays_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.closed_at IS NOT NULL THEN
    RAISE EXCEPTION 'the draft % is closed', OLD.number USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER stays_closed BEFORE UPDATE ON act_draft
  FOR EACH ROW EXECUTE FUNCTION act_draft_stays_closed();

-- A proposal is decided once, by one person, in one way.
CREATE FUNCTION act_proposal_decided_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.decided_at IS NOT NULL THEN
    RAISE EXCEPTION 'the proposal % is decided', OLD.number USING ERRCODE = 'check_violation';
  END IF;
  IF (NEW.decided_at IS NULL) <> (NEW.decided_by_id IS NULL) THEN
    RAISE EXCEPTION 'the proposal % is decided by somebody, at some instant', OLD.number
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER decided_once BEFORE UPDATE ON act_proposal
  FOR EACH ROW EXECUTE FUNCTION act_proposal_decided_once();

-- Nobody is named as the validator of an act of the catalogue who did not decide on it: there is
-- its proposal, by the same author, under the same key, decided by that person and not refused.
CREATE FUNCTION act_require_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.validator_id IS NOT NULL AND EXISTS (SELECT FROM act_type WHERE code = NEW.type)
     AND NOT EXISTS (
       SELECT FROM act_claim c JOIN act_proposal p ON p.fund_id = c.fund_id AND p.key = c.key
       WHERE c.fund_id = NEW.fund_id AND c.act_id = NEW.id AND p.type = NEW.type
         AND p.author_id = NEW.author_id AND p.decided_by_id = NEW.validator_id
         AND p.refusal = '') THEN
    RAISE EXCEPTION 'nobody decided on the act % as its validator', NEW.number
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER decided AFTER INSERT ON act DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION act_require_decision();
