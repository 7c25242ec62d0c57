-- The debts of a whole fund, by age. `due` gives the law's days and what events moved for all;
-- `moved` what they moved for named employers. Nothing is asked of the entries but in the past.
--
-- Each statement is put together of `due_days`, what is left of each month (`net_by_month` or
-- `debt_by_month`) and `dated`, which says when a month was due: the rule stands here alone.

-- name: due_days
WITH due AS (
  SELECT * FROM unnest(%(months)s::date[], %(due)s::date[], %(quarter_due)s::date[])
    AS d (month, due_on, quarter_due_on)
), moved AS (
  SELECT employer_id, month, max(postponed_to) AS postponed_to
  FROM unnest(%(moved_employers)s::bigint[], %(moved_months)s::date[], %(moved_to)s::date[])
    AS m (employer_id, month, postponed_to) GROUP BY 1, 2
)

-- name: net_by_month
-- What each month leaves, debts and credits, but for those that make nothing together.
, month_left AS (
  SELECT employer_id, month, coalesce(sum(amount) FILTER (WHERE branch <> ''), 0)::bigint AS amount,
    -coalesce(sum(amount) FILTER (WHERE branch = ''), 0)::bigint AS credit
  FROM contributor_amount
  WHERE (cardinality(%(employers)s::bigint[]) = 0 OR employer_id = ANY(%(employers)s::bigint[]))
    /* as known */
  GROUP BY employer_id, month HAVING sum(amount) <> 0
)

-- name: debt_by_month
, month_left AS (
  SELECT employer_id, month, sum(amount)::bigint AS amount FROM contributor_amount
  WHERE branch <> ''
    AND (cardinality(%(employers)s::bigint[]) = 0 OR employer_id = ANY(%(employers)s::bigint[]))
  GROUP BY employer_id, month HAVING sum(amount) > 0
)

-- name: dated
, dated AS (
  SELECT b.*, greatest(coalesce(m.postponed_to, '-infinity'),
    CASE WHEN q.employer_id IS NULL THEN d.due_on ELSE d.quarter_due_on END) AS due_on
  FROM month_left b JOIN due d USING (month)
  LEFT JOIN moved m ON m.employer_id = b.employer_id AND m.month = b.month
  LEFT JOIN affiliated_employer q ON q.employer_id = b.employer_id AND q.valid @> b.month
    AND q.filing_regime = 'quarterly'
)

-- name: aged_balance
, by_employer AS (
  SELECT employer_id,
    coalesce(sum(amount) FILTER (WHERE amount > 0 AND due_on >= %(on)s), 0) AS not_due,
    coalesce(sum(amount) FILTER (WHERE amount > 0 AND due_on < %(on)s AND due_on > %(ago_3)s), 0) AS to_3,
    coalesce(sum(amount) FILTER (WHERE amount > 0 AND due_on <= %(ago_3)s AND due_on > %(ago_6)s), 0) AS to_6,
    coalesce(sum(amount) FILTER (WHERE amount > 0 AND due_on <= %(ago_6)s AND due_on > %(ago_12)s), 0) AS to_12,
    coalesce(sum(amount) FILTER (WHERE amount > 0 AND due_on <= %(ago_12)s), 0) AS beyond,
    sum(credit) - coalesce(sum(amount) FILTER (WHERE amount < 0), 0) AS credit
  FROM dated GROUP BY employer_id
), page AS (
  SELECT *, not_due + to_3 + to_6 + to_12 + beyond - credit AS total,
    sum(not_due) OVER all_rows AS all_not_due, sum(to_3) OVER all_rows AS all_3,
    sum(to_6) OVER all_rows AS all_6, sum(to_12) OVER all_rows AS all_12,
    sum(beyond) OVER all_rows AS all_beyond, sum(credit) OVER all_rows AS all_credit,
    count(*) OVER all_rows AS employers
  FROM by_employer WINDOW all_rows AS ()
  ORDER BY total DESC, employer_id LIMIT %(limit)s OFFSET %(offset)s
)
SELECT n.number, coalesce((SELECT e.legal_name FROM affiliated_employer e
    WHERE e.employer_id = p.employer_id ORDER BY e.valid DESC LIMIT 1), ''),
  p.not_due::bigint, p.to_3::bigint, p.to_6::bigint, p.to_12::bigint, p.beyond::bigint,
  p.credit::bigint, p.all_not_due::bigint, p.all_3::bigint, p.all_6::bigint, p.all_12::bigint,
  p.all_beyond::bigint, p.all_credit::bigint, p.employers
FROM page p JOIN affiliated_number n USING (employer_id) ORDER BY p.total DESC, p.employer_id

-- name: overdue_months
-- Every month unpaid and due before a day. Names are looked up for what is shown alone.
SELECT employer_id, month, due_on, amount::bigint FROM dated
WHERE due_on < %(on)s ORDER BY employer_id, month
