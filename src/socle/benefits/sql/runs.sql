-- Runs: what awards are due for a month. `{dues}` is the table that holds the run's dues: the one
-- of all runs, or for a simulation one of the session's own.

-- name: run_base
-- For each benefit the last run that counts: up to which month, and known until when.
CREATE TEMPORARY TABLE run_base ON COMMIT DROP AS
SELECT b.benefit, r.id AS run_id, r.month, r.known_at
FROM unnest(%(benefits)s::text[]) AS b (benefit)
LEFT JOIN LATERAL (
  SELECT id, month, known_at FROM counted_run c WHERE b.benefit = ANY (c.benefits) AND c.id <> %(run)s
  ORDER BY id DESC LIMIT 1) r ON true

-- name: run_month
-- The months that such a run left to this one, the last of which is its own.
CREATE TEMPORARY TABLE run_month ON COMMIT DROP AS
SELECT b.benefit, m.month::date AS month,
  row_number() OVER (PARTITION BY b.benefit ORDER BY m.month)::smallint AS line,
  CASE WHEN m.month = %(month)s::date THEN 'regular' ELSE 'arrears' END AS kind
FROM run_base b, generate_series(
  b.month + interval '1 month', %(month)s::date, interval '1 month') AS m (month)

-- name: run_fresh
-- Awards of a benefit that no run has counted, as in a first run, of which nothing is to be compared:
-- one term and no other, of each month, nobody's second award of that benefit, not long in arrears.
-- From which month to which it is due; in the order of the awards, as dues are kept.
CREATE TEMPORARY TABLE run_fresh ON COMMIT DROP AS
WITH eligible AS MATERIALIZED (
  SELECT b.benefit FROM run_base b
  WHERE b.run_id IS NULL AND b.benefit NOT IN (SELECT benefit FROM run_work_asked)
), alone AS (
  SELECT min(a.id) AS award_id, a.benefit, min(a.branch) AS branch FROM award a JOIN eligible USING (benefit)
  GROUP BY a.beneficiary_id, a.benefit HAVING count(*) = 1 AND min(a.periodicity) = 'monthly'
), one_term AS (
  SELECT award_id, min(payee_id) AS payee_id, min(amount) AS amount, min(status) AS status,
    date_trunc('month', min(lower(valid))::timestamp)::date AS first,
    date_trunc('month', least(%(month)s::date, min(upper(valid)) - 1)::timestamp)::date AS last
  FROM award_term WHERE EXISTS (SELECT FROM eligible) GROUP BY award_id HAVING count(*) = 1
)
SELECT t.award_id, t.payee_id, t.amount, t.first, t.last, a.benefit, a.branch,
  CASE WHEN t.first < t.last THEN (date_part('year', age(t.last, t.first)) * 12
    + date_part('month', age(t.last, t.first)))::integer ELSE 0 END AS months
FROM one_term t JOIN alone a USING (award_id) WHERE t.status = 'active' AND t.first <= t.last
  AND t.first > %(month)s::date - make_interval(months => %(long)s)
  AND NOT EXISTS (SELECT FROM run_held h WHERE h.award_id = t.award_id)
ORDER BY t.award_id

-- name: run_touched
-- Awards to look at month by month: terms stated or taken back since the last run, terms that begin
-- or end between the two months, quarters that close, awards that the last run held. Of all the
-- others the month is that of the last run, and its dues are what they were.
CREATE TEMPORARY TABLE run_touched ON COMMIT DROP AS
WITH earliest AS MATERIALIZED (
  SELECT min(known_at) AS known_at, min(month) AS month FROM run_base
), stirred AS MATERIALIZED (
  SELECT award_id, recorded_at AS at, lower(valid) AS since, upper(valid) AS until FROM award_term
  WHERE recorded_at > (SELECT known_at FROM earliest)
    OR lower(valid) > (SELECT month FROM earliest) OR upper(valid) > (SELECT month FROM earliest)
  UNION ALL SELECT award_id, superseded_at, NULL, NULL FROM award_term_history
  WHERE superseded_at > (SELECT known_at FROM earliest)
  UNION ALL SELECT award_id, 'infinity', NULL, NULL FROM run_anomaly
  WHERE is_held AND run_id IN (SELECT run_id FROM run_base)
)
SELECT a.id AS award_id, a.benefit, b.run_id AS base_id, b.month AS base_month
FROM stirred s JOIN award a ON a.id = s.award_id JOIN run_base b ON b.benefit = a.benefit
WHERE s.at > b.known_at OR (s.since > b.month AND s.since < %(after)s::date)
  OR (s.until > b.month AND s.until < %(after)s::date)
