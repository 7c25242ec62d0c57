-- Careers elsewhere, liaison forms, certificates of rights: rows added by acts.
SELECT socle_isolate(each), socle_append_only(each), socle_within_act(each)
FROM unnest('{liaison_form,foreign_period,rights_certificate}'::regclass[]) AS each;

CREATE FUNCTION borders_act_digest(act bigint) RETURNS bytea LANGUAGE sql STABLE
SET timezone = 'UTC' SET datestyle = 'ISO' AS $$
  SELECT sha256(convert_to(string_agg(said, E'\n' ORDER BY said), 'UTF8')) FROM (
    SELECT 'form ' || jsonb_strip_nulls(to_jsonb(t))::text AS said FROM liaison_form t WHERE act_id = act
    UNION ALL SELECT 'period ' || jsonb_strip_nulls(to_jsonb(t))::text FROM foreign_period t WHERE act_id = act
    UNION ALL SELECT 'certificate ' || jsonb_strip_nulls(to_jsonb(t))::text
    FROM rights_certificate t WHERE act_id = act
  ) AS written
$$;
INSERT INTO act_digest_part (name, digest, tables) VALUES ('benefits_borders',
  'borders_act_digest(bigint)', '{liaison_form,foreign_period,rights_certificate}');

CREATE FUNCTION borders_find_stray() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT kind || ' ' || id || ' was written by no act' FROM (
    SELECT 'liaison form' AS kind, id, act_id FROM liaison_form
    UNION ALL SELECT 'foreign period', p.id, CASE WHEN f.id IS NULL OR f.act_id = p.act_id THEN p.act_id END
    FROM foreign_period p LEFT JOIN liaison_form f ON f.id = p.form_id
    UNION ALL SELECT 'certificate of rights', id, act_id FROM rights_certificate
  ) AS written WHERE NOT EXISTS (SELECT FROM act WHERE act.id = written.act_id)
  ORDER BY kind, id LIMIT 1
$$;
INSERT INTO audit_check VALUES ('careers elsewhere have acts', 'borders_find_stray()');
