-- Postings, partitioned by the year of the month they are about, and what keeps them balanced.

CREATE TABLE ledger_posting (
  fund_id     bigint NOT NULL,
  entry_id    bigint NOT NULL,
  month       date   NOT NULL CHECK (extract(day FROM month) = 1),
  account     text   NOT NULL CHECK (account IN ('contributor', 'contribution', 'cash', 'suspense')),
  employer_id bigint,
  branch      text   NOT NULL DEFAULT '',
  payer       text   NOT NULL DEFAULT '',
  amount      bigint NOT NULL CHECK (amount <> 0), -- debit above zero, credit below
  CHECK (account <> 'contributor' OR employer_id IS NOT NULL)
) PARTITION BY RANGE (month);
CREATE INDEX ledger_posting_account ON ledger_posting (employer_id, month);
CREATE INDEX ledger_posting_entry ON ledger_posting (entry_id);
SELECT socle_isolate('ledger_posting'), socle_append_only('ledger_posting');
SELECT socle_isolate('ledger_entry'), socle_append_only('ledger_entry'),
  socle_within_act('ledger_entry');

-- Every statement that posts brings whole, balanced entries, made by the act in progress.
-- Checked once a statement over the rows it added: a deferred trigger a row would cost a query
-- for each posting of a country's month. Entries added a moment ago are unknown to the planner:
-- NOT IN is hashed whatever it believes.
CREATE FUNCTION ledger_check_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE wrong bigint;
BEGIN
  SELECT entry_id INTO wrong FROM added GROUP BY entry_id HAVING sum(amount) <> 0 LIMIT 1;
  IF wrong IS NOT NULL THEN
    RAISE EXCEPTION 'entry % does not balance', wrong USING ERRCODE = 'check_violation';
  END IF;
  SELECT entry_id INTO wrong FROM added WHERE (entry_id, fund_id) NOT IN (
    SELECT id, fund_id FROM ledger_entry WHERE act_id = socle_act()) LIMIT 1;
  IF wrong IS NOT NULL THEN
    RAISE EXCEPTION 'entry % belongs to no act in progress', wrong
      USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER balanced AFTER INSERT ON ledger_posting REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_check_balance();

-- A year's partition, made when the first month of that year is posted.
CREATE FUNCTION ledger_ensure_year(year integer) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF year NOT BETWEEN 1950 AND 2150 THEN RAISE EXCEPTION 'year % is out of range', year; END IF;
  IF to_regclass('public.ledger_posting_' || year) IS NOT NULL THEN RETURN; END IF;
  PERFORM pg_advisory_xact_lock(hashtext('ledger_posting'), year);
  -- Asked of the catalogue: the name sought above in vain may be remembered as unknown.
  IF EXISTS (SELECT FROM pg_class WHERE relname = ('ledger_posting_' || year)::name
             AND relnamespace = 'public'::regnamespace) THEN RETURN; END IF;
  -- Attached, not created as a partition: that would lock every reader of every year out until
  -- the act is committed, and one that reads two such tables could wait for us as we for it.
  EXECUTE format('CREATE TABLE public.%I (LIKE ledger_posting INCLUDING ALL)', 'ledger_posting_' || year);
  EXECUTE format('REVOKE ALL ON public.%I FROM socle_app', 'ledger_posting_' || year);
  EXECUTE format('ALTER TABLE ledger_posting ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)',
    'ledger_posting_' || year, make_date(year, 1, 1), make_date(year + 1, 1, 1));
END $$;

CREATE FUNCTION ledger_act_digest(act bigint) RETURNS bytea LANGUAGE sql STABLE
SET timezone = 'UTC' SET datestyle = 'ISO' SET enable_seqscan = off AS $$
  SELECT sha256(convert_to(string_agg(said, E'\n' ORDER BY said), 'UTF8')) FROM (
    SELECT jsonb_strip_nulls(to_jsonb(e))::text AS said FROM ledger_entry e WHERE act_id = act
    UNION ALL
    SELECT concat_ws(' ', p.entry_id, p.month, p.account, p.employer_id, p.branch, p.payer, p.amount)
    FROM ledger_entry e JOIN ledger_posting p ON p.entry_id = e.id
    WHERE e.act_id = act
  ) AS written
$$;
INSERT INTO act_digest_part VALUES ('ledger', 'ledger_act_digest(bigint)');

CREATE FUNCTION ledger_find_unbalanced() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT 'ledger entry ' || coalesce(e.number, p.entry_id::text) || ' is out by ' || p.sum
  FROM (SELECT entry_id, sum(amount) FROM ledger_posting GROUP BY entry_id
        HAVING sum(amount) <> 0 ORDER BY entry_id LIMIT 1) p
  LEFT JOIN ledger_entry e ON e.id = p.entry_id
$$;
INSERT INTO audit_check VALUES ('ledger balances', 'ledger_find_unbalanced()');

CREATE FUNCTION ledger_find_stray() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT found FROM (
    (SELECT 'postings of entry ' || p.entry_id || ' have no entry' AS found
     FROM ledger_posting p WHERE NOT EXISTS (SELECT FROM ledger_entry e WHERE e.id = p.entry_id)
     ORDER BY p.entry_id LIMIT 1)
    UNION ALL
    (SELECT 'ledger entry ' || e.number || ' was written by no act' FROM ledger_entry e
     WHERE NOT EXISTS (SELECT FROM act a WHERE a.id = e.act_id) ORDER BY e.id LIMIT 1)
  ) AS breaks LIMIT 1
$$;
INSERT INTO audit_check VALUES ('every posting has its entry and act', 'ledger_find_stray()');

-- What the ledger publishes to the rooms above it: what each entry makes contributors owe.
CREATE VIEW entry_debt WITH (security_invoker = true) AS
SELECT fund_id, entry_id, sum(amount)::bigint AS total FROM ledger_posting
WHERE account = 'contributor' GROUP BY fund_id, entry_id;