UNION
SELECT a.id, a.benefit, b.run_id, b.month FROM run_base b JOIN award a ON a.benefit = b.benefit
WHERE (b.run_id IS NULL AND NOT EXISTS (SELECT FROM run_fresh f WHERE f.award_id = a.id))
  OR b.benefit IN (SELECT benefit FROM run_work_asked) OR (a.periodicity = 'quarterly' AND EXISTS (
  SELECT FROM run_month m WHERE m.benefit = b.benefit AND extract(month FROM m.month) %% 3 = 0))

-- name: run_work_asked
-- Benefits of which each month asks its own work, month by month: from the first that an award gives
-- or, where months were paid before work was asked, from the next: what was paid then stays paid.
CREATE TEMPORARY TABLE run_work_asked ON COMMIT DROP AS
SELECT q.benefit, q.month, q.least_days, q.least_wage
FROM unnest(%(asked_benefits)s::text[], %(asked_months)s::date[], %(least_days)s::int[],
  %(least_wages)s::bigint[]) AS q (benefit, month, least_days, least_wage)
WHERE NOT EXISTS (
  SELECT FROM benefit_run r JOIN counted_run c ON c.id = r.id
  WHERE q.benefit = ANY (r.benefits) AND r.month >= q.month AND r.asks_work IS NOT true
    AND r.id <> %(run)s)

-- name: run_worked
-- The months of which the career shows the work that is asked, or of whom none is asked: who has a
-- pension in force, of their own or as a spouse, who keeps allowances after a dismissal, and who bears
-- the children of somebody who died, by their decision. A file that was merged brings its lines to the
-- one that was kept.
CREATE TEMPORARY TABLE run_worked ON COMMIT DROP AS
WITH bearer AS MATERIALIZED (
  SELECT a.id AS award_id, a.benefit, a.person_id, f.person_id AS file_id
  FROM award a CROSS JOIN LATERAL (
    SELECT a.person_id UNION ALL
    SELECT k.person_id FROM person_alias_as_of('infinity') k
    WHERE k.kept_id = a.person_id AND upper_inf(k.valid)) f
  WHERE a.benefit IN (SELECT benefit FROM run_work_asked)
), worked AS MATERIALIZED (
  SELECT b.award_id, w.month, sum(w.days) AS days, sum(w.wage_capped) AS wage
  FROM bearer b JOIN credited_work_as_of(
      ARRAY(SELECT DISTINCT file_id FROM bearer), (SELECT min(month) FROM run_work_asked),
      %(after)s::date, 'infinity') w ON w.person_id = b.file_id
  GROUP BY 1, 2
)
SELECT w.award_id, w.month FROM worked w JOIN award a ON a.id = w.award_id
JOIN run_work_asked q ON q.benefit = a.benefit AND q.month = w.month
WHERE w.days >= q.least_days AND w.wage >= q.least_wage
UNION
SELECT b.award_id, q.month FROM bearer b JOIN run_work_asked q ON q.benefit = b.benefit
JOIN award p ON p.beneficiary_id = b.person_id AND p.benefit = ANY (%(without_work)s::text[])
  AND p.part <> 'orphans'
