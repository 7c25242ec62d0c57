-- What is paid out: rows added by acts, and what keeps them right under any crash.
SELECT socle_temporal('paying_account', '{fund_id,channel,agency}'),
  socle_temporal('chart_account', '{fund_id,account,branch}');

SELECT socle_isolate(each), socle_append_only(each), socle_within_act(each)
FROM unnest('{payment_lot,lot_step,lot_file,payment_order,order_event,return_file,return_line,return_answer}'::regclass[]) AS each;

ALTER TABLE paying_account
  ADD CONSTRAINT paying_account_channel CHECK (channel IN ('bank', 'wallet', 'cash')),
  ADD CONSTRAINT paying_account_form CHECK (form IN ('pain001', 'cfonb160', 'fixed', 'gsma', 'list'));
ALTER TABLE payment_lot
  ADD CONSTRAINT payment_lot_kind CHECK (kind IN ('regular', 'test'));
ALTER TABLE lot_step ADD CONSTRAINT lot_step_known CHECK (step IN
  ('calculated', 'named', 'controlled', 'validated', 'endorsed', 'sent', 'closed', 'discarded'));
ALTER TABLE order_event ADD CONSTRAINT order_event_known CHECK (kind IN
  ('held', 'accepted', 'paid', 'rejected', 'returned', 'to_replay'));
ALTER TABLE return_line ADD CONSTRAINT return_line_outcome CHECK (outcome IN
  ('taken', 'already', 'unknown', 'other_amount', 'not_sent', 'replayed'));

-- Where a lot stands: the last step that it passed, and its totals there.
CREATE VIEW lot_state WITH (security_invoker = true) AS
SELECT l.fund_id, l.id AS lot_id, l.number, l.kind, l.channel, l.agency, l.form, l.label, l.pay_on,
  l.act_id, l.recorded_at, s.steps, s.steps[array_upper(s.steps, 1)] AS stage, s.orders, s.amount,
  s.accounts_sha256
FROM payment_lot l LEFT JOIN LATERAL (
  SELECT array_agg(step::text ORDER BY id) AS steps,
    (array_agg(orders ORDER BY id DESC))[1] AS orders,
    (array_agg(amount ORDER BY id DESC))[1] AS amount,
    (array_agg(accounts_sha256 ORDER BY id DESC))[1] AS accounts_sha256
  FROM lot_step WHERE lot_id = l.id) s ON true;

-- Where an order stands. What came back last decides; one that is replayed is over.
CREATE VIEW order_state WITH (security_invoker = true) AS
SELECT o.fund_id, o.id AS order_id, o.number, o.lot_id, l.number AS lot_number, l.kind, l.channel,
  l.agency, l.pay_on, o.run_id, o.payee_id, o.amount, o.account, o.name, o.replaces_id,
  o.recorded_at, coalesce(e.kinds, '{}') AS kinds, coalesce(e.reason, '') AS reason, e.value_on,
  CASE
    WHEN 'to_replay' = ANY (e.kinds) THEN 'replayed'
    WHEN 'returned' = ANY (e.kinds) THEN 'returned'
    WHEN 'paid' = ANY (e.kinds) THEN 'paid'
    WHEN 'rejected' = ANY (e.kinds) THEN 'rejected'
    WHEN 'discarded' = ANY (l.steps) THEN 'discarded'
    WHEN 'held' = ANY (e.kinds) THEN 'held'
    WHEN 'accepted' = ANY (e.kinds) THEN 'accepted'
    WHEN 'sent' = ANY (l.steps) THEN 'sent'
    ELSE 'prepared' END AS state
FROM payment_order o
JOIN (SELECT p.id, p.number, p.kind, p.channel, p.agency, p.pay_on,
    (SELECT array_agg(step::text) FROM lot_step WHERE lot_id = p.id) AS steps
  FROM payment_lot p) l ON l.id = o.lot_id
LEFT JOIN LATERAL (
  SELECT array_agg(kind::text) AS kinds, (array_agg(reason ORDER BY id DESC))[1] AS reason,
    (array_agg(value_on ORDER BY id DESC))[1] AS value_on
  FROM order_event WHERE order_id = o.id) e ON true;

-- Lines of returned files that wait for a person.
CREATE VIEW return_waiting WITH (security_invoker = true) AS
SELECT x.fund_id, x.id AS line_id, x.file_id, f.number AS file_number, f.form, x.position,
  x.reference, x.answer, x.amount, x.reason, x.value_on, x.outcome, x.order_id
FROM return_line x JOIN return_file f ON f.id = x.file_id
WHERE x.outcome NOT IN ('taken', 'already')
  AND NOT EXISTS (SELECT FROM return_answer a WHERE a.line_id = x.id);

