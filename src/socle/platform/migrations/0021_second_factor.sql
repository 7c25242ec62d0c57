SELECT socle_temporal('factor_policy', '{fund_id,role}');
-- A code on paper is used once and for good.
CREATE FUNCTION paper_code_used_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.used_at IS NOT NULL OR NEW.used_at IS NULL THEN
    RAISE EXCEPTION 'a code on paper is used once' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER used_once BEFORE UPDATE ON paper_code
  FOR EACH ROW EXECUTE FUNCTION paper_code_used_once();
REVOKE UPDATE, TRUNCATE ON paper_code FROM socle_app;
GRANT UPDATE (used_at) ON paper_code TO socle_app;