JOIN award_term t ON t.award_id = p.id AND t.valid @> q.month
UNION
SELECT b.award_id, q.month FROM bearer b JOIN run_work_asked q ON q.benefit = b.benefit
JOIN allowance_kept k ON k.person_id = b.file_id AND k.valid @> q.month
UNION
-- The dead first: they are few, and no decision of who lives is read but of who bears their children.
SELECT b.award_id, q.month
FROM (
  SELECT DISTINCT f.benefit, f.number, d.died_on, n.bearer_id
  FROM insured_death d
  JOIN award f ON f.beneficiary_id = d.person_id AND f.benefit = ANY (%(known_children)s::text[])
  JOIN (SELECT dependant_id, bearer_id FROM dependency_as_of('infinity') WHERE benefit = 'family'
    UNION SELECT child_id, parent_id FROM filiation_as_of('infinity')) o ON o.bearer_id = d.person_id
  JOIN dependency_as_of('infinity') n ON n.dependant_id = o.dependant_id AND n.benefit = 'family'
    AND n.bearer_id <> d.person_id
) l
JOIN bearer b ON b.file_id = l.bearer_id AND b.benefit = l.benefit
JOIN run_work_asked q ON q.benefit = b.benefit AND q.month > l.died_on
JOIN award a ON a.id = b.award_id
WHERE (SELECT c.calculation -> 'steps' FROM claim_decision c
    WHERE c.claim_id = a.claim_id AND benefits_is_known(c.act_id, NULL) ORDER BY c.id DESC LIMIT 1)
  @> jsonb_build_array(jsonb_build_object('label', %(known_step)s::text, 'value', l.number))

-- name: run_held
-- Nobody pays the dead: an award in force whose beneficiary or payee died before the month waits, and
-- so does one whose payments are kept back at a notice that nobody has confirmed yet.
CREATE TEMPORARY TABLE run_held ON COMMIT DROP AS
SELECT DISTINCT ON (t.award_id) t.award_id, a.benefit, t.amount, d.died_on, d.kind
FROM (
  SELECT a.id AS award_id, d.died_on, 'dead' AS kind
  FROM insured_death d JOIN award a ON a.beneficiary_id = d.person_id
  WHERE d.died_on < %(month)s::date
  UNION ALL
  SELECT t.award_id, d.died_on, 'payee_dead'
  FROM insured_death d JOIN award_term t ON t.payee_id = d.person_id
  WHERE d.died_on < %(month)s::date AND t.valid && daterange(%(month)s::date, %(after)s::date)
  UNION ALL
  SELECT a.id, lower(h.valid), 'on_hold' FROM payment_hold h
  JOIN LATERAL (SELECT id FROM award WHERE beneficiary_id = h.person_id
    UNION SELECT award_id FROM award_term WHERE payee_id = h.person_id) a ON true
  WHERE upper_inf(h.valid)
) d
JOIN award_term t ON t.award_id = d.award_id AND t.status = 'active'
  AND t.valid && daterange(%(month)s::date, %(after)s::date)
JOIN award a ON a.id = t.award_id AND a.benefit = ANY (%(benefits)s::text[])
ORDER BY t.award_id, d.kind

-- name: steady_dues
-- Awards that nothing has touched: one term holds from the last run's month to this one's. What
-- they sum to is told on the way, for a million rows are not read back.
WITH span AS MATERIALIZED (
  SELECT m.*, daterange(b.month, %(month)s::date, '[]') AS held
  FROM run_base b JOIN run_month m USING (benefit)
), apart AS MATERIALIZED (
  SELECT award_id FROM run_touched UNION ALL SELECT award_id FROM run_held
), steady AS MATERIALIZED (
  SELECT t.award_id, m.line, t.payee_id, m.month, m.kind, t.amount, a.benefit, a.branch
  FROM award_term t JOIN award a ON a.id = t.award_id AND a.periodicity = 'monthly'
  JOIN span m ON m.benefit = a.benefit AND t.valid @> m.held
  WHERE t.status = 'active' AND NOT EXISTS (SELECT FROM apart x WHERE x.award_id = t.award_id)
), written AS (
  INSERT INTO {dues} (fund_id, run_id, award_id, line, payee_id, month, kind, amount)
  SELECT %(fund)s, %(run)s, award_id, line, payee_id, month, kind, amount
  FROM steady ORDER BY award_id
)
SELECT benefit, branch, month, kind, count(*)::integer, sum(amount)::bigint
FROM steady GROUP BY 1, 2, 3, 4