-- An order is paid once: the database says so, whoever writes.
CREATE FUNCTION payments_check_events() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE wrong text;
BEGIN
  SELECT o.number || ' ' || a.kind INTO wrong FROM added a JOIN payment_order o ON o.id = a.order_id
  JOIN LATERAL (SELECT coalesce(array_agg(kind::text), '{}') AS kinds FROM order_event
    WHERE order_id = o.id AND id <> a.id) e ON true
  JOIN LATERAL (SELECT coalesce(array_agg(step::text), '{}') AS steps FROM lot_step
    WHERE lot_id = o.lot_id) s ON true
  WHERE CASE a.kind
    WHEN 'held' THEN s.steps && '{controlled,discarded}'
    WHEN 'to_replay' THEN NOT e.kinds && '{rejected,returned,held}'
      OR ('paid' = ANY (e.kinds) AND NOT 'returned' = ANY (e.kinds))
    ELSE NOT 'sent' = ANY (s.steps) OR e.kinds && '{held,to_replay}' END
  LIMIT 1;
  IF wrong IS NOT NULL THEN
    RAISE EXCEPTION 'order % cannot be', wrong USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER paid_once AFTER INSERT ON order_event REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION payments_check_events();

CREATE FUNCTION payments_check_replacing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM added a JOIN payment_order o ON o.id = a.replaces_id
    WHERE (o.payee_id, o.run_id, o.amount) IS DISTINCT FROM (a.payee_id, a.run_id, a.amount)
      OR NOT (EXISTS (SELECT FROM order_event WHERE order_id = o.id AND kind = 'to_replay')
        OR EXISTS (SELECT FROM lot_step WHERE lot_id = o.lot_id AND step = 'discarded'))) THEN
    RAISE EXCEPTION 'an order replaces one that may still be paid' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER replaces_what_is_over AFTER INSERT ON payment_order REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION payments_check_replacing();

CREATE FUNCTION payments_act_digest(act bigint) RETURNS bytea LANGUAGE sql STABLE
SET timezone = 'UTC' SET datestyle = 'ISO' SET bytea_output = 'hex' AS $$
  SELECT sha256(convert_to(string_agg(said, E'\n' ORDER BY said), 'UTF8')) FROM (
    SELECT 'lot ' || jsonb_strip_nulls(to_jsonb(t))::text AS said FROM payment_lot t WHERE act_id = act
    UNION ALL SELECT 'step ' || jsonb_strip_nulls(to_jsonb(t))::text FROM lot_step t WHERE act_id = act
    UNION ALL SELECT 'file ' || jsonb_strip_nulls(to_jsonb(t))::text FROM lot_file t WHERE act_id = act
    -- A million orders, events and lines: each by its own digest, in the order of their key.
    UNION ALL SELECT 'orders ' || encode(sha256(string_agg(
      sha256(convert_to(jsonb_strip_nulls(to_jsonb(t))::text, 'UTF8')), ''::bytea ORDER BY id)), 'hex')
    FROM payment_order t WHERE act_id = act HAVING count(*) > 0
    UNION ALL SELECT 'events ' || encode(sha256(string_agg(
      sha256(convert_to(jsonb_strip_nulls(to_jsonb(t))::text, 'UTF8')), ''::bytea ORDER BY id)), 'hex')
    FROM order_event t WHERE act_id = act HAVING count(*) > 0
    UNION ALL SELECT 'returned ' || jsonb_strip_nulls(to_jsonb(t))::text FROM return_file t WHERE act_id = act
    UNION ALL SELECT 'lines ' || encode(sha256(string_agg(
      sha256(convert_to(jsonb_strip_nulls(to_jsonb(t))::text, 'UTF8')), ''::bytea ORDER BY id)), 'hex')
    FROM return_line t WHERE act_id = act HAVING count(*) > 0
    UNION ALL SELECT 'answer ' || jsonb_strip_nulls(to_jsonb(t))::text FROM return_answer t WHERE act_id = act
  ) AS written
$$;
INSERT INTO act_digest_part (name, digest, tables) VALUES ('payments', 'payments_act_digest(bigint)',
  '{payment_lot,lot_step,lot_file,payment_order,order_event,return_file,return_line,return_answer}');

CREATE FUNCTION payments_find_stray() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT kind || ' ' || id || ' was written by no act' FROM (
    SELECT 'lot' AS kind, id, act_id FROM payment_lot
    UNION ALL SELECT 'step of a lot', id, act_id FROM lot_step
    UNION ALL SELECT 'file of a lot', id, act_id FROM lot_file
    UNION ALL SELECT 'order', id, act_id FROM payment_order
    UNION ALL SELECT 'event', id, act_id FROM order_event
    UNION ALL SELECT 'returned file', id, act_id FROM return_file
    UNION ALL SELECT 'returned line', id, act_id FROM return_line
    UNION ALL SELECT 'answer', id, act_id FROM return_answer
  ) AS written WHERE NOT EXISTS (SELECT FROM act WHERE act.id = written.act_id)
  ORDER BY kind, id LIMIT 1
