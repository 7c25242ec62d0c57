-- Exchanges: a journal and its evidence that only grow, queues whose state alone moves, and acts.
SELECT socle_temporal('exchange_link', '{user_id}'), socle_temporal('exchange_policy', '{kind}');

SELECT socle_isolate(each) FROM unnest(
  '{exchange_credential,exchange_message,exchange_evidence,exchange_event,exchange_request,'
  'exchange_link_state,fact_check,discrepancy,discrepancy_decision}'::regclass[]) AS each;
SELECT socle_append_only(each) FROM unnest(
  '{exchange_credential,exchange_message,fact_check,discrepancy,discrepancy_decision}'::regclass[]) AS each;
SELECT socle_within_act(each) FROM unnest(
  '{exchange_credential,discrepancy_decision}'::regclass[]) AS each;

ALTER TABLE exchange_link
  ADD CONSTRAINT exchange_link_transport CHECK (transport IN ('https', 'xroad', 'file')),
  ADD CONSTRAINT exchange_link_signature
    CHECK (signature IN ('http_signature', 'jws', 'detached_jws', 'none')),
  -- Whoever is no sandbox shows by a signature who they are.
  ADD CONSTRAINT exchange_link_signed CHECK (signature <> 'none' OR is_sandbox OR transport <> 'https'
    OR NOT ports && '{civil,enrolment}'::varchar[]);
ALTER TABLE exchange_policy ADD CONSTRAINT exchange_policy_response
  CHECK (response IN ('apply', 'propose', 'queue', 'ignore'));
ALTER TABLE exchange_message
  ADD CONSTRAINT exchange_message_direction CHECK (direction IN ('in', 'out')),
  ADD CONSTRAINT exchange_message_status CHECK (status IN ('rcvd', 'pdng', 'succ', 'rjct'));
ALTER TABLE exchange_event ADD CONSTRAINT exchange_event_known CHECK (state IN
  ('waiting', 'proposed', 'done', 'ignored', 'to_decide', 'abandoned'));
ALTER TABLE exchange_request ADD CONSTRAINT exchange_request_known CHECK (state IN
  ('waiting', 'sent', 'answered', 'refused', 'given_up', 'abandoned'));
ALTER TABLE fact_check ADD CONSTRAINT fact_check_score CHECK (score BETWEEN 0 AND 100);
ALTER TABLE discrepancy ADD CONSTRAINT discrepancy_kind
  CHECK (kind IN ('identity', 'company', 'wage'));
ALTER TABLE discrepancy_decision ADD CONSTRAINT discrepancy_decision_known
  CHECK (outcome IN ('ours', 'theirs', 'control', 'dismissed'));
-- One discrepancy, one answer.
REVOKE TRUNCATE, DELETE ON exchange_event, exchange_request, exchange_link_state FROM socle_app;
REVOKE TRUNCATE, UPDATE, DELETE ON exchange_evidence FROM socle_app;

-- What was told never changes; only how far it was dealt with. Once its day is over it is forgotten.
CREATE FUNCTION exchange_keep_content() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user <> 'socle_app' AND NEW.sealed = '' THEN
    OLD.sealed := '';
  END IF;
  IF to_jsonb(OLD) - '{state,attempts,next_at,outcome,facts,act_id,proposal,subject_number,settled_at}'::text[]
    IS DISTINCT FROM
    to_jsonb(NEW) - '{state,attempts,next_at,outcome,facts,act_id,proposal,subject_number,settled_at}'::text[]
  THEN
    RAISE EXCEPTION 'what a message says is not changed' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER content_kept BEFORE UPDATE ON exchange_event
  FOR EACH ROW EXECUTE FUNCTION exchange_keep_content();
CREATE TRIGGER content_kept BEFORE UPDATE ON exchange_request
  FOR EACH ROW EXECUTE FUNCTION exchange_keep_content();

-- Takes a message in: journal, evidence, its events, the call recorded and counted, or nothing.
-- No row: the token opens nothing that day or not this, or it called too often. `link_act` is the
-- act of the link that the signature was held against: another one since, and it is checked anew.
CREATE FUNCTION exchange_accept(
  fund bigint, partner bigint, secret text, today date, agreed_to text[], scope text,
  link_act bigint, now timestamptz, asking text, span interval,
  of_transport text, of_service text, name text, transaction text, sha bytea, bytes integer,
  evidence bytea, until date, kinds text[], refs text[], days date[], contents bytea[],
  digests bytea[]
) RETURNS TABLE (outcome text, message bigint) LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  entered record;
  made bigint;