-- name: fresh_dues
-- The awards of a first run that are due from one month to another, and what they sum to.
WITH due AS MATERIALIZED (
  SELECT award_id, (rank + 1)::smallint AS line, payee_id, amount, benefit, branch,
    CASE rank WHEN 0 THEN first ELSE (first + make_interval(months => rank))::date END AS month
  FROM (SELECT *, generate_series(0, months) AS rank FROM run_fresh) AS f
), told AS MATERIALIZED (
  SELECT *, CASE WHEN month = %(month)s::date THEN 'regular' ELSE 'arrears' END AS kind FROM due
), written AS (
  INSERT INTO {dues} (fund_id, run_id, award_id, line, payee_id, month, kind, amount)
  SELECT %(fund)s, %(run)s, award_id, line, payee_id, month, kind, amount FROM told
)
SELECT benefit, branch, month, kind, count(*)::integer, sum(amount)::bigint
FROM told GROUP BY 1, 2, 3, 4

-- name: touched_dues
-- The others: what present beliefs owe for each month up to this one, less what was counted.
-- A month owes the term that is in force on its first day of right (convention: whole months).
-- Kept apart until they are complete: what changed and what is unusual is looked for among them.
CREATE TEMPORARY TABLE run_looked ON COMMIT DROP AS
WITH looked AS (
  SELECT x.award_id, a.periodicity FROM run_touched x JOIN award a ON a.id = x.award_id
  WHERE NOT EXISTS (SELECT FROM run_held h WHERE h.award_id = x.award_id)
), first_of_month AS (
  SELECT DISTINCT ON (x.award_id, m.month) x.award_id, x.periodicity, m.month::date AS month,
    t.payee_id, t.amount, t.status
  FROM looked x JOIN award_term t ON t.award_id = x.award_id
  CROSS JOIN LATERAL generate_series(date_trunc('month', lower(t.valid)::timestamp),
    least(%(month)s::date, upper(t.valid) - 1)::timestamp, interval '1 month') AS m (month)
  ORDER BY x.award_id, m.month, lower(t.valid)
), owed AS (
  SELECT award_id, month, payee_id, amount FROM (
    SELECT *, min(month) OVER (PARTITION BY award_id) AS first FROM first_of_month) AS f
  WHERE status = 'active' AND NOT EXISTS (
    SELECT FROM award a JOIN run_work_asked q ON q.benefit = a.benefit
    WHERE a.id = f.award_id AND q.month = f.month
      AND NOT EXISTS (SELECT FROM run_worked w WHERE w.award_id = f.award_id AND w.month = f.month)
  ) AND CASE periodicity WHEN 'once' THEN month = first
    WHEN 'quarterly' THEN extract(month FROM month) %% 3 = 0 ELSE true END
), counted AS (
  SELECT d.award_id, d.month, d.payee_id, sum(d.amount) AS amount
  -- Award by award and run by run, by their key: nothing else is read of all that was ever due.
  FROM looked x CROSS JOIN counted_run r CROSS JOIN LATERAL (
    SELECT * FROM award_due WHERE run_id = r.id AND award_id = x.award_id OFFSET 0) d
  WHERE r.id <> %(run)s AND d.kind IN ('regular', 'arrears', 'correction') GROUP BY 1, 2, 3
), seen AS (
  SELECT DISTINCT award_id, month, true AS is_seen FROM counted
), differing AS (
  SELECT award_id, month, payee_id, coalesce(o.amount, 0) - coalesce(c.amount, 0) AS amount,
    coalesce(s.is_seen, false) AS is_seen
  FROM owed o FULL JOIN counted c USING (award_id, month, payee_id)
  LEFT JOIN seen s USING (award_id, month)
)
SELECT award_id, row_number() OVER (PARTITION BY award_id ORDER BY month, payee_id) AS line,
  payee_id, month, CASE WHEN amount < 0 THEN 'correction'
    WHEN month = %(month)s::date AND NOT is_seen THEN 'regular' ELSE 'arrears' END AS kind, amount
