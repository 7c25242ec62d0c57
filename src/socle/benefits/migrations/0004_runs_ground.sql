-- Runs: rows added by acts. A run's dues are a million, so what each costs is weighed: one narrow
-- key, in the order of the awards, and no reference checked a row. The statement that adds them is
-- checked once, and the references by the verification.
CREATE TABLE award_due (
  fund_id  bigint   NOT NULL,
  run_id   bigint   NOT NULL,
  award_id bigint   NOT NULL,
  line     smallint NOT NULL,
  payee_id bigint   NOT NULL,
  month    date     NOT NULL CHECK (extract(day FROM month) = 1),
  kind     text     NOT NULL,
  amount   bigint   NOT NULL,
  PRIMARY KEY (run_id, award_id, line),
  -- What is taken back is below zero; what is left to be given back afterwards sets it to zero.
  CHECK (CASE kind WHEN 'regular' THEN amount > 0 WHEN 'arrears' THEN amount > 0
    WHEN 'overpaid' THEN amount > 0 WHEN 'correction' THEN amount < 0
    WHEN 'retention' THEN amount < 0 ELSE false END)
);
SELECT socle_isolate('award_due'), socle_append_only('award_due');

CREATE FUNCTION award_due_check_run() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM added WHERE (run_id, fund_id) NOT IN (
      SELECT id, fund_id FROM benefit_run WHERE act_id = socle_act())) THEN
    RAISE EXCEPTION 'a due is of no run in progress' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER known_run AFTER INSERT ON award_due REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION award_due_check_run();

SELECT socle_isolate(each), socle_append_only(each), socle_within_act(each)
FROM unnest('{benefit_run,run_step,run_total,run_change,run_anomaly,anomaly_acceptance,overpayment,recovery_plan,overpayment_remission,retention}'::regclass[]) AS each;

-- Runs that count: those that nobody discarded.
CREATE VIEW counted_run WITH (security_invoker = true) AS
SELECT r.id, r.fund_id, r.number, r.act_id, r.month, r.benefits, r.known_at,
  coalesce(s.step, 'computed') AS step, s.act_id AS step_act_id
FROM benefit_run r LEFT JOIN run_step s ON s.run_id = r.id
WHERE s.step IS DISTINCT FROM 'discarded';

-- What payments may know: whom a validated run owes what, all their awards together.
CREATE VIEW payee_due WITH (security_invoker = true) AS
SELECT r.fund_id, r.id AS run_id, r.number AS run_number, r.month AS run_month, d.payee_id,
  sum(d.amount)::bigint AS amount, count(*)::integer AS dues, a.recorded_at AS validated_at
FROM benefit_run r JOIN run_step s ON s.run_id = r.id AND s.step = 'validated'
JOIN act a ON a.id = s.act_id JOIN award_due d ON d.run_id = r.id
GROUP BY r.fund_id, r.id, r.number, r.month, d.payee_id, a.recorded_at
HAVING sum(d.amount) > 0;

-- The same, due by due, for the books: by branch and by the month that a due is for.
CREATE VIEW payee_due_part WITH (security_invoker = true) AS
SELECT d.fund_id, d.run_id, d.payee_id, a.branch, d.month, d.amount
FROM award_due d JOIN run_step s ON s.run_id = d.run_id AND s.step = 'validated'
JOIN award a ON a.id = d.award_id;

-- What is still to be given back of each overpayment: runs in progress count too.
CREATE VIEW overpayment_state WITH (security_invoker = true) AS
SELECT o.fund_id, o.id, o.number, o.run_id, o.award_id, o.payee_id, o.amount, o.act_id,
  coalesce(k.kept, 0) AS kept, coalesce(m.amount, 0) AS remitted,
  o.amount - coalesce(k.kept, 0) - coalesce(m.amount, 0) AS rest, p.percent
FROM overpayment o
LEFT JOIN LATERAL (
  SELECT sum(t.amount)::bigint AS kept FROM retention t JOIN counted_run r ON r.id = t.run_id
  WHERE t.overpayment_id = o.id) k ON true
LEFT JOIN overpayment_remission m ON m.overpayment_id = o.id
LEFT JOIN LATERAL (
  SELECT percent FROM recovery_plan WHERE overpayment_id = o.id ORDER BY id DESC LIMIT 1) p ON true;

