-- Payments: rows added by acts, never changed, and what keeps them equal to the ledger.

SELECT socle_isolate(each), socle_append_only(each), socle_within_act(each)
FROM unnest('{cash_day,cash_closing,bank_statement,payment,statement_line,payment_clearing,payment_match,payment_use,payment_partner}'::regclass[]) AS each;
-- Signatures taken are forgotten once their time window is over: see jobs.
SELECT socle_isolate('partner_call');
SELECT socle_temporal('allocation_order', '{subject}');

-- Where each payment stands now: whose it is, since when it counts, what serves for nothing yet.
CREATE VIEW payment_state WITH (security_invoker = true) AS
SELECT p.fund_id, p.id AS payment_id, p.number, p.channel, p.source, p.external_id, p.amount,
  p.received_on, coalesce(p.value_on, c.value_on) AS value_on,
  coalesce(p.entry_id, c.entry_id) AS entry_id, p.statement_id, p.cash_day_id, p.origin_id,
  p.payer_name, p.payer_account, p.label, p.act_id, p.recorded_at,
  m.employer_id, m.rule, coalesce(m.months, '{}') AS months,
  p.amount - coalesce(u.used, 0) AS rest, coalesce(u.gone, 0) AS gone
FROM payment p
LEFT JOIN payment_clearing c ON c.payment_id = p.id
LEFT JOIN LATERAL (
  SELECT employer_id, rule, months FROM payment_match WHERE payment_id = p.id
  ORDER BY id DESC LIMIT 1) m ON true
LEFT JOIN LATERAL (
  SELECT sum(amount)::bigint AS used,
    (sum(amount) FILTER (WHERE kind IN ('return', 'own')))::bigint AS gone
  FROM payment_use WHERE payment_id = p.id) u ON true;

-- What collection publishes to the rooms above it: what was paid of each month and branch,
-- counted from which day, known since when. Amounts below zero take back what was paid.
CREATE VIEW paid_on WITH (security_invoker = true) AS
SELECT u.fund_id, u.employer_id, u.month, u.branch, coalesce(p.value_on, c.value_on) AS value_on,
  u.amount, u.recorded_at, u.act_id
FROM payment_use u JOIN payment p ON p.id = u.payment_id
LEFT JOIN payment_clearing c ON c.payment_id = p.id
WHERE u.kind = 'debt';

CREATE FUNCTION collection_act_digest(act bigint) RETURNS bytea LANGUAGE sql STABLE
SET timezone = 'UTC' SET datestyle = 'ISO' SET bytea_output = 'hex' AS $$
  SELECT sha256(convert_to(string_agg(said, E'\n' ORDER BY said), 'UTF8')) FROM (
    SELECT 'cash_day ' || jsonb_strip_nulls(to_jsonb(t))::text AS said FROM cash_day t WHERE act_id = act
    UNION ALL SELECT 'cash_closing ' || jsonb_strip_nulls(to_jsonb(t))::text FROM cash_closing t WHERE act_id = act
    UNION ALL SELECT 'bank_statement ' || jsonb_strip_nulls(to_jsonb(t))::text FROM bank_statement t WHERE act_id = act
    UNION ALL SELECT 'payment ' || jsonb_strip_nulls(to_jsonb(t))::text FROM payment t WHERE act_id = act
    UNION ALL SELECT 'statement_line ' || jsonb_strip_nulls(to_jsonb(t))::text FROM statement_line t WHERE act_id = act
    UNION ALL SELECT 'payment_clearing ' || jsonb_strip_nulls(to_jsonb(t))::text FROM payment_clearing t WHERE act_id = act
    UNION ALL SELECT 'payment_match ' || jsonb_strip_nulls(to_jsonb(t))::text FROM payment_match t WHERE act_id = act
    UNION ALL SELECT 'payment_use ' || jsonb_strip_nulls(to_jsonb(t))::text FROM payment_use t WHERE act_id = act
    UNION ALL SELECT 'payment_partner ' || jsonb_strip_nulls(to_jsonb(t))::text FROM payment_partner t WHERE act_id = act
  ) AS written
$$;
INSERT INTO act_digest_part VALUES ('collection', 'collection_act_digest(bigint)');