FROM differing WHERE amount <> 0

-- name: overpaid_dues
-- Where the past of an award takes back more than it gives, the rest is to be given back: it is
-- never cut from the month's due at once.
INSERT INTO run_looked (award_id, line, payee_id, month, kind, amount)
SELECT d.award_id, l.line + row_number() OVER (PARTITION BY d.award_id ORDER BY d.payee_id),
  d.payee_id, %(month)s::date, 'overpaid', -d.amount
FROM (SELECT award_id, payee_id, sum(amount) AS amount FROM run_looked
      WHERE kind IN ('arrears', 'correction') GROUP BY award_id, payee_id HAVING sum(amount) < 0) d
JOIN (SELECT award_id, max(line) AS line FROM run_looked GROUP BY award_id) l USING (award_id)

-- name: looked_dues
INSERT INTO {dues} (fund_id, run_id, award_id, line, payee_id, month, kind, amount)
SELECT %(fund)s, %(run)s, award_id, line, payee_id, month, kind, amount
FROM run_looked ORDER BY award_id, line

-- name: debtors
-- Who has a plan to give back, and what each of their awards is due for the month.
SELECT o.id, o.payee_id, o.rest, o.percent, d.award_id, d.amount
FROM overpayment_state o
JOIN {dues} d ON d.run_id = %(run)s AND d.payee_id = o.payee_id AND d.kind = 'regular'
WHERE o.percent IS NOT NULL AND o.rest > 0
ORDER BY o.payee_id, o.id, d.award_id

-- name: retained_dues
WITH kept AS (
  INSERT INTO {dues} (fund_id, run_id, award_id, line, payee_id, month, kind, amount)
  SELECT %(fund)s, %(run)s, k.award_id,
    (SELECT max(l.line) FROM {dues} l WHERE l.run_id = %(run)s AND l.award_id = k.award_id) + 1,
    k.payee_id, %(month)s::date, 'retention', -k.amount
  FROM unnest(%(awards)s::bigint[], %(payees)s::bigint[], %(amounts)s::bigint[])
    AS k (award_id, payee_id, amount)
  RETURNING award_id, line, payee_id, month, kind, amount
)
INSERT INTO run_looked (award_id, line, payee_id, month, kind, amount) SELECT * FROM kept

-- name: looked_totals
SELECT a.benefit, a.branch, d.month, d.kind, count(*)::integer, sum(d.amount)::bigint
FROM run_looked d JOIN award a ON a.id = d.award_id GROUP BY 1, 2, 3, 4

