-- Where each payment stands, and what became of each line: as before, joined by index.

CREATE OR REPLACE VIEW payment_state WITH (security_invoker = true) AS
SELECT p.fund_id, p.id AS payment_id, p.number, p.channel, p.source, p.external_id, p.amount,
  p.received_on, coalesce(p.value_on, c.value_on) AS value_on,
  CASE WHEN p.entry_id IS NULL THEN c.entry_id ELSE p.entry_id END AS entry_id, p.statement_id, p.cash_day_id, p.origin_id,
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

CREATE OR REPLACE VIEW line_state WITH (security_invoker = true) AS
SELECT x.fund_id, x.statement_id, x.id AS line_id, x.position, x.value_on, x.amount,
  x.external_id, x.payer_name, x.payer_account, x.label, x.return_code,
  CASE d.choice WHEN 'same' THEN 'already' WHEN 'another' THEN 'booked' WHEN 'return' THEN 'linked'
    ELSE x.outcome END AS outcome,
  CASE WHEN x.payment_id IS NULL THEN d.payment_id ELSE x.payment_id END AS payment_id
FROM statement_line x
LEFT JOIN LATERAL (
  SELECT choice, payment_id FROM line_decision WHERE line_id = x.id ORDER BY id DESC LIMIT 1) d ON true;
