-- Who opened the medical part of a claim without being its adviser, and what the adviser says of it.
SELECT socle_isolate(each), socle_append_only(each), socle_within_act(each)
FROM unnest('{medical_access,medical_access_review}'::regclass[]) AS each;

-- Nobody reviews their own access.
CREATE FUNCTION medical_access_reviewed_by_another() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM medical_access a WHERE a.id = NEW.access_id AND a.user_id = NEW.user_id) THEN
    RAISE EXCEPTION 'an access is reviewed by somebody else' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER by_another BEFORE INSERT ON medical_access_review
  FOR EACH ROW EXECUTE FUNCTION medical_access_reviewed_by_another();

CREATE FUNCTION health_act_digest(act bigint) RETURNS bytea LANGUAGE sql STABLE
SET timezone = 'UTC' SET datestyle = 'ISO' AS $$
  SELECT sha256(convert_to(string_agg(said, E'\n' ORDER BY said), 'UTF8')) FROM (
    SELECT 'access ' || jsonb_strip_nulls(to_jsonb(t))::text AS said FROM medical_access t WHERE act_id = act
    UNION ALL SELECT 'review ' || jsonb_strip_nulls(to_jsonb(t))::text
    FROM medical_access_review t WHERE act_id = act
  ) AS written
$$;
INSERT INTO act_digest_part (name, digest, tables) VALUES ('benefits_health',
  'health_act_digest(bigint)', '{medical_access,medical_access_review}');

CREATE FUNCTION health_find_stray() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT kind || ' ' || id || ' was written by no act' FROM (
    SELECT 'medical access' AS kind, id, act_id FROM medical_access
    UNION ALL SELECT 'review of a medical access', id, act_id FROM medical_access_review
  ) AS written WHERE NOT EXISTS (SELECT FROM act WHERE act.id = written.act_id)
  ORDER BY kind, id LIMIT 1
$$;
INSERT INTO audit_check VALUES ('medical accesses have acts', 'health_find_stray()');
