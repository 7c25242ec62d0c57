-- name: stage_payable
-- Whom a run owes and who has no order that is not over, with the account that pays them.
CREATE TEMPORARY TABLE payable_stage ON COMMIT DROP AS
WITH due AS (
  SELECT d.run_id, d.payee_id, d.amount, o.order_id AS replaces_id
  FROM payee_due d
  LEFT JOIN LATERAL (
    SELECT s.order_id, s.state FROM order_state s
    WHERE s.run_id = d.run_id AND s.payee_id = d.payee_id ORDER BY s.order_id DESC LIMIT 1) o ON true
  WHERE d.run_number = %(run)s AND coalesce(o.state IN ('replayed', 'discarded'), true)
), chosen AS (
  SELECT d.*, c.channel AS kind, c.account, c.operator
  FROM due d
  LEFT JOIN payable_account_on(%(day)s) p ON p.person_id = d.payee_id
  CROSS JOIN LATERAL payment_account_of(
    d.payee_id, %(day)s, p.kind, p.account, p.operator) c
)
SELECT c.run_id, c.payee_id, c.amount, c.replaces_id, c.account, n.name,
  CASE WHEN c.account IS NULL THEN 'cash' ELSE c.kind END AS channel,
  CASE WHEN c.account IS NULL THEN '' WHEN c.kind = 'wallet' THEN c.operator
    WHEN v.part IS NOT NULL THEN v.part
    WHEN left(c.account, 2) = %(country)s AND length(c.account) = %(iban_length)s
    THEN substr(c.account, 5, %(bank_length)s)
    ELSE left(c.account, %(bank_length)s) END AS agency
FROM chosen c LEFT JOIN sealed_part v ON v.token = c.account LEFT JOIN LATERAL (
  SELECT trim(i.family_name || ' ' || i.given_names) AS name FROM insured_name i
  WHERE i.person_id = c.payee_id AND i.kind = 'birth' AND i.valid @> %(day)s::date LIMIT 1) n ON true
-- name: stage_tests
-- New accounts of those who were paid elsewhere, that no test has proved nor is proving.
CREATE TEMPORARY TABLE payable_stage ON COMMIT DROP AS
SELECT NULL::bigint AS run_id, p.person_id AS payee_id, %(amount)s::bigint AS amount,
  NULL::bigint AS replaces_id, p.account, n.name, p.kind AS channel,
  CASE WHEN p.kind = 'wallet' THEN p.operator
    WHEN v.part IS NOT NULL THEN v.part
    WHEN left(p.account, 2) = %(country)s AND length(p.account) = %(iban_length)s
    THEN substr(p.account, 5, %(bank_length)s)
    ELSE left(p.account, %(bank_length)s) END AS agency
FROM payable_account_on(%(day)s) p LEFT JOIN sealed_part v ON v.token = p.account
JOIN LATERAL (
  SELECT trim(i.family_name || ' ' || i.given_names) AS name FROM insured_name i
  WHERE i.person_id = p.person_id AND i.kind = 'birth' AND i.valid @> %(day)s::date LIMIT 1) n ON true
WHERE EXISTS (SELECT FROM order_state s WHERE s.payee_id = p.person_id AND s.state = 'paid'
    AND s.channel <> 'cash')
  AND NOT EXISTS (SELECT FROM order_state s WHERE s.payee_id = p.person_id AND s.account = p.account
    AND s.state IN ('prepared', 'sent', 'accepted', 'paid'))
-- name: stage_agencies
-- The paying account of each agency; where it has none of its own, that of every agency.
SELECT g.channel, g.agency, own.agency, own.form FROM (
  SELECT DISTINCT channel, agency FROM payable_stage) g
LEFT JOIN LATERAL (
  SELECT a.agency, a.form FROM paying_account a
  WHERE a.channel = g.channel AND a.agency IN (g.agency, '') AND a.valid @> %(day)s::date
  ORDER BY a.agency = '' LIMIT 1) own ON true
ORDER BY 1, 2
-- name: add_orders
INSERT INTO payment_order (id, fund_id, act_id, recorded_at, number, lot_id, run_id, payee_id,
  amount, account, name, replaces_id)
SELECT i.id, %(fund)s, %(act)s, %(at)s, 'OP-' || lpad(i.id::text, 9, '0'), %(lot)s, i.run_id,
  i.payee_id, i.amount, coalesce(i.account, ''), i.name, i.replaces_id
FROM (SELECT nextval(pg_get_serial_sequence('payment_order', 'id')) AS id, s.*
  FROM (SELECT * FROM payable_stage WHERE channel = %(channel)s AND agency = ANY(%(agencies)s)
    AND name <> '' ORDER BY payee_id) s) i
