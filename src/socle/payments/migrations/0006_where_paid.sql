-- Accounts that their bank said to be closed (AC04, AC07 of ISO 20022), where nothing was paid
-- since and nobody has answered since that it stands.
CREATE INDEX order_event_closed ON order_event (order_id) WHERE reason IN ('AC04', 'AC07');

CREATE VIEW account_told_closed WITH (security_invoker = true) AS
SELECT o.fund_id, o.payee_id, o.account FROM order_event e JOIN payment_order o ON o.id = e.order_id
WHERE e.reason IN ('AC04', 'AC07') AND e.kind IN ('rejected', 'returned') AND o.account <> ''
  AND NOT EXISTS (
    SELECT FROM payment_order p JOIN order_event s ON s.order_id = p.id
    WHERE p.payee_id = o.payee_id AND p.account = o.account AND s.id > e.id
      AND (s.kind = 'paid' OR (s.kind = 'to_replay' AND s.reason = 'account_stands')));

-- Where a payee is paid on a day, given the account that pays them in the register; or why nowhere.
-- A new account of somebody who was paid elsewhere pays once a test has proved it: the account
-- that was paid last goes on meanwhile, for as long as it stands.
-- OFFSET 0: each is asked once a payee, the last only of whom it concerns.
CREATE FUNCTION payment_account_of(payee bigint, day date, own_kind text, own_account text,
  own_operator text)
RETURNS TABLE (channel text, account text, operator text, why text)
LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN f.is_own THEN $3 WHEN f.is_before THEN f.channel END,
    CASE WHEN f.is_own THEN $4 WHEN f.is_before THEN f.before END,
    CASE WHEN f.is_own THEN $5 WHEN f.is_before THEN f.agency END,
    CASE WHEN f.is_own OR f.is_before THEN '' WHEN $4 IS NULL THEN 'no_account'
      WHEN f.is_closed THEN 'account_closed' ELSE 'to_test' END
  FROM (
    SELECT o.*, NOT o.is_own AND o.before IS NOT NULL
      AND EXISTS (SELECT FROM standing_account_on($2) s
        WHERE s.person_id = $1 AND s.account = o.before)
      AND NOT EXISTS (SELECT FROM account_told_closed t
        WHERE t.payee_id = $1 AND t.account = o.before) AS is_before
    FROM (
      SELECT b.channel, b.agency, b.account AS before, c.is_closed,
        $4 IS NOT NULL AND NOT c.is_closed AND (b.account IS NULL OR b.account = $4 OR EXISTS (
          SELECT FROM order_state q WHERE q.payee_id = $1 AND q.account = $4 AND q.state = 'paid'))
          AS is_own
      FROM (SELECT EXISTS (SELECT FROM account_told_closed t
          WHERE t.payee_id = $1 AND t.account = $4) AS is_closed OFFSET 0) c
      LEFT JOIN LATERAL (
        SELECT s.channel, s.account, s.agency FROM order_state s
        WHERE s.payee_id = $1 AND s.state = 'paid' AND s.channel <> 'cash'
        ORDER BY s.order_id DESC LIMIT 1) b ON true
      OFFSET 0) o
    OFFSET 0) f
$$;
