SELECT socle_temporal('person_contact', '{person_id}'),
       socle_temporal('person_account', '{person_id}'),
       socle_temporal('employer_account', '{employer_id}');
SELECT socle_isolate('change_notice'), socle_isolate('change_notice_sent');
SELECT socle_append_only('change_notice'), socle_append_only('change_notice_sent');
SELECT socle_within_act('change_notice'), socle_within_act('change_notice_sent');

ALTER TABLE person_account
  ADD CONSTRAINT person_account_kind CHECK (kind IN ('bank', 'wallet')),
  ADD CONSTRAINT person_account_state CHECK (state IN ('open', 'stopped'));
ALTER TABLE employer_account
  ADD CONSTRAINT employer_account_kind CHECK (kind IN ('bank', 'wallet')),
  ADD CONSTRAINT employer_account_state CHECK (state IN ('open', 'stopped'));
ALTER TABLE change_notice
  ADD CONSTRAINT change_notice_of_one CHECK (num_nonnulls(person_id, employer_id) = 1),
  ADD CONSTRAINT change_notice_channel CHECK (channel IN ('sms', 'email', 'post'));

CREATE FUNCTION registry_notices_digest(act bigint) RETURNS bytea LANGUAGE sql STABLE AS $$
  SELECT sha256(convert_to(string_agg(said, E'\n' ORDER BY said), 'UTF8')) FROM (
    SELECT 'notice ' || jsonb_strip_nulls(to_jsonb(n))::text AS said
    FROM change_notice n WHERE act_id = act
    UNION ALL SELECT 'sent ' || jsonb_strip_nulls(to_jsonb(s))::text
    FROM change_notice_sent s WHERE act_id = act
  ) AS written
$$;
INSERT INTO act_digest_part VALUES ('registry_notices', 'registry_notices_digest(bigint)');

CREATE FUNCTION registry_find_stray_notice() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT kind || ' ' || id || ' was written by no act' FROM (
    SELECT 'notice' AS kind, id, act_id FROM change_notice
    UNION ALL SELECT 'sending', id, act_id FROM change_notice_sent
  ) AS told WHERE NOT EXISTS (SELECT FROM act WHERE act.id = told.act_id)
  ORDER BY kind, id LIMIT 1
$$;
INSERT INTO audit_check VALUES ('notices of changes have acts', 'registry_find_stray_notice()');