$$;
INSERT INTO audit_check VALUES ('orders and lots have acts', 'payments_find_stray()');

-- What was sent and is neither paid nor back is what the transit account holds.
CREATE FUNCTION payments_find_false_transit() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT 'transit holds ' || held || ', orders on their way are ' || away FROM (
    SELECT (SELECT coalesce(-sum(amount), 0)::bigint FROM account_posting WHERE account = 'transit')
        AS held,
      (SELECT coalesce(sum(amount), 0)::bigint FROM order_state WHERE state IN ('sent', 'accepted'))
        AS away
  ) AS sums WHERE held <> away
$$;
INSERT INTO audit_check VALUES ('transit equals orders on their way', 'payments_find_false_transit()');

-- What beneficiaries are owed is what runs say, less what was sent to them.
CREATE FUNCTION payments_find_false_owed() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT 'beneficiaries are owed ' || owed || ' in the ledger, ' || due || ' by runs less orders'
  FROM (
    SELECT (SELECT coalesce(-sum(amount), 0)::bigint FROM account_posting
        WHERE account = 'beneficiary') AS owed,
      (SELECT coalesce(sum(amount), 0)::bigint FROM payee_due)
        - (SELECT coalesce(sum(amount), 0)::bigint FROM order_state
           WHERE kind = 'regular' AND state IN ('sent', 'accepted', 'paid')) AS due
  ) AS sums WHERE owed <> due
$$;
INSERT INTO audit_check VALUES
  ('what beneficiaries are owed equals runs less orders', 'payments_find_false_owed()');

CREATE FUNCTION payments_find_paid_twice() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT found FROM (
    (SELECT 'payee ' || payee_id || ' has two orders of run ' || run_id || ' that are not over' AS found
     FROM order_state
     WHERE run_id IS NOT NULL AND state IN ('prepared', 'sent', 'accepted', 'paid')
     GROUP BY run_id, payee_id HAVING count(*) > 1 LIMIT 1)
    UNION ALL
    (SELECT 'order ' || s.number || ' is replaced and was paid'
     FROM order_state s WHERE 'paid' = ANY (s.kinds) AND NOT 'returned' = ANY (s.kinds)
       AND EXISTS (SELECT FROM payment_order o WHERE o.replaces_id = s.order_id) LIMIT 1)
    UNION ALL
    (SELECT 'order ' || o.number || ' is of another amount than its run owes'
     FROM payment_order o LEFT JOIN payee_due d ON d.run_id = o.run_id AND d.payee_id = o.payee_id
     WHERE o.run_id IS NOT NULL AND d.amount IS DISTINCT FROM o.amount LIMIT 1)
  ) AS breaks LIMIT 1
$$;
INSERT INTO audit_check VALUES ('nobody is paid twice', 'payments_find_paid_twice()');

-- Control totals of each step, held against the orders: those kept back leave it from control on.
CREATE FUNCTION payments_find_wrong_total() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT found FROM (
    (SELECT 'lot ' || l.number || ' says ' || s.amount || ' when ' || s.step || ', its orders '
       || coalesce(t.amount, 0) AS found
     FROM lot_step s JOIN payment_lot l ON l.id = s.lot_id
     LEFT JOIN LATERAL (
       SELECT count(*)::integer AS orders, sum(amount)::bigint AS amount,
         sha256(string_agg(sha256(convert_to(number || account || amount, 'UTF8')), ''::bytea
           ORDER BY id)) AS accounts_sha256
       FROM payment_order o WHERE o.lot_id = l.id
         AND (s.step IN ('calculated', 'named', 'discarded') OR NOT EXISTS (
           SELECT FROM order_event e WHERE e.order_id = o.id AND e.kind = 'held'))) t ON true
     WHERE (s.orders, s.amount) IS DISTINCT FROM (coalesce(t.orders, 0), coalesce(t.amount, 0))
       OR t.accounts_sha256 IS DISTINCT FROM s.accounts_sha256 LIMIT 1)
    UNION ALL
    (SELECT 'step ' || s.id || ' of a lot names another person than its act' AS found
     FROM lot_step s JOIN act a ON a.id = s.act_id WHERE a.author_id <> s.by_id LIMIT 1)
  ) AS breaks LIMIT 1
$$;
INSERT INTO audit_check VALUES ('lots equal their orders', 'payments_find_wrong_total()');
