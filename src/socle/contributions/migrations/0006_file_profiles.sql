-- Profiles are opened once and never changed; their columns are facts with two times. What was
-- said with a spreadsheet stays as it was said.

SELECT socle_isolate('file_profile'), socle_isolate('deposit_profile');
SELECT socle_append_only('file_profile'), socle_append_only('deposit_profile');
SELECT socle_within_act('file_profile');
SELECT socle_temporal('file_profile_mapping', '{profile_id}');

CREATE FUNCTION contributions_file_profile_digest(act bigint) RETURNS bytea LANGUAGE sql STABLE AS $$
  SELECT sha256(convert_to(string_agg(jsonb_strip_nulls(to_jsonb(p))::text, E'\n' ORDER BY p.id),
                           'UTF8'))
  FROM file_profile p WHERE p.act_id = act
$$;
INSERT INTO act_digest_part VALUES ('file_profile', 'contributions_file_profile_digest(bigint)');

CREATE FUNCTION contributions_find_stray_file_profile() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT 'file profile ' || p.number || ' was written by no act' FROM file_profile p
  WHERE NOT EXISTS (SELECT FROM act WHERE act.id = p.act_id) ORDER BY p.id LIMIT 1
$$;
INSERT INTO audit_check VALUES
  ('file profiles have acts', 'contributions_find_stray_file_profile()');
