-- Campaigns: rows added by acts, a hundred thousand children by one.
SELECT socle_isolate(each), socle_append_only(each), socle_within_act(each)
FROM unnest('{campaign,campaign_child,opening_dismissal}'::regclass[]) AS each;

CREATE FUNCTION campaigns_act_digest(act bigint) RETURNS bytea LANGUAGE sql STABLE
SET timezone = 'UTC' SET datestyle = 'ISO' AS $$
  SELECT sha256(convert_to(string_agg(said, E'\n' ORDER BY said), 'UTF8')) FROM (
    SELECT 'campaign ' || jsonb_strip_nulls(to_jsonb(t))::text AS said FROM campaign t WHERE act_id = act
    -- A hundred thousand children: their own bytes, in the order of their key.
    UNION ALL SELECT 'children ' || encode(sha256(string_agg(int8send(t.id) || int8send(t.fund_id)
      || int8send(t.campaign_id) || int8send(t.child_id) || int8send(t.award_id) || textsend(t.origin),
      ''::bytea ORDER BY t.id)), 'hex')
    FROM campaign_child t WHERE act_id = act HAVING count(*) > 0
    UNION ALL SELECT 'opening ' || jsonb_strip_nulls(to_jsonb(t))::text
    FROM opening_dismissal t WHERE act_id = act
  ) AS written
$$;
INSERT INTO act_digest_part (name, digest, tables) VALUES ('campaigns', 'campaigns_act_digest(bigint)',
  '{campaign,campaign_child,opening_dismissal}');

CREATE FUNCTION campaigns_find_stray() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT kind || ' ' || id || ' was written by no act' FROM (
    SELECT 'campaign' AS kind, id, act_id FROM campaign
    UNION ALL SELECT 'child of a campaign', id, act_id FROM campaign_child
    UNION ALL SELECT 'opening set aside', id, act_id FROM opening_dismissal
  ) AS written WHERE NOT EXISTS (SELECT FROM act WHERE act.id = written.act_id)
  ORDER BY kind, id LIMIT 1
$$;
INSERT INTO audit_check VALUES ('campaigns have acts', 'campaigns_find_stray()');

-- An award is born of a decision that grants its claim, for the insured of that claim; or of the
-- list of its campaign, for a child of that list.
CREATE OR REPLACE FUNCTION benefits_find_orphan_award() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT 'award ' || a.number || CASE WHEN a.campaign_id IS NULL
    THEN ' was granted by no decision of its claim' ELSE ' is in no list of its campaign' END
  FROM award a
  WHERE CASE WHEN a.campaign_id IS NULL THEN NOT EXISTS (
      SELECT FROM claim c JOIN claim_decision d ON d.claim_id = c.id
      WHERE c.id = a.claim_id AND c.person_id = a.person_id AND c.benefit = a.benefit
        AND d.act_id = a.act_id AND d.outcome = 'granted')
    ELSE NOT EXISTS (
      SELECT FROM campaign_child l
      WHERE l.award_id = a.id AND l.campaign_id = a.campaign_id
        AND l.child_id = a.beneficiary_id AND l.act_id = a.act_id) END
  ORDER BY a.id LIMIT 1
$$;

-- And a child of a list has an award of that campaign.
CREATE FUNCTION campaigns_find_empty_line() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT 'child ' || l.child_id || ' of campaign ' || l.campaign_id || ' has no award of it'
  FROM campaign_child l
  WHERE NOT EXISTS (
    SELECT FROM award a WHERE a.id = l.award_id AND a.campaign_id = l.campaign_id
      AND a.beneficiary_id = l.child_id)
  ORDER BY l.id LIMIT 1
$$;
INSERT INTO audit_check VALUES ('campaigns give awards', 'campaigns_find_empty_line()');

-- What an award gives is what the last decision believed says of it, or the amount of its campaign;
-- suspensions and ends take away from it and never add.
CREATE OR REPLACE FUNCTION benefits_find_unsaid_term() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT 'award ' || a.number || ' gives ' || t.amount || ' over ' || t.valid
    || CASE WHEN a.campaign_id IS NULL THEN ', its last decision does not say so'
       ELSE ', its campaign does not say so' END
  FROM award_term t JOIN award a ON a.id = t.award_id
  WHERE CASE WHEN a.campaign_id IS NULL THEN NOT EXISTS (
      SELECT FROM decision_term said
      WHERE said.award_id = t.award_id AND said.amount = t.amount AND said.valid @> t.valid
        AND said.decision_id = (
          SELECT max(d.id) FROM claim_decision d
          WHERE d.claim_id = a.claim_id AND benefits_is_known(d.act_id, NULL)))
    ELSE NOT EXISTS (
      SELECT FROM campaign c WHERE c.id = a.campaign_id AND c.amount = t.amount) END
  ORDER BY t.id LIMIT 1
