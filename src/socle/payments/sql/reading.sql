-- name: lots
SELECT l.number, l.kind, l.channel, l.agency, l.form, l.label, l.pay_on, l.stage, l.orders, l.amount,
  l.recorded_at, t.paid, t.paid_amount, t.back, t.back_amount, t.held, t.away,
  EXISTS (SELECT FROM lot_file f WHERE f.lot_id = l.lot_id)
FROM (
  SELECT * FROM lot_state l WHERE (%(number)s::text IS NULL OR l.number = %(number)s)
    AND (%(before)s::text IS NULL OR l.number < %(before)s)
  ORDER BY l.number DESC LIMIT %(limit)s) l
JOIN LATERAL (
  SELECT count(*) FILTER (WHERE s.state = 'paid')::integer AS paid,
    coalesce(sum(s.amount) FILTER (WHERE s.state = 'paid'), 0)::bigint AS paid_amount,
    count(*) FILTER (WHERE s.kinds && '{rejected,returned}' AND s.state <> 'paid')::integer AS back,
    coalesce(sum(s.amount) FILTER (
      WHERE s.kinds && '{rejected,returned}' AND s.state <> 'paid'), 0)::bigint AS back_amount,
    count(*) FILTER (WHERE 'held' = ANY (s.kinds))::integer AS held,
    count(*) FILTER (WHERE s.state IN ('sent', 'accepted'))::integer AS away
  FROM order_state s WHERE s.lot_id = l.lot_id) t ON true
ORDER BY l.number DESC
-- name: steps
SELECT s.step, s.by_id, a.number, s.recorded_at, s.orders, s.amount, encode(s.accounts_sha256, 'hex')
FROM lot_step s JOIN payment_lot l ON l.id = s.lot_id JOIN act a ON a.id = s.act_id
WHERE l.number = %(number)s ORDER BY s.id
-- name: orders
SELECT s.number, s.lot_number, s.kind, s.state, s.channel, s.agency, n.number, s.name, s.account,
  s.amount, s.pay_on, s.reason, s.value_on,
  coalesce((SELECT min(d.run_number) FROM payee_due d
    WHERE d.run_id = s.run_id AND d.payee_id = s.payee_id), ''),
  coalesce((SELECT r.number FROM payment_order r WHERE r.id = s.replaces_id), ''),
  coalesce((SELECT r.number FROM payment_order r WHERE r.replaces_id = s.order_id), '')
FROM order_state s JOIN insured_number n ON n.person_id = s.payee_id
WHERE (%(lot)s::text IS NULL OR s.lot_number = %(lot)s)
  AND (%(number)s::text IS NULL OR s.number = %(number)s)
  AND (%(states)s::text[] IS NULL OR s.state = ANY (%(states)s))
  AND s.number > %(after)s
ORDER BY s.number LIMIT %(limit)s
-- name: orders_of_payees
-- What a person was to be paid until a day and what became of it, as known at an instant: orders,
-- steps of their lots and events that were recorded by then, the newest first.
SELECT o.number, l.number, l.kind, payments_order_state(e.kinds, s.steps), l.channel, l.agency,
  n.number, o.name, o.account, o.amount, l.pay_on, coalesce(e.reason, ''), e.value_on,
  coalesce((SELECT min(d.run_number) FROM payee_due d
    WHERE d.run_id = o.run_id AND d.payee_id = o.payee_id), ''),
  coalesce((SELECT r.number FROM payment_order r WHERE r.id = o.replaces_id), ''),
  coalesce((SELECT r.number FROM payment_order r
    WHERE r.replaces_id = o.id AND r.recorded_at <= %(known_at)s), '')
FROM payment_order o JOIN payment_lot l ON l.id = o.lot_id
JOIN insured_number n ON n.person_id = o.payee_id
LEFT JOIN LATERAL (SELECT array_agg(step::text) AS steps FROM lot_step
  WHERE lot_id = l.id AND recorded_at <= %(known_at)s) s ON true
LEFT JOIN LATERAL (
  SELECT array_agg(kind::text) AS kinds, (array_agg(reason ORDER BY id DESC))[1] AS reason,
    (array_agg(value_on ORDER BY id DESC))[1] AS value_on
  FROM order_event WHERE order_id = o.id AND recorded_at <= %(known_at)s) e ON true