-- name: changes
-- Only what was touched can differ from the last run's month: each award under one cause.
WITH last AS (
  SELECT x.award_id, sum(d.amount) FILTER (WHERE d.month = x.base_month)::bigint AS amount,
    count(*) AS dues
  FROM (SELECT * FROM run_touched UNION
        SELECT h.award_id, h.benefit, b.run_id, b.month FROM run_held h JOIN run_base b USING (benefit)) x
  CROSS JOIN counted_run r CROSS JOIN LATERAL (
    SELECT * FROM award_due WHERE run_id = r.id AND award_id = x.award_id OFFSET 0) d
  WHERE r.id <> %(run)s AND d.kind IN ('regular', 'arrears', 'correction')
  GROUP BY x.award_id
), now AS (
  SELECT award_id, sum(amount)::bigint AS amount FROM run_looked
  WHERE kind = 'regular' GROUP BY award_id
), each AS (
  SELECT a.benefit, a.id, a.periodicity, coalesce(l.amount, 0) AS before, coalesce(n.amount, 0) AS after,
    coalesce(l.dues, 0) AS dues,
    EXISTS (SELECT FROM run_held h WHERE h.award_id = a.id) AS is_held,
    -- A second run of one month tells only what it adds.
    coalesce((SELECT b.month = %(month)s::date FROM run_base b WHERE b.benefit = a.benefit), false)
      AS is_again,
    (SELECT t.status FROM award_term t WHERE t.award_id = a.id
       AND t.valid && daterange(%(month)s::date, %(after)s::date)
     ORDER BY lower(t.valid) LIMIT 1) AS status
  FROM last l FULL JOIN now n USING (award_id) JOIN award a ON a.id = award_id
)
SELECT benefit, cause, sum(awards)::integer, sum(amount)::bigint FROM (
  SELECT benefit, 'new' AS cause, count(*) AS awards, sum(amount) AS amount
  FROM run_fresh WHERE last = %(month)s::date GROUP BY 1
  UNION ALL
  SELECT benefit, CASE
    WHEN is_held THEN 'held'
    WHEN before = 0 AND dues = 0 THEN 'new'
    WHEN before = 0 THEN 'resumed'
    WHEN after > before THEN 'raised'
    WHEN after > 0 THEN 'lowered'
    WHEN periodicity <> 'monthly' THEN 'not_monthly'
    WHEN status = 'suspended' THEN 'suspended'
    ELSE 'ended' END AS cause,
    count(*) AS awards, sum(after - before) AS amount
  FROM each WHERE before <> after AND (after > 0 OR NOT is_again) GROUP BY 1, 2
) AS causes GROUP BY 1, 2 ORDER BY 1, 2

-- name: anomalies
-- What is unusual among the awards that were touched, and the awards that are held.
SELECT award_id, kind, true AS is_held, amount, died_on::text AS detail FROM run_held
UNION ALL
SELECT d.award_id, 'tripled', false, sum(d.amount) FILTER (WHERE d.kind = 'regular'),
  max(l.amount)::text
FROM run_looked d
JOIN LATERAL (
  SELECT amount FROM counted_run r JOIN award_due p ON p.run_id = r.id AND p.award_id = d.award_id
  WHERE r.id <> %(run)s AND p.kind = 'regular' ORDER BY p.month DESC LIMIT 1) l ON true
-- In a first run nobody was ever due anything: a million are not looked up to find it.
WHERE EXISTS (SELECT FROM run_base b WHERE b.run_id IS NOT NULL)
GROUP BY d.award_id HAVING sum(d.amount) FILTER (WHERE d.kind = 'regular') >= 3 * max(l.amount)
UNION ALL
-- One person, two awards of one benefit, both due for the month: as of both parents.
SELECT d.award_id, 'twice', false, d.amount, other.number
FROM run_looked d JOIN award a ON a.id = d.award_id AND d.kind = 'regular'
JOIN award other ON other.beneficiary_id = a.beneficiary_id AND other.benefit = a.benefit
  AND other.id <> a.id
WHERE EXISTS (SELECT FROM {dues} o WHERE o.run_id = %(run)s AND o.award_id = other.id
  AND o.kind = 'regular')
UNION ALL
SELECT d.award_id, 'long_arrears', false, sum(d.amount), count(*)::text
FROM run_looked d WHERE d.kind = 'arrears' GROUP BY d.award_id HAVING count(*) > %(long)s
ORDER BY 2, 1

-- name: run_open
SELECT number FROM counted_run WHERE step = 'computed' AND benefits::text[] && %(benefits)s::text[]
ORDER BY id LIMIT 1

-- name: last_month
SELECT max(month) FROM counted_run WHERE benefits::text[] && %(benefits)s::text[]

-- name: benefits_awarded
-- From each benefit to the next in the index: a million awards are not read for a dozen words.
WITH RECURSIVE given AS (
  (SELECT benefit FROM award ORDER BY benefit LIMIT 1)
  UNION ALL
  SELECT (SELECT a.benefit FROM award a WHERE a.benefit > g.benefit ORDER BY a.benefit LIMIT 1)
  FROM given g WHERE g.benefit IS NOT NULL
)
SELECT benefit FROM given WHERE benefit IS NOT NULL