$$;

-- The children that a campaign looks at, and where each stands: those whom a holder of the award
-- bears on the day, and their children whom nobody bears. `by_charge`: the country's law knows who
-- bears a child; elsewhere filiation is enough. Two files of one child are one child, once. Who is
-- disabled needs no school certificate. `as_of('infinity')`: what the register believes now.
CREATE FUNCTION campaign_children(campaign bigint, by_charge boolean)
RETURNS TABLE (child_id bigint, person_id bigint, payee_id bigint, standing text)
LANGUAGE sql STABLE
-- Whole families are held against whole tables: looked up child by child, they took minutes.
SET enable_nestloop = off AS $$
  WITH asked AS MATERIALIZED (
    SELECT * FROM campaign c WHERE c.id = $1
  ), holder AS MATERIALIZED (
    SELECT a.id, a.person_id, t.payee_id, t.status
    FROM award a JOIN award_term t ON t.award_id = a.id
    WHERE a.benefit = (SELECT of_benefit FROM asked) AND t.valid @> (SELECT judged_on FROM asked)
  ), borne AS MATERIALIZED (
    SELECT d.dependant_id, d.bearer_id, d.payee_id FROM dependency_as_of('infinity') d
    WHERE d.benefit = 'family' AND d.ended_for = '' AND d.valid @> (SELECT judged_on FROM asked)
  ), married AS MATERIALIZED (
    SELECT m.husband_id AS person_id, m.wife_id AS other_id FROM marriage_as_of('infinity') m
    UNION SELECT m.wife_id, m.husband_id FROM marriage_as_of('infinity') m
  ), tied AS MATERIALIZED (
    SELECT f.child_id, f.parent_id FROM filiation_as_of('infinity') f
    WHERE f.valid @> (SELECT judged_on FROM asked)
  ), studying AS MATERIALIZED (
    SELECT c.person_id FROM schooling_as_of('infinity') c
    WHERE c.valid @> (SELECT judged_on FROM asked)
    UNION SELECT x.person_id FROM disability_as_of('infinity') x
    WHERE x.valid @> (SELECT judged_on FROM asked)
  ), found AS (
    SELECT h.id, h.person_id, coalesce(b.payee_id, h.payee_id) AS payee_id, h.status,
      b.dependant_id AS child_id, true AS is_borne
    FROM holder h JOIN borne b ON b.bearer_id = h.person_id
    WHERE by_charge AND NOT EXISTS (
      SELECT FROM married m WHERE m.person_id = b.bearer_id AND m.other_id = b.dependant_id)
    UNION ALL
    SELECT h.id, h.person_id, h.payee_id, h.status, f.child_id, NOT by_charge
    FROM holder h JOIN tied f ON f.parent_id = h.person_id
    LEFT JOIN borne b ON b.dependant_id = f.child_id
    WHERE NOT by_charge OR b.dependant_id IS NULL
  ), one AS (
    SELECT DISTINCT ON (coalesce(k.kept_id, f.child_id)) f.*, coalesce(k.kept_id, f.child_id) AS kept
    FROM found f LEFT JOIN person_alias_as_of('infinity') k
      ON k.person_id = f.child_id AND upper_inf(k.valid)
    ORDER BY coalesce(k.kept_id, f.child_id), f.is_borne DESC, f.status, f.id
  ), given AS MATERIALIZED (
    SELECT l.child_id FROM campaign_child l WHERE l.campaign_id = $1
  )
  SELECT o.kept, o.person_id, o.payee_id, CASE
    WHEN g.child_id IS NOT NULL THEN 'given'
    WHEN d.person_id IS NOT NULL THEN 'dead'
    WHEN s.birth_on IS NULL THEN 'birth_unknown'
    WHEN s.birth_on + make_interval(years => q.age_from) > q.judged_on THEN 'too_young'
    WHEN s.birth_on + make_interval(years => q.age_to + 1) <= q.judged_on THEN 'too_old'
    WHEN NOT o.is_borne THEN 'not_borne'
    WHEN o.status <> 'active' THEN 'suspended'
    WHEN q.needs_certificate AND c.person_id IS NULL THEN 'no_certificate'
    ELSE 'eligible' END
  FROM one o CROSS JOIN asked q
  LEFT JOIN person_civil_status_as_of('infinity') s ON s.person_id = o.kept AND upper_inf(s.valid)
  LEFT JOIN insured_death d ON d.person_id = o.kept
  LEFT JOIN studying c ON c.person_id = o.kept
  LEFT JOIN given g ON g.child_id = o.kept
$$;
