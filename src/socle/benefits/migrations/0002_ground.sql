-- Claims and awards: rows added by acts; the terms of an award have two times.
SELECT socle_temporal('award_term', '{award_id}');

SELECT socle_isolate(each), socle_append_only(each), socle_within_act(each)
FROM unnest('{claim,claim_fact,claim_piece,claim_decision,award,decision_term,appeal,appeal_ruling}'::regclass[]) AS each;

-- Whether what an act wrote is believed, as known at an instant (null: at present).
CREATE FUNCTION benefits_is_known(act bigint, known_at timestamptz) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM act a WHERE a.id = $1 AND ($2 IS NULL OR a.recorded_at <= $2))
    AND NOT EXISTS (
      SELECT FROM act r WHERE r.reverses_id = $1 AND ($2 IS NULL OR r.recorded_at <= $2))
$$;

CREATE FUNCTION benefits_act_digest(act bigint) RETURNS bytea LANGUAGE sql STABLE
SET timezone = 'UTC' SET datestyle = 'ISO' AS $$
  SELECT sha256(convert_to(string_agg(said, E'\n' ORDER BY said), 'UTF8')) FROM (
    SELECT 'claim ' || jsonb_strip_nulls(to_jsonb(t))::text AS said FROM claim t WHERE act_id = act
    UNION ALL SELECT 'claim_fact ' || jsonb_strip_nulls(to_jsonb(t))::text FROM claim_fact t WHERE act_id = act
    UNION ALL SELECT 'claim_piece ' || jsonb_strip_nulls(to_jsonb(t))::text FROM claim_piece t WHERE act_id = act
    UNION ALL SELECT 'claim_decision ' || jsonb_strip_nulls(to_jsonb(t) - 'calculation')::text
        || ' ' || t.calculation::text FROM claim_decision t WHERE act_id = act
    UNION ALL SELECT 'award ' || jsonb_strip_nulls(to_jsonb(t))::text FROM award t WHERE act_id = act
    UNION ALL SELECT 'decision_term ' || jsonb_strip_nulls(to_jsonb(t))::text
    FROM claim_decision d JOIN decision_term t ON t.decision_id = d.id WHERE d.act_id = act
    UNION ALL SELECT 'appeal ' || jsonb_strip_nulls(to_jsonb(t))::text FROM appeal t WHERE act_id = act
    UNION ALL SELECT 'appeal_ruling ' || jsonb_strip_nulls(to_jsonb(t))::text FROM appeal_ruling t WHERE act_id = act
  ) AS written
$$;
INSERT INTO act_digest_part (name, digest, tables) VALUES ('benefits', 'benefits_act_digest(bigint)',
  '{claim,claim_fact,claim_piece,claim_decision,award,decision_term,appeal,appeal_ruling}');

CREATE FUNCTION benefits_find_stray() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT kind || ' ' || id || ' was written by no act' FROM (
    SELECT 'claim' AS kind, id, act_id FROM claim
    UNION ALL SELECT 'claim fact', id, act_id FROM claim_fact
    UNION ALL SELECT 'claim piece', id, act_id FROM claim_piece
    UNION ALL SELECT 'claim decision', id, act_id FROM claim_decision
    UNION ALL SELECT 'award', id, act_id FROM award
    UNION ALL SELECT 'term of a decision', t.id, CASE WHEN t.act_id = d.act_id THEN d.act_id END
    FROM decision_term t LEFT JOIN claim_decision d ON d.id = t.decision_id
    UNION ALL SELECT 'appeal', id, act_id FROM appeal
    UNION ALL SELECT 'appeal ruling', id, act_id FROM appeal_ruling
  ) AS written WHERE NOT EXISTS (SELECT FROM act WHERE act.id = written.act_id)
  ORDER BY kind, id LIMIT 1
$$;
INSERT INTO audit_check VALUES ('claims and awards have acts', 'benefits_find_stray()');

-- An award is born of a decision that grants its claim, for the insured of that claim.
CREATE FUNCTION benefits_find_orphan_award() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT 'award ' || a.number || ' was granted by no decision of its claim' FROM award a
  WHERE NOT EXISTS (
    SELECT FROM claim c JOIN claim_decision d ON d.claim_id = c.id
    WHERE c.id = a.claim_id AND c.person_id = a.person_id AND c.benefit = a.benefit
      AND d.act_id = a.act_id AND d.outcome = 'granted')
  ORDER BY a.id LIMIT 1
$$;
INSERT INTO audit_check VALUES ('awards are granted by decisions', 'benefits_find_orphan_award()');

-- What an award gives is what the last decision believed says of it; suspensions and ends take
-- away from it and never add.
CREATE FUNCTION benefits_find_unsaid_term() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT 'award ' || a.number || ' gives ' || t.amount || ' over ' || t.valid
    || ', its last decision does not say so'
  FROM award_term t JOIN award a ON a.id = t.award_id
  WHERE NOT EXISTS (
    SELECT FROM decision_term said
    WHERE said.award_id = t.award_id AND said.amount = t.amount AND said.valid @> t.valid
      AND said.decision_id = (
        SELECT max(d.id) FROM claim_decision d
        WHERE d.claim_id = a.claim_id AND benefits_is_known(d.act_id, NULL)))
  ORDER BY t.id LIMIT 1
$$;
INSERT INTO audit_check VALUES ('awards give what was decided', 'benefits_find_unsaid_term()');

-- Where each claim stands now: its decision that stands, and the appeal that waits for an answer.
CREATE VIEW claim_state WITH (security_invoker = true) AS
SELECT c.fund_id, c.id AS claim_id, c.number, c.person_id, c.benefit, c.event_on, c.filed_on,
  c.channel, c.recorded_at, c.act_id, d.id AS decision_id, d.number AS decision_number, d.outcome,
  d.decided_on, d.amount, a.id AS appeal_id, r.outcome AS ruling
FROM claim c
LEFT JOIN LATERAL (
  SELECT * FROM claim_decision WHERE claim_id = c.id AND benefits_is_known(act_id, NULL)
  ORDER BY id DESC LIMIT 1) d ON true
LEFT JOIN LATERAL (
  SELECT * FROM appeal WHERE decision_id = d.id AND benefits_is_known(act_id, NULL)
  ORDER BY id DESC LIMIT 1) a ON true
LEFT JOIN LATERAL (
  SELECT * FROM appeal_ruling WHERE appeal_id = a.id AND benefits_is_known(act_id, NULL)
  ORDER BY id DESC LIMIT 1) r ON true
WHERE benefits_is_known(c.act_id, NULL);
