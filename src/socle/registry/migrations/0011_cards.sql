-- Insured's cards and certificates.
SELECT socle_temporal('card_state', '{person_id,card_id}');
SELECT socle_isolate('insured_card'), socle_isolate('register_certificate');
SELECT socle_append_only('insured_card'), socle_append_only('register_certificate');
SELECT socle_within_act('insured_card'), socle_within_act('register_certificate');

ALTER TABLE insured_card
  ADD CONSTRAINT insured_card_lasts CHECK (expires_on > issued_on),
  ADD CONSTRAINT insured_card_of_person UNIQUE (fund_id, id, person_id);
ALTER TABLE card_state
  ADD CONSTRAINT card_state_known
    CHECK (state IN ('made', 'held', 'lost', 'stolen', 'cancelled', 'replaced')),
  -- A card is its holder's alone.
  ADD CONSTRAINT card_state_of_holder
    FOREIGN KEY (fund_id, card_id, person_id) REFERENCES insured_card (fund_id, id, person_id),
  -- Nobody has two cards that serve on one day.
  ADD CONSTRAINT card_state_one_serves
    EXCLUDE USING gist (fund_id WITH =, person_id WITH =, valid WITH &&)
    WHERE (state IN ('made', 'held'));
ALTER TABLE register_certificate
  ADD CONSTRAINT register_certificate_kind
    CHECK (kind IN ('registration', 'affiliation', 'family_situation')),
  ADD CONSTRAINT register_certificate_of_one CHECK (num_nonnulls(person_id, employer_id) = 1);

CREATE FUNCTION registry_cards_digest(act bigint) RETURNS bytea LANGUAGE sql STABLE AS $$
  SELECT sha256(convert_to(string_agg(said, E'\n' ORDER BY said), 'UTF8')) FROM (
    SELECT 'card ' || jsonb_strip_nulls(to_jsonb(c))::text AS said
    FROM insured_card c WHERE act_id = act
    UNION ALL SELECT 'certificate ' || jsonb_strip_nulls(to_jsonb(r))::text
    FROM register_certificate r WHERE act_id = act
  ) AS written
$$;
INSERT INTO act_digest_part VALUES ('registry_cards', 'registry_cards_digest(bigint)',
  ARRAY['insured_card', 'register_certificate']::regclass[]);

CREATE FUNCTION registry_find_stray_card() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT kind || ' ' || id || ' was written by no act' FROM (
    SELECT 'card' AS kind, id, act_id FROM insured_card
    UNION ALL SELECT 'certificate', id, act_id FROM register_certificate
  ) AS told WHERE NOT EXISTS (SELECT FROM act WHERE act.id = told.act_id)
  ORDER BY kind, id LIMIT 1
$$;
INSERT INTO audit_check VALUES ('cards and certificates have acts', 'registry_find_stray_card()');