CREATE FUNCTION runs_act_digest(act bigint) RETURNS bytea LANGUAGE sql STABLE
SET timezone = 'UTC' SET datestyle = 'ISO' AS $$
  SELECT sha256(convert_to(string_agg(said, E'\n' ORDER BY said), 'UTF8')) FROM (
    SELECT 'run ' || jsonb_strip_nulls(to_jsonb(t))::text AS said FROM benefit_run t WHERE act_id = act
    -- A million dues: their own bytes, in the order of their key.
    UNION ALL SELECT 'dues ' || encode(sha256(string_agg(int8send(d.award_id) || int2send(d.line)
      || int8send(d.payee_id) || date_send(d.month) || int8send(d.amount) || textsend(d.kind), ''::bytea
      ORDER BY d.award_id, d.line)), 'hex')
    FROM benefit_run r JOIN award_due d ON d.run_id = r.id WHERE r.act_id = act
    UNION ALL SELECT 'step ' || jsonb_strip_nulls(to_jsonb(t))::text FROM run_step t WHERE act_id = act
    UNION ALL SELECT 'total ' || jsonb_strip_nulls(to_jsonb(t))::text
    FROM benefit_run r JOIN run_total t ON t.run_id = r.id WHERE r.act_id = act
    UNION ALL SELECT 'change ' || jsonb_strip_nulls(to_jsonb(t))::text
    FROM benefit_run r JOIN run_change t ON t.run_id = r.id WHERE r.act_id = act
    UNION ALL SELECT 'anomaly ' || jsonb_strip_nulls(to_jsonb(t))::text
    FROM benefit_run r JOIN run_anomaly t ON t.run_id = r.id WHERE r.act_id = act
    UNION ALL SELECT 'retention ' || jsonb_strip_nulls(to_jsonb(t))::text
    FROM benefit_run r JOIN retention t ON t.run_id = r.id WHERE r.act_id = act
    UNION ALL SELECT 'accepted ' || jsonb_strip_nulls(to_jsonb(t))::text
    FROM anomaly_acceptance t WHERE act_id = act
    UNION ALL SELECT 'overpayment ' || jsonb_strip_nulls(to_jsonb(t))::text FROM overpayment t WHERE act_id = act
    UNION ALL SELECT 'plan ' || jsonb_strip_nulls(to_jsonb(t))::text FROM recovery_plan t WHERE act_id = act
    UNION ALL SELECT 'remission ' || jsonb_strip_nulls(to_jsonb(t))::text
    FROM overpayment_remission t WHERE act_id = act
  ) AS written
$$;
INSERT INTO act_digest_part (name, digest, tables) VALUES ('benefit_runs', 'runs_act_digest(bigint)',
  '{benefit_run,award_due,run_step,run_total,run_change,run_anomaly,retention,anomaly_acceptance,overpayment,recovery_plan,overpayment_remission}');

CREATE FUNCTION runs_find_stray() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT kind || ' ' || id || ' was written by no act' FROM (
    SELECT 'run' AS kind, id, act_id FROM benefit_run
    UNION ALL SELECT 'step of a run', id, act_id FROM run_step
    UNION ALL SELECT 'accepted anomaly', id, act_id FROM anomaly_acceptance
    UNION ALL SELECT 'overpayment', id, act_id FROM overpayment
    UNION ALL SELECT 'recovery plan', id, act_id FROM recovery_plan
    UNION ALL SELECT 'remission', id, act_id FROM overpayment_remission
    UNION ALL SELECT 'total of a run', t.id, CASE WHEN t.act_id = r.act_id THEN r.act_id END
    FROM run_total t LEFT JOIN benefit_run r ON r.id = t.run_id
    UNION ALL SELECT 'change in a run', t.id, CASE WHEN t.act_id = r.act_id THEN r.act_id END
    FROM run_change t LEFT JOIN benefit_run r ON r.id = t.run_id
    UNION ALL SELECT 'anomaly of a run', t.id, CASE WHEN t.act_id = r.act_id THEN r.act_id END
    FROM run_anomaly t LEFT JOIN benefit_run r ON r.id = t.run_id
    UNION ALL SELECT 'retention', t.id, CASE WHEN t.act_id = r.act_id THEN r.act_id END
    FROM retention t LEFT JOIN benefit_run r ON r.id = t.run_id
  ) AS written WHERE NOT EXISTS (SELECT FROM act WHERE act.id = written.act_id)
  ORDER BY kind, id LIMIT 1
$$;
INSERT INTO audit_check VALUES ('runs have acts', 'runs_find_stray()');

CREATE FUNCTION runs_find_stray_due() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT 'a due of run ' || d.run_id || ' is of award ' || d.award_id || ', which it cannot be of'
  FROM award_due d
  WHERE (d.run_id, d.fund_id) NOT IN (SELECT id, fund_id FROM benefit_run)
    OR (d.award_id, d.fund_id) NOT IN (SELECT id, fund_id FROM award)
    OR (d.payee_id, d.fund_id) NOT IN (SELECT person_id, fund_id FROM insured_number) LIMIT 1
$$;
INSERT INTO audit_check VALUES ('dues are of runs, awards and persons', 'runs_find_stray_due()');

CREATE FUNCTION runs_find_wrong_total() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT 'the dues of run ' || coalesce(d.run_id, t.run_id) || ' sum to ' || coalesce(d.amount, 0)
    || ' for ' || coalesce(d.branch, t.branch) || ', its totals to ' || coalesce(t.amount, 0)
  FROM (
    SELECT d.run_id, a.branch, d.month, d.kind, sum(d.amount) AS amount
    FROM award_due d JOIN award a ON a.id = d.award_id GROUP BY 1, 2, 3, 4
  ) d FULL JOIN (
    SELECT run_id, branch, month, kind, sum(amount) AS amount FROM run_total GROUP BY 1, 2, 3, 4
  ) t ON t.run_id = d.run_id AND t.branch = d.branch AND t.month = d.month AND t.kind = d.kind
  WHERE d.amount IS DISTINCT FROM t.amount LIMIT 1
