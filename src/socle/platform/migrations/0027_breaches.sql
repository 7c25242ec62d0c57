-- What was found, stated, told and closed of a breach of personal data: added, never taken away.
SELECT socle_isolate(each), socle_append_only(each), socle_within_act(each)
FROM unnest('{breach,breach_finding,breach_person,breach_step}'::regclass[]) AS each;

CREATE FUNCTION breach_act_digest(act bigint) RETURNS bytea LANGUAGE sql STABLE
SET timezone = 'UTC' SET datestyle = 'ISO' AS $$
  SELECT sha256(convert_to(string_agg(said, E'\n' ORDER BY said), 'UTF8')) FROM (
    SELECT 'breach ' || jsonb_strip_nulls(to_jsonb(t))::text AS said FROM breach t WHERE act_id = act
    UNION ALL SELECT 'finding ' || jsonb_strip_nulls(to_jsonb(t))::text
    FROM breach_finding t WHERE act_id = act
    UNION ALL SELECT 'person ' || jsonb_strip_nulls(to_jsonb(t))::text
    FROM breach_person t WHERE act_id = act
    UNION ALL SELECT 'step ' || jsonb_strip_nulls(to_jsonb(t))::text
    FROM breach_step t WHERE act_id = act
  ) AS written
$$;
INSERT INTO act_digest_part (name, digest, tables) VALUES ('platform_breach',
  'breach_act_digest(bigint)', '{breach,breach_finding,breach_person,breach_step}');

CREATE FUNCTION breach_find_stray() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT kind || ' ' || id || ' was written by no act' FROM (
    SELECT 'breach' AS kind, id, act_id FROM breach
    UNION ALL SELECT 'finding of a breach', id, act_id FROM breach_finding
    UNION ALL SELECT 'person of a breach', id, act_id FROM breach_person
    UNION ALL SELECT 'step of a breach', id, act_id FROM breach_step
  ) AS written WHERE NOT EXISTS (SELECT FROM act WHERE act.id = written.act_id)
  ORDER BY kind, id LIMIT 1
$$;
INSERT INTO audit_check VALUES ('breaches have acts', 'breach_find_stray()');
