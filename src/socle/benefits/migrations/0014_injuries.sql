-- The register of work injuries: what was declared, certified, decided and found of each.
SELECT socle_isolate(each), socle_append_only(each), socle_within_act(each)
FROM unnest('{work_injury,injury_certificate,injury_decision,injury_outcome,claim_injury}'::regclass[]) AS each;

-- Lists go by the day of declaration, and stop after a page.
CREATE INDEX work_injury_declared ON work_injury (fund_id, declared_on, id);
CREATE INDEX work_injury_of_employer ON work_injury (fund_id, employer_id, declared_on, id);

-- A relapse is decided on a certificate of its own injury.
CREATE FUNCTION injury_rows_agree() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.certificate_id IS NOT NULL AND NOT EXISTS (
      SELECT FROM injury_certificate c WHERE c.id = NEW.certificate_id AND c.injury_id = NEW.injury_id) THEN
    RAISE EXCEPTION 'a relapse is decided on a certificate of its own injury' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER of_one_injury BEFORE INSERT ON injury_decision
  FOR EACH ROW EXECUTE FUNCTION injury_rows_agree();

CREATE FUNCTION injury_act_digest(act bigint) RETURNS bytea LANGUAGE sql STABLE
SET timezone = 'UTC' SET datestyle = 'ISO' AS $$
  SELECT sha256(convert_to(string_agg(said, E'\n' ORDER BY said), 'UTF8')) FROM (
    SELECT 'injury ' || jsonb_strip_nulls(to_jsonb(t))::text AS said FROM work_injury t WHERE act_id = act
    UNION ALL SELECT 'certificate ' || jsonb_strip_nulls(to_jsonb(t))::text FROM injury_certificate t WHERE act_id = act
    UNION ALL SELECT 'decision ' || jsonb_strip_nulls(to_jsonb(t))::text FROM injury_decision t WHERE act_id = act
    UNION ALL SELECT 'outcome ' || jsonb_strip_nulls(to_jsonb(t))::text FROM injury_outcome t WHERE act_id = act
    UNION ALL SELECT 'claim ' || jsonb_strip_nulls(to_jsonb(t))::text FROM claim_injury t WHERE act_id = act
  ) AS written
$$;
INSERT INTO act_digest_part (name, digest, tables) VALUES ('benefits_injuries', 'injury_act_digest(bigint)',
  '{work_injury,injury_certificate,injury_decision,injury_outcome,claim_injury}');

CREATE FUNCTION injury_find_stray() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT kind || ' ' || id || ' was written by no act' FROM (
    SELECT 'work injury' AS kind, id, act_id FROM work_injury
    UNION ALL SELECT 'certificate of an injury', id, act_id FROM injury_certificate
    UNION ALL SELECT 'decision on an injury', id, act_id FROM injury_decision
    UNION ALL SELECT 'outcome of an injury', id, act_id FROM injury_outcome
    UNION ALL SELECT 'injury of a claim', id, act_id FROM claim_injury
  ) AS written WHERE NOT EXISTS (SELECT FROM act WHERE act.id = written.act_id)
  ORDER BY kind, id LIMIT 1
$$;
INSERT INTO audit_check VALUES ('work injuries have acts', 'injury_find_stray()');

-- Nobody is cured of what was not recognised.
CREATE FUNCTION injury_find_unfounded() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT 'outcome of injury ' || i.number || ' before anybody recognised it'
  FROM injury_outcome o JOIN work_injury i ON i.id = o.injury_id
  WHERE NOT EXISTS (
    SELECT FROM injury_decision d WHERE d.injury_id = o.injury_id AND d.about = 'character'
      AND d.outcome = 'recognised' AND d.act_id < o.act_id)
  ORDER BY o.id LIMIT 1
$$;
INSERT INTO audit_check VALUES ('injuries end once recognised', 'injury_find_unfounded()');