$$;
INSERT INTO audit_check VALUES ('runs equal their dues', 'runs_find_wrong_total()');

-- A validated run is in the ledger to the franc, by branch and month: what is owed to payees.
CREATE FUNCTION runs_find_wrong_entry() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT 'run ' || coalesce(r.number, '?') || ' owes ' || coalesce(r.owed, 0) || ' for '
    || coalesce(r.branch, p.branch) || ', its entry says ' || coalesce(p.owed, 0)
  FROM (
    SELECT s.act_id, min(b.number) AS number, t.branch, t.month, sum(t.amount) AS owed
    FROM run_step s JOIN benefit_run b ON b.id = s.run_id JOIN run_total t ON t.run_id = s.run_id
    WHERE s.step = 'validated' GROUP BY s.act_id, t.branch, t.month HAVING sum(t.amount) <> 0
  ) r FULL JOIN (
    SELECT act_id, branch, month, -sum(amount) AS owed FROM account_posting
    WHERE kind = 'benefit_due' AND account = 'beneficiary' GROUP BY act_id, branch, month
  ) p ON p.act_id = r.act_id AND p.branch = r.branch AND p.month = r.month
  WHERE r.owed IS DISTINCT FROM p.owed LIMIT 1
$$;
INSERT INTO audit_check VALUES ('validated runs equal their entries', 'runs_find_wrong_entry()');

-- Nothing is paid twice: a regular month of an award is in one run that counts.
CREATE FUNCTION runs_find_due_twice() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT 'award ' || d.award_id || ' is due twice for ' || d.month
  FROM counted_run r JOIN award_due d ON d.run_id = r.id AND d.kind = 'regular'
  GROUP BY d.award_id, d.month HAVING count(*) > 1 LIMIT 1
$$;
INSERT INTO audit_check VALUES ('no month is due twice', 'runs_find_due_twice()');

-- What is kept is what the runs kept, and no more than was overpaid.
CREATE FUNCTION runs_find_wrong_recovery() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT found FROM (
    (SELECT 'overpayment ' || number || ' was taken back more than whole' AS found
     FROM overpayment_state WHERE rest < 0 LIMIT 1)
    UNION ALL
    (SELECT 'run ' || coalesce(k.run_id, d.run_id) || ' keeps of award '
       || coalesce(k.award_id, d.award_id) || ' what its retentions do not say'
     FROM (SELECT run_id, award_id, sum(amount) AS amount FROM retention GROUP BY 1, 2) k
     FULL JOIN (SELECT run_id, award_id, -sum(amount) AS amount FROM award_due
                WHERE kind = 'retention' GROUP BY 1, 2) d
       ON d.run_id = k.run_id AND d.award_id = k.award_id
     WHERE k.amount IS DISTINCT FROM d.amount LIMIT 1)
    UNION ALL
    (SELECT 'run ' || coalesce(o.run_id, d.run_id) || ' overpaid award '
       || coalesce(o.award_id, d.award_id) || ' otherwise than its overpayments say'
     FROM (SELECT run_id, award_id, payee_id, sum(amount) AS amount FROM overpayment GROUP BY 1, 2, 3) o
     FULL JOIN (SELECT d.run_id, d.award_id, d.payee_id, sum(d.amount) AS amount
                FROM award_due d JOIN run_step s ON s.run_id = d.run_id AND s.step = 'validated'
                WHERE d.kind = 'overpaid' GROUP BY 1, 2, 3) d
       ON d.run_id = o.run_id AND d.award_id = o.award_id AND d.payee_id = o.payee_id
     WHERE o.amount IS DISTINCT FROM d.amount LIMIT 1)
  ) AS breaks LIMIT 1
$$;
INSERT INTO audit_check VALUES ('overpayments equal what runs say', 'runs_find_wrong_recovery()');

-- What keeps a right: seen by an act, and no longer believed when the act is reversed.
SELECT socle_isolate('right_proof'), socle_append_only('right_proof'), socle_within_act('right_proof');

CREATE FUNCTION right_proof_act_digest(act bigint) RETURNS bytea LANGUAGE sql STABLE
SET timezone = 'UTC' SET datestyle = 'ISO' AS $$
  SELECT sha256(convert_to(string_agg(jsonb_strip_nulls(to_jsonb(t))::text, E'\n' ORDER BY id), 'UTF8'))
  FROM right_proof t WHERE act_id = act
$$;
INSERT INTO act_digest_part (name, digest, tables)
VALUES ('right_proof', 'right_proof_act_digest(bigint)', '{right_proof}');

CREATE FUNCTION right_proof_find_stray() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT 'proof ' || id || ' was written by no act' FROM right_proof t
  WHERE NOT EXISTS (SELECT FROM act WHERE act.id = t.act_id) ORDER BY id LIMIT 1
$$;
INSERT INTO audit_check VALUES ('proofs have acts', 'right_proof_find_stray()');