CREATE FUNCTION collection_find_stray() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT kind || ' ' || id || ' was written by no act' FROM (
    SELECT 'cash day' AS kind, id, act_id FROM cash_day
    UNION ALL SELECT 'cash closing', id, act_id FROM cash_closing
    UNION ALL SELECT 'bank statement', id, act_id FROM bank_statement
    UNION ALL SELECT 'payment', id, act_id FROM payment
    UNION ALL SELECT 'statement line', id, act_id FROM statement_line
    UNION ALL SELECT 'clearing', id, act_id FROM payment_clearing
    UNION ALL SELECT 'match', id, act_id FROM payment_match
    UNION ALL SELECT 'use', id, act_id FROM payment_use
    UNION ALL SELECT 'partner', id, act_id FROM payment_partner
  ) AS written WHERE NOT EXISTS (SELECT FROM act WHERE act.id = written.act_id)
  ORDER BY kind, id LIMIT 1
$$;
INSERT INTO audit_check VALUES ('payments have acts', 'collection_find_stray()');

-- A use for a debt is what its entry moved to that month and branch.
CREATE FUNCTION collection_find_false_use() RETURNS text LANGUAGE sql STABLE AS $$
  WITH used AS (
    SELECT entry_id, employer_id, month, branch, payer, sum(amount)::bigint AS amount
    FROM payment_use WHERE kind = 'debt' GROUP BY 1, 2, 3, 4, 5
  ), moved AS (
    SELECT l.entry_id, l.employer_id, l.month, l.branch, l.payer, -sum(l.amount)::bigint AS amount
    FROM contributor_posting l WHERE l.branch <> ''
      AND l.entry_id IN (SELECT entry_id FROM payment_use WHERE kind = 'debt')
    GROUP BY 1, 2, 3, 4, 5
  )
  SELECT 'entry ' || coalesce(u.entry_id, m.entry_id) || ' moves ' || coalesce(m.amount, 0) || ' for '
    || coalesce(u.branch, m.branch) || ', payments say ' || coalesce(u.amount, 0)
  FROM used u FULL JOIN moved m USING (entry_id, employer_id, month, branch, payer)
  WHERE u.amount IS DISTINCT FROM m.amount ORDER BY 1 LIMIT 1
$$;
INSERT INTO audit_check VALUES ('payments pay what the ledger says', 'collection_find_false_use()');

CREATE FUNCTION collection_find_overuse() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT 'payment ' || number || ' serves for ' || (amount - rest) || ' of ' || amount
  FROM payment_state WHERE rest < 0 OR rest > amount ORDER BY payment_id LIMIT 1
$$;
INSERT INTO audit_check VALUES ('payments are used once', 'collection_find_overuse()');

-- Each payment that counts brought its amount in by its entry: as cash, or from another employer.
CREATE FUNCTION collection_find_false_payment() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT 'payment ' || s.number || ' of ' || s.amount || ' has an entry of ' || coalesce(m.amount, 0)
  FROM payment_state s LEFT JOIN (
    SELECT entry_id, sum(amount)::bigint AS amount FROM money_posting WHERE account = 'cash'
      AND entry_id IN (SELECT entry_id FROM payment_state) GROUP BY entry_id) m
    ON m.entry_id = s.entry_id
  WHERE s.entry_id IS NOT NULL AND s.origin_id IS NULL AND m.amount IS DISTINCT FROM s.amount
  ORDER BY s.payment_id LIMIT 1
$$;
INSERT INTO audit_check VALUES
  ('payments equal their ledger entries', 'collection_find_false_payment()');

CREATE FUNCTION collection_find_false_suspense() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT 'suspense holds ' || held || ', unmatched payments are ' || unmatched FROM (
    SELECT (SELECT coalesce(-sum(amount), 0)::bigint FROM money_posting WHERE account = 'suspense')
        AS held,
      (SELECT coalesce(sum(rest), 0)::bigint FROM payment_state
       WHERE employer_id IS NULL AND value_on IS NOT NULL) AS unmatched
  ) AS sums WHERE held <> unmatched
$$;
INSERT INTO audit_check VALUES
  ('suspense equals unmatched payments', 'collection_find_false_suspense()');