BEGIN
  PERFORM set_config('app.fund', fund::text, true);
  IF secret IS NULL THEN
    -- Known otherwise than by a token: by the bus's server, by the signature of a file.
    SELECT a.act_id, a.scopes, a.calls_per_minute INTO entered FROM agreed_partner a
    WHERE a.user_id = partner AND a.valid @> today AND scope = ANY(a.scopes);
  ELSE
    SELECT e.act_id, e.scopes, e.calls_per_minute INTO entered
    FROM partner_entry(partner, secret, today) e
    WHERE scope = ANY(e.scopes) AND (agreed_to IS NULL OR scope = ANY(agreed_to));
  END IF;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  IF NOT EXISTS (SELECT FROM exchange_link l
    WHERE l.user_id = partner AND l.valid @> today AND l.act_id = link_act) THEN
    RETURN QUERY SELECT 'link_changed'::text, 0::bigint;
    RETURN;
  END IF;
  IF asked_once_more(asking, entered.calls_per_minute, span, now) IS NULL THEN
    RETURN;
  END IF;
  INSERT INTO exchange_message (fund_id, user_id, agreed_by_id, direction, transport, service,
    message_id, transaction_id, subject_kind, subject_number, reference, at, sha256, size, status,
    reason)
  VALUES (fund, partner, entered.act_id, 'in', of_transport, of_service, name, transaction, '', '',
    '', now, sha, bytes, 'rcvd', '')
  ON CONFLICT (fund_id, user_id, direction, message_id) DO NOTHING RETURNING id INTO made;
  IF made IS NULL THEN
    PERFORM partner_note(fund, partner, entered.act_id, of_service, '', '', 'repeated', now);
    RETURN QUERY SELECT 'repeated'::text, m.id FROM exchange_message m
      WHERE m.user_id = partner AND m.direction = 'in' AND m.message_id = name;
    RETURN;
  END IF;
  INSERT INTO exchange_evidence (fund_id, message_id, sealed, kept_until)
  VALUES (fund, made, evidence, until);
  INSERT INTO exchange_event (fund_id, user_id, message_id, kind, reference, occurred_on, sealed,
    digest, state, attempts, next_at, outcome, facts, proposal, subject_number)
  SELECT fund, partner, made, e.kind, e.reference, e.day, e.content, e.digest, 'waiting', 0, now, '',
    '{}', '', ''
  FROM unnest(kinds, refs, days, contents, digests) AS e (kind, reference, day, content, digest)
  ON CONFLICT (fund_id, user_id, reference, digest) DO NOTHING;
  PERFORM partner_note(fund, partner, entered.act_id, of_service, '', '', 'done', now);
  RETURN QUERY SELECT 'taken'::text, made;
END $$;

-- Forgets the evidence whose day is over, and sooner that of which every event was of nobody whom the
-- fund knows; then what those events said. The journal keeps its digest. The only way to delete it.
CREATE FUNCTION exchange_forget_evidence(before date, strangers date, most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  forgotten integer;
BEGIN
  DELETE FROM exchange_evidence WHERE message_id IN (
    SELECT x.message_id FROM exchange_evidence x JOIN exchange_message m ON m.id = x.message_id
    WHERE x.fund_id = socle_fund() AND (x.kept_until < least(before, current_date)
      OR (m.at < least(strangers, current_date)
        AND EXISTS (SELECT FROM exchange_event e WHERE e.message_id = m.id)
        AND NOT EXISTS (SELECT FROM exchange_event e
          WHERE e.message_id = m.id AND e.state <> 'ignored')))
    LIMIT most);
  GET DIAGNOSTICS forgotten = ROW_COUNT;
  UPDATE exchange_event e SET sealed = '' WHERE e.fund_id = socle_fund() AND e.sealed <> ''
    AND e.state IN ('done', 'ignored', 'abandoned')
    AND NOT EXISTS (SELECT FROM exchange_evidence x WHERE x.message_id = e.message_id);
  RETURN forgotten;
END $$;

-- Which message is behind an act: the key of the act names the event, and only the account of the
-- partner that told of it makes such acts. Other facts are declared.
CREATE VIEW fact_origin WITH (security_invoker = true) AS
SELECT a.fund_id, a.id AS act_id, e.id AS event_id, e.message_id
FROM act a JOIN act_key c ON c.fund_id = a.fund_id AND c.act_id = a.id
  AND c.key >= 'exchange:' AND c.key < 'exchange;' AND c.key ~ '^exchange:[0-9]{1,18}:'
JOIN exchange_event e ON e.id = split_part(c.key, ':', 2)::bigint AND e.user_id = a.author_id;

-- Discrepancies that nobody has decided.
CREATE VIEW discrepancy_open WITH (security_invoker = true) AS
SELECT d.* FROM discrepancy d
WHERE NOT EXISTS (SELECT FROM discrepancy_decision x WHERE x.discrepancy_id = d.id);

CREATE FUNCTION exchange_act_digest(act bigint) RETURNS bytea LANGUAGE sql STABLE
SET timezone = 'UTC' SET datestyle = 'ISO' SET bytea_output = 'hex' AS $$
  SELECT sha256(convert_to(string_agg(said, E'\n' ORDER BY said), 'UTF8')) FROM (
    SELECT 'credential ' || jsonb_strip_nulls(to_jsonb(t))::text AS said
    FROM exchange_credential t WHERE act_id = act
    UNION ALL SELECT 'decision ' || jsonb_strip_nulls(to_jsonb(t))::text
    FROM discrepancy_decision t WHERE act_id = act
  ) AS written
$$;
INSERT INTO act_digest_part (name, digest, tables) VALUES ('exchange', 'exchange_act_digest(bigint)',
  '{exchange_credential,discrepancy_decision}');

CREATE FUNCTION exchange_find_stray() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT kind || ' ' || id || ' was written by no act' FROM (
    SELECT 'credential' AS kind, id, act_id FROM exchange_credential
    UNION ALL SELECT 'decision on a discrepancy', id, act_id FROM discrepancy_decision
  ) AS written WHERE NOT EXISTS (SELECT FROM act WHERE act.id = written.act_id)
  ORDER BY kind, id LIMIT 1
$$;
INSERT INTO audit_check VALUES ('exchanges have acts', 'exchange_find_stray()');

-- An event that says it was done names the act or the proposal, or why there was none.
CREATE FUNCTION exchange_find_unexplained() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT 'event ' || id || ' is ' || state || ' without act, proposal or reason' FROM exchange_event
  WHERE state IN ('done', 'proposed', 'ignored', 'abandoned') AND act_id IS NULL AND proposal = ''
    AND outcome = '' ORDER BY id LIMIT 1
$$;
INSERT INTO audit_check VALUES ('events are explained', 'exchange_find_unexplained()');
