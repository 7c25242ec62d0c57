-- Letters due on a day: one statement for a whole fund, however many months are late.

-- name: late
-- The months late, each with the letter due for it, if any. It follows the months owed, `dated`,
-- and what follows is put after it.
, late AS (
  SELECT employer_id, 'payment' AS about, month, due_on, amount FROM dated
  WHERE due_on < %(on)s AND (employer_id, month) NOT IN (
    SELECT * FROM unnest(%(held_employers)s::bigint[], %(held_months)s::date[]))
  UNION ALL
  SELECT employer_id, 'declaration', month, due_on, 0
  FROM unnest(%(missing_employers)s::bigint[], %(missing_months)s::date[], %(missing_due)s::date[])
    AS m (employer_id, month, due_on)
), believed AS (
  -- A few runs wrote all letters: whether each is believed is asked once.
  SELECT act_id FROM notice
  WHERE cardinality(%(employers)s::bigint[]) = 0 OR employer_id = ANY(%(employers)s::bigint[])
  GROUP BY act_id HAVING arrears_is_known(act_id, NULL)
), sent AS (
  SELECT n.employer_id, n.about, m.month,
    max(n.issued_on) FILTER (WHERE n.step = 'reminder') AS reminded_on,
    bool_or(n.step = 'formal_notice') AS is_summoned,
    max(n.answer_by) FILTER (WHERE n.step = 'formal_notice') AS answer_by
  FROM notice n JOIN believed USING (act_id) JOIN notice_month m ON m.notice_id = n.id
  WHERE (cardinality(%(employers)s::bigint[]) = 0 OR n.employer_id = ANY(%(employers)s::bigint[]))
    AND NOT EXISTS (SELECT FROM notice_withdrawal w
                    WHERE w.notice_id = n.id AND arrears_is_known(w.act_id, NULL))
  GROUP BY n.employer_id, n.about, m.month
), stepped AS (
  -- A reminder first; the formal notice never on its heels, and never twice.
  SELECT l.*, s.answer_by < %(on)s AS is_ripe,
    CASE WHEN s.is_summoned THEN NULL
      WHEN s.reminded_on IS NULL THEN
        CASE WHEN %(on)s - l.due_on >= %(reminder)s THEN 'reminder' END
      WHEN %(on)s >= greatest(l.due_on + %(formal)s,
                              s.reminded_on + greatest(%(formal)s - %(reminder)s, 1))
        THEN 'formal_notice' END AS step
  FROM late l LEFT JOIN sent s USING (employer_id, about, month)
)

-- name: letters_due
-- The first letters, how many of each step, and the first employers ripe for enforcement.
(SELECT 'letter', employer_id, step, about, count(*), sum(amount)::bigint FROM stepped
 WHERE step IS NOT NULL GROUP BY employer_id, step, about
 ORDER BY sum(amount) DESC, employer_id, step, about LIMIT %(limit)s)
UNION ALL
(SELECT 'count', NULL, step, '', count(*), 0 FROM (
   SELECT DISTINCT employer_id, step, about FROM stepped WHERE step IS NOT NULL) AS letter
 GROUP BY step)
UNION ALL
(SELECT 'ripe', employer_id, '', '', count(*), sum(amount)::bigint FROM stepped
 WHERE is_ripe GROUP BY employer_id ORDER BY sum(amount) DESC, employer_id LIMIT %(limit)s)

-- name: write_letters
, letter AS MATERIALIZED (
  SELECT nextval(pg_get_serial_sequence('notice', 'id')) AS id, employer_id, step, about FROM (
    SELECT DISTINCT employer_id, step, about FROM stepped WHERE step IS NOT NULL
    ORDER BY employer_id, step, about) AS due_letter
), chosen AS (
  SELECT * FROM unnest(%(language_employers)s::bigint[], %(languages)s::text[])
    AS c (employer_id, language)
), written AS (
  INSERT INTO notice
    (id, fund_id, number, act_id, employer_id, step, about, issued_on, answer_by, language)
  SELECT l.id, %(fund)s,
    'L-' || extract(year FROM %(on)s) || '-' || lpad(l.id::text, greatest(9, length(l.id::text)), '0'),
    %(act)s, l.employer_id, l.step, l.about, %(on)s,
    CASE l.step WHEN 'formal_notice' THEN %(on)s + %(answer)s END,
    coalesce(c.language, %(usual_language)s)
  FROM letter l LEFT JOIN chosen c USING (employer_id)
), named AS (
  INSERT INTO notice_month (fund_id, notice_id, act_id, month, due_on, amount)
  SELECT %(fund)s, l.id, %(act)s, s.month, s.due_on, s.amount
  FROM stepped s JOIN letter l USING (employer_id, step, about) ORDER BY l.id, s.month
)
SELECT n.number, l.step FROM letter l JOIN affiliated_number n USING (employer_id)