WHERE o.payee_id = ANY (%(payees)s) AND o.recorded_at <= %(known_at)s AND l.pay_on <= %(day)s
  AND (%(before)s = '' OR o.number < %(before)s)
ORDER BY o.number DESC LIMIT %(limit)s
-- name: events
SELECT e.kind, e.reason, e.value_on, e.recorded_at, a.number
FROM order_event e JOIN payment_order o ON o.id = e.order_id JOIN act a ON a.id = e.act_id
WHERE o.number = %(number)s ORDER BY e.id
-- name: unordered
SELECT d.run_number, n.number, coalesce(i.name, ''), d.amount,
  CASE WHEN c.why <> '' THEN c.why WHEN coalesce(i.name, '') = '' THEN 'no_name'
    WHEN NOT EXISTS (SELECT FROM paying_account a WHERE a.channel = c.channel
      AND a.valid @> %(day)s::date) THEN 'no_payer'
    ELSE 'not_prepared' END AS why, d.payee_id
FROM payee_due d JOIN insured_number n ON n.person_id = d.payee_id
LEFT JOIN payable_account_on(%(day)s) p ON p.person_id = d.payee_id
CROSS JOIN LATERAL payment_account_of(d.payee_id, %(day)s, p.kind, p.account, p.operator) c
LEFT JOIN LATERAL (
  SELECT trim(i.family_name || ' ' || i.given_names) AS name FROM insured_name i
  WHERE i.person_id = d.payee_id AND i.kind = 'birth' AND i.valid @> %(day)s::date LIMIT 1) i ON true
LEFT JOIN LATERAL (
  SELECT s.state FROM order_state s WHERE s.run_id = d.run_id AND s.payee_id = d.payee_id
  ORDER BY s.order_id DESC LIMIT 1) o ON true
WHERE coalesce(o.state IN ('replayed', 'discarded'), true)
ORDER BY d.run_id DESC, n.number LIMIT %(limit)s
-- name: runs_to_prepare
SELECT d.run_number, d.run_month, count(*)::integer, sum(d.amount)::bigint FROM payee_due d
LEFT JOIN LATERAL (
  SELECT s.state FROM order_state s WHERE s.run_id = d.run_id AND s.payee_id = d.payee_id
  ORDER BY s.order_id DESC LIMIT 1) o ON true
WHERE coalesce(o.state IN ('replayed', 'discarded'), true)
GROUP BY d.run_id, d.run_number, d.run_month ORDER BY d.run_id DESC LIMIT %(limit)s
-- name: waiting
SELECT w.line_id, w.file_number, w.position, w.reference, w.answer, w.amount, w.reason, w.value_on,
  w.outcome, coalesce((SELECT o.number FROM payment_order o WHERE o.id = w.order_id), '')
FROM return_waiting w ORDER BY w.line_id LIMIT %(limit)s
-- name: shared
-- Accounts of a lot that pay several persons.
WITH shared AS (
  SELECT o.account, count(*)::integer AS payees, sum(o.amount)::bigint AS amount,
    row_number() OVER (ORDER BY count(*) DESC, o.account) AS rank
  FROM payment_order o JOIN payment_lot l ON l.id = o.lot_id
  WHERE l.number = %(lot)s AND o.account <> ''
  GROUP BY o.account HAVING min(o.payee_id) <> max(o.payee_id)
)
SELECT s.account, s.payees, s.amount,
  (SELECT array_agg(n.number || ' ' || first.name ORDER BY n.number) FROM (
     SELECT o.payee_id, o.name FROM payment_order o JOIN payment_lot l ON l.id = o.lot_id
     WHERE l.number = %(lot)s AND o.account = s.account ORDER BY o.id LIMIT 10) first
   JOIN insured_number n ON n.person_id = first.payee_id)
FROM shared s WHERE s.rank <= %(limit)s ORDER BY s.rank
-- name: where_paid
SELECT k.payee_id, c.why FROM unnest(%(payees)s::bigint[]) AS k(payee_id)
LEFT JOIN LATERAL (SELECT p.kind, p.account, p.operator FROM payable_account_on(%(day)s) p
  WHERE p.person_id = k.payee_id OFFSET 0) p ON true
CROSS JOIN LATERAL payment_account_of(k.payee_id, %(day)s, p.kind, p.account, p.operator) c