-- name: overpayments_found
INSERT INTO overpayment (id, fund_id, number, act_id, run_id, award_id, payee_id, amount)
SELECT id, fund_id, %(prefix)s || lpad(id::text, 6, '0'), %(act)s, %(run)s, award_id, payee_id, amount
FROM (
  SELECT nextval(pg_get_serial_sequence('overpayment', 'id')) AS id, o.*
  FROM (SELECT fund_id, award_id, payee_id, sum(amount)::bigint AS amount FROM award_due
        WHERE run_id = %(run)s AND kind = 'overpaid'
        GROUP BY fund_id, award_id, payee_id ORDER BY award_id, payee_id) o) AS found

-- name: runs
SELECT r.id, r.number, r.month, r.benefits, coalesce(s.step, 'computed'),
  coalesce(t.dues, 0)::integer, coalesce(t.amount, 0)::bigint, a.author_id, a.recorded_at, a.number,
  coalesce(v.number, ''), coalesce(v.author_id, 0)
FROM benefit_run r JOIN act a ON a.id = r.act_id
LEFT JOIN run_step s ON s.run_id = r.id LEFT JOIN act v ON v.id = s.act_id
LEFT JOIN LATERAL (
  SELECT sum(dues) AS dues, sum(amount) AS amount FROM run_total WHERE run_id = r.id) t ON true
WHERE (%(number)s = '' OR r.number = %(number)s) AND (%(before)s = 0 OR r.id < %(before)s)
ORDER BY r.id DESC LIMIT %(limit)s

-- name: run_payees
SELECT count(DISTINCT payee_id) FROM award_due WHERE run_id = %(run)s

-- name: run_anomalies
SELECT n.id, a.number, p.number, coalesce(c.name, ''), n.kind,
  n.is_held, n.amount, n.detail, coalesce(v.number, '')
FROM run_anomaly n JOIN award a ON a.id = n.award_id
JOIN insured_number p ON p.person_id = a.beneficiary_id
LEFT JOIN LATERAL (
  SELECT family_name || ' ' || given_names AS name FROM insured_person
  WHERE person_id = a.beneficiary_id ORDER BY lower(valid) DESC LIMIT 1) c ON true
LEFT JOIN anomaly_acceptance k ON k.anomaly_id = n.id LEFT JOIN act v ON v.id = k.act_id
WHERE n.run_id = %(run)s
ORDER BY v.number IS NOT NULL, n.is_held DESC, n.kind, n.id LIMIT %(limit)s

-- name: awards_named
SELECT a.id, a.number, p.number, coalesce(c.name, '')
FROM award a JOIN insured_number p ON p.person_id = a.beneficiary_id
LEFT JOIN LATERAL (
  SELECT family_name || ' ' || given_names AS name FROM insured_person
  WHERE person_id = a.beneficiary_id ORDER BY lower(valid) DESC LIMIT 1) c ON true
WHERE a.id = ANY (%(awards)s)

-- name: overpayments
SELECT o.id, o.number, r.number, a.number, p.number, coalesce(c.name, ''), o.amount, o.kept,
  o.remitted, o.rest, o.percent,
  EXISTS (SELECT FROM insured_death d WHERE d.person_id = o.payee_id)
FROM overpayment_state o JOIN benefit_run r ON r.id = o.run_id JOIN award a ON a.id = o.award_id
JOIN insured_number p ON p.person_id = o.payee_id
LEFT JOIN LATERAL (
  SELECT family_name || ' ' || given_names AS name FROM insured_person
  WHERE person_id = o.payee_id ORDER BY lower(valid) DESC LIMIT 1) c ON true
WHERE %(number)s = '' OR o.number = %(number)s
ORDER BY o.rest = 0, o.id DESC LIMIT %(limit)s
