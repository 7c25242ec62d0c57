-- The fund is part of the key: two funds have a rule of the same name.
SELECT socle_temporal('recovery_rule', '{fund_id,name}'),
       socle_temporal('letter_language', '{employer_id}');

SELECT socle_isolate('force_majeure'), socle_isolate('payment_plan'),
  socle_isolate('plan_instalment'), socle_isolate('standing_certificate'),
  socle_isolate('notice'), socle_isolate('notice_month'), socle_isolate('notice_withdrawal');
SELECT socle_append_only('force_majeure'), socle_append_only('payment_plan'),
  socle_append_only('plan_instalment'), socle_append_only('standing_certificate'),
  socle_append_only('notice'), socle_append_only('notice_month'),
  socle_append_only('notice_withdrawal');
SELECT socle_within_act('force_majeure'), socle_within_act('payment_plan'),
  socle_within_act('plan_instalment'), socle_within_act('standing_certificate'),
  socle_within_act('notice'), socle_within_act('notice_month'),
  socle_within_act('notice_withdrawal');

-- Whether what an act wrote is believed, as known at an instant (null: at present).
CREATE FUNCTION arrears_is_known(act bigint, known_at timestamptz) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM act a WHERE a.id = $1 AND ($2 IS NULL OR a.recorded_at <= $2))
    AND NOT EXISTS (
      SELECT FROM act r WHERE r.reverses_id = $1 AND ($2 IS NULL OR r.recorded_at <= $2))
$$;

CREATE FUNCTION arrears_act_digest(act bigint) RETURNS bytea LANGUAGE sql STABLE
SET timezone = 'UTC' SET datestyle = 'ISO' SET enable_seqscan = off AS $$
  SELECT sha256(convert_to(string_agg(said, E'\n' ORDER BY said), 'UTF8')) FROM (
    SELECT 'force_majeure ' || jsonb_strip_nulls(to_jsonb(t))::text AS said
    FROM force_majeure t WHERE act_id = act
    UNION ALL SELECT 'plan ' || jsonb_strip_nulls(to_jsonb(t))::text
    FROM payment_plan t WHERE act_id = act
    UNION ALL SELECT 'instalment ' || jsonb_strip_nulls(to_jsonb(i))::text
    FROM payment_plan p JOIN plan_instalment i ON i.plan_id = p.id WHERE p.act_id = act
    UNION ALL SELECT 'certificate ' || jsonb_strip_nulls(to_jsonb(t))::text
    FROM standing_certificate t WHERE act_id = act
    UNION ALL SELECT 'notice ' || jsonb_strip_nulls(to_jsonb(t))::text
    FROM notice t WHERE act_id = act
    UNION ALL SELECT 'month ' || jsonb_strip_nulls(to_jsonb(m))::text
    FROM notice n JOIN notice_month m ON m.notice_id = n.id WHERE n.act_id = act
    UNION ALL SELECT 'withdrawal ' || jsonb_strip_nulls(to_jsonb(t))::text
    FROM notice_withdrawal t WHERE act_id = act
  ) AS written
$$;
INSERT INTO act_digest_part VALUES ('arrears', 'arrears_act_digest(bigint)');

CREATE FUNCTION arrears_find_stray() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT kind || ' ' || number || ' was written by no act' FROM (
    SELECT 'event' AS kind, number, act_id FROM force_majeure
    UNION ALL SELECT 'plan', number, act_id FROM payment_plan
    UNION ALL SELECT 'certificate', number, act_id FROM standing_certificate
    UNION ALL SELECT 'notice', number, act_id FROM notice
    UNION ALL SELECT 'withdrawal', id::text, act_id FROM notice_withdrawal
    UNION ALL SELECT 'instalment', i.id::text, CASE WHEN i.act_id = p.act_id THEN p.act_id END
    FROM plan_instalment i LEFT JOIN payment_plan p ON p.id = i.plan_id
    UNION ALL SELECT 'month of a notice', m.id::text, CASE WHEN m.act_id = n.act_id THEN n.act_id END
    FROM notice_month m LEFT JOIN notice n ON n.id = m.notice_id
  ) AS said WHERE NOT EXISTS (SELECT FROM act WHERE act.id = said.act_id)
  ORDER BY kind, number LIMIT 1
$$;
INSERT INTO audit_check VALUES ('arrears have acts', 'arrears_find_stray()');

CREATE FUNCTION arrears_find_wrong_plan() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT 'the instalments of plan ' || p.number || ' do not sum to its amount'
  FROM payment_plan p LEFT JOIN (
    SELECT plan_id, sum(amount)::bigint AS total FROM plan_instalment GROUP BY plan_id
  ) i ON i.plan_id = p.id
  WHERE i.total IS DISTINCT FROM p.amount ORDER BY p.id LIMIT 1
$$;
INSERT INTO audit_check VALUES ('plans equal their instalments', 'arrears_find_wrong_plan()');

-- A surcharge, a fine and what was remitted of them: the act says what the ledger holds.
CREATE FUNCTION arrears_find_wrong_charge() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT 'act ' || a.number || ' says ' || (a.after ->> 'amount') || ', its entries '
    || coalesce(p.total, 0)
  FROM act a LEFT JOIN (
    SELECT act_id, sum(amount)::bigint AS total FROM contributor_posting
    WHERE kind IN ('penalty', 'remission') GROUP BY act_id
  ) p ON p.act_id = a.id
  WHERE a.type IN ('charge_penalties', 'charge_fine', 'remit_penalties') AND a.reverses_id IS NULL
    AND (a.after ->> 'amount')::bigint * CASE a.type WHEN 'remit_penalties' THEN -1 ELSE 1 END
      IS DISTINCT FROM coalesce(p.total, 0)
  ORDER BY a.id LIMIT 1
$$;
INSERT INTO audit_check VALUES
  ('charges and remissions equal their entries', 'arrears_find_wrong_charge()');

CREATE FUNCTION arrears_find_letter_twice() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT 'letter ' || min(n.number) || ' was sent again for ' || m.month
  FROM notice n JOIN notice_month m ON m.notice_id = n.id
  WHERE arrears_is_known(n.act_id, NULL) AND NOT EXISTS (
    SELECT FROM notice_withdrawal w
    WHERE w.notice_id = n.id AND arrears_is_known(w.act_id, NULL))
  GROUP BY n.employer_id, n.step, n.about, m.month HAVING count(*) > 1 LIMIT 1
$$;
INSERT INTO audit_check VALUES ('no letter is sent twice', 'arrears_find_letter_twice()');
