-- What a person said of a statement's line, and what follows for it.

SELECT socle_isolate('line_decision'), socle_append_only('line_decision'),
  socle_within_act('line_decision');

-- What became of each line, now: what was read of it, or what was said of it since.
CREATE VIEW line_state WITH (security_invoker = true) AS
SELECT x.fund_id, x.statement_id, x.id AS line_id, x.position, x.value_on, x.amount,
  x.external_id, x.payer_name, x.payer_account, x.label, x.return_code,
  CASE d.choice WHEN 'same' THEN 'already' WHEN 'another' THEN 'booked' WHEN 'return' THEN 'linked'
    ELSE x.outcome END AS outcome,
  coalesce(x.payment_id, d.payment_id) AS payment_id
FROM statement_line x
LEFT JOIN LATERAL (
  SELECT choice, payment_id FROM line_decision WHERE line_id = x.id ORDER BY id DESC LIMIT 1) d ON true;

CREATE FUNCTION collection_decision_digest(act bigint) RETURNS bytea LANGUAGE sql STABLE
SET timezone = 'UTC' SET datestyle = 'ISO' SET bytea_output = 'hex' AS $$
  SELECT sha256(convert_to(string_agg(to_jsonb(t)::text, E'\n' ORDER BY id), 'UTF8'))
  FROM line_decision t WHERE act_id = act
$$;
INSERT INTO act_digest_part VALUES ('line_decision', 'collection_decision_digest(bigint)');

CREATE FUNCTION collection_find_false_decision() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT found FROM (
    (SELECT 'decision ' || d.id || ' was written by no act' AS found FROM line_decision d
     WHERE NOT EXISTS (SELECT FROM act WHERE act.id = d.act_id) ORDER BY d.id LIMIT 1)
    UNION ALL
    (SELECT 'decision ' || d.id || ' joins a line to a payment of another amount'
     FROM line_decision d JOIN statement_line x ON x.id = d.line_id
     JOIN payment p ON p.id = d.payment_id
     WHERE abs(x.amount) <> p.amount ORDER BY d.id LIMIT 1)
    UNION ALL
    (SELECT 'decision ' || d.id || ' books a line by a payment of another act'
     FROM line_decision d JOIN payment p ON p.id = d.payment_id
     WHERE d.choice = 'another' AND p.act_id <> d.act_id ORDER BY d.id LIMIT 1)
    UNION ALL
    (SELECT 'decision ' || d.id || ' takes back a payment that its act does not'
     FROM line_decision d
     WHERE d.choice = 'return' AND NOT EXISTS (
       SELECT FROM payment_use u WHERE u.payment_id = d.payment_id AND u.act_id = d.act_id
         AND u.kind = 'return') ORDER BY d.id LIMIT 1)
    UNION ALL
    (SELECT 'payment ' || l.payment_id || ' is two movements of statement ' || l.statement_id
     FROM line_state l WHERE l.payment_id IS NOT NULL AND l.amount > 0
     GROUP BY l.payment_id, l.statement_id HAVING count(*) > 1 ORDER BY 1 LIMIT 1)
  ) AS breaks LIMIT 1
$$;
INSERT INTO audit_check VALUES
  ('lines are what was said of them', 'collection_find_false_decision()');
