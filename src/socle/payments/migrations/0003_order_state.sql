-- Where an order stands by what happened to it and the steps of its lot, written once: for what is
-- known now, and for what was known at an instant.
CREATE FUNCTION payments_order_state(kinds text[], steps text[]) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN 'to_replay' = ANY (kinds) THEN 'replayed'
    WHEN 'returned' = ANY (kinds) THEN 'returned'
    WHEN 'paid' = ANY (kinds) THEN 'paid'
    WHEN 'rejected' = ANY (kinds) THEN 'rejected'
    WHEN 'discarded' = ANY (steps) THEN 'discarded'
    WHEN 'held' = ANY (kinds) THEN 'held'
    WHEN 'accepted' = ANY (kinds) THEN 'accepted'
    WHEN 'sent' = ANY (steps) THEN 'sent'
    ELSE 'prepared' END
$$;

CREATE OR REPLACE VIEW order_state WITH (security_invoker = true) AS
SELECT o.fund_id, o.id AS order_id, o.number, o.lot_id, l.number AS lot_number, l.kind, l.channel,
  l.agency, l.pay_on, o.run_id, o.payee_id, o.amount, o.account, o.name, o.replaces_id,
  o.recorded_at, coalesce(e.kinds, '{}') AS kinds, coalesce(e.reason, '') AS reason, e.value_on,
  payments_order_state(e.kinds, l.steps) AS state
FROM payment_order o
JOIN (SELECT p.id, p.number, p.kind, p.channel, p.agency, p.pay_on,
    (SELECT array_agg(step::text) FROM lot_step WHERE lot_id = p.id) AS steps
  FROM payment_lot p) l ON l.id = o.lot_id
LEFT JOIN LATERAL (
  SELECT array_agg(kind::text) AS kinds, (array_agg(reason ORDER BY id DESC))[1] AS reason,
    (array_agg(value_on ORDER BY id DESC))[1] AS value_on
  FROM order_event WHERE order_id = o.id) e ON true;
