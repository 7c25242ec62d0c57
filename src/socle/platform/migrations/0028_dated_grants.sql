-- A belief about who holds which role is written once, stamped by the database, and ended once.
CREATE FUNCTION role_grant_believed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    NEW.recorded_at := clock_timestamp();
    NEW.ended_at := NULL;
    RETURN NEW;
  END IF;
  IF TG_OP = 'DELETE' OR OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL
     OR (to_jsonb(NEW) - 'ended_at') <> (to_jsonb(OLD) - 'ended_at') THEN
    RAISE EXCEPTION 'what was believed of a role is not rewritten'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  NEW.ended_at := clock_timestamp();
  RETURN NEW;
END $$;
CREATE TRIGGER believed BEFORE INSERT OR UPDATE OR DELETE ON role_grant
  FOR EACH ROW EXECUTE FUNCTION role_grant_believed();
REVOKE UPDATE, DELETE, TRUNCATE ON role_grant FROM socle_app;
GRANT UPDATE (ended_at) ON role_grant TO socle_app;

-- Nobody decides on what an agency entered who serves other agencies alone, or serves no more.
-- Which roles decide is the code's to know. A grant of any day between the decision and the present
-- will do, and the fund's own day is at most one away: a proposal is tried on the day it was made.
CREATE FUNCTION act_proposal_decided_where() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.decided_by_id IS NOT NULL AND OLD.decided_by_id IS NULL AND NOT EXISTS (
    SELECT FROM role_grant g
    WHERE g.user_id = coalesce(NEW.decided_for_id, NEW.decided_by_id) AND g.fund_id = NEW.fund_id
      AND g.ended_at IS NULL AND (g.agency = '' OR g.agency = ANY (NEW.agencies))
      AND g.valid && daterange(least(NEW.decided_at::date, current_date) - 1,
        greatest(NEW.decided_at::date, current_date) + 1, '[]')) THEN
    RAISE EXCEPTION 'the proposal % is decided by somebody of its agency', NEW.number
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER decided_where BEFORE UPDATE ON act_proposal
  FOR EACH ROW EXECUTE FUNCTION act_proposal_decided_where();