-- name: totals
SELECT count(*)::integer, coalesce(sum(amount), 0)::bigint,
  sha256(string_agg(sha256(convert_to(number || account || amount, 'UTF8')), ''::bytea ORDER BY id))
FROM payment_order o WHERE o.lot_id = %(lot)s AND (%(all)s OR NOT EXISTS (
  SELECT FROM order_event e WHERE e.order_id = o.id AND e.kind = 'held'))
-- name: shares_of_lot
SELECT s.is_test, s.branch, s.month, sum(s.amount)::bigint FROM (
  SELECT false AS is_test, p.branch, p.month, p.amount
  FROM payment_order o JOIN payee_due_part p ON p.run_id = o.run_id AND p.payee_id = o.payee_id
  WHERE o.lot_id = %(lot)s AND NOT EXISTS (
    SELECT FROM order_event e WHERE e.order_id = o.id AND e.kind = 'held')
  UNION ALL SELECT true, '', date_trunc('month', l.pay_on)::date, o.amount
  FROM payment_order o JOIN payment_lot l ON l.id = o.lot_id
  WHERE o.lot_id = %(lot)s AND o.run_id IS NULL AND NOT EXISTS (
    SELECT FROM order_event e WHERE e.order_id = o.id AND e.kind = 'held')) s
GROUP BY 1, 2, 3 HAVING sum(s.amount) <> 0 ORDER BY 1, 2, 3
-- name: shares_of_orders
SELECT s.is_test, s.branch, s.month, sum(s.amount)::bigint FROM (
  SELECT false AS is_test, p.branch, p.month, p.amount
  FROM payment_order o JOIN payee_due_part p ON p.run_id = o.run_id AND p.payee_id = o.payee_id
  WHERE o.id = ANY(%(orders)s)
  UNION ALL SELECT true, '', date_trunc('month', l.pay_on)::date, o.amount
  FROM payment_order o JOIN payment_lot l ON l.id = o.lot_id
  WHERE o.id = ANY(%(orders)s) AND o.run_id IS NULL) s
GROUP BY 1, 2, 3 HAVING sum(s.amount) <> 0 ORDER BY 1, 2, 3
-- name: to_send
SELECT o.number, o.name, o.account, o.amount FROM payment_order o
WHERE o.lot_id = %(lot)s AND NOT EXISTS (
  SELECT FROM order_event e WHERE e.order_id = o.id AND e.kind = 'held') ORDER BY o.id
-- name: to_leave_out
-- Orders of a lot to somebody whose payments are kept back, or to an account that was withdrawn or
-- closed since the lot was prepared.
SELECT x.id, x.reason FROM (
  SELECT o.id, coalesce(h.reason, CASE WHEN o.account = '' THEN NULL
      WHEN t.account IS NOT NULL THEN 'account_closed'
      WHEN s.account IS NULL THEN 'account_withdrawn' END) AS reason
  FROM payment_order o JOIN payment_lot l ON l.id = o.lot_id
  LEFT JOIN held_person h ON h.person_id = o.payee_id
  LEFT JOIN LATERAL (SELECT t.account FROM account_told_closed t
    WHERE t.payee_id = o.payee_id AND t.account = o.account LIMIT 1) t ON true
  LEFT JOIN LATERAL (SELECT s.account FROM standing_account_on(l.pay_on) s
    WHERE s.person_id = o.payee_id AND s.account = o.account LIMIT 1) s ON true
  WHERE o.lot_id = %(lot)s AND NOT EXISTS (
    SELECT FROM order_event e WHERE e.order_id = o.id AND e.kind = 'held')) x
WHERE x.reason IS NOT NULL ORDER BY x.id
-- name: to_name
-- Wallets of a lot whose holder is to be asked, unless a person said that the name is right.
SELECT o.id, o.number, o.account, o.name FROM payment_order o
WHERE o.lot_id = %(lot)s AND NOT EXISTS (
  SELECT FROM payment_order b JOIN order_event e ON e.order_id = b.id
  WHERE b.payee_id = o.payee_id AND b.account = o.account
    AND e.kind = 'to_replay' AND e.reason = 'name_accepted') ORDER BY o.id
-- name: lots_of
SELECT DISTINCT lot_number FROM order_state WHERE number = ANY(%(numbers)s) ORDER BY 1
-- name: states_of
SELECT s.number, s.order_id, s.amount, s.kinds, l.steps
FROM order_state s JOIN lot_state l ON l.lot_id = s.lot_id WHERE s.number = ANY(%(numbers)s)
-- name: numbers_of_lot
SELECT number FROM payment_order WHERE lot_id = %(lot)s ORDER BY id
