-- Checks of several callers, each as `coverage_asked` answers it, in the fund of its own token. Where
-- one of them fails none is counted, recorded or answered. `place` is where it stands among them.
-- Partners are counted in one order, so that two such statements never wait for each other in a circle.
CREATE FUNCTION coverage_asked_together(questions jsonb) RETURNS TABLE (
  place integer, code text, act_id bigint, scopes text[], calls_per_minute integer, login text,
  name text, fund_id bigint, fund_code text, fund_name text, country text, scheme text,
  currency text, is_demo boolean, told text
) LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  q record;
BEGIN
  FOR q IN
    SELECT * FROM jsonb_to_recordset(questions) AS asked (
      place integer, fund bigint, partner bigint, secret text, today date, agreed_to text[],
      person text, branch text, day date, since date, at timestamptz, asking text, span interval,
      operation text, is_tried boolean)
    ORDER BY asked.partner, asked.place
  LOOP
    RETURN QUERY SELECT q.place, a.* FROM coverage_asked(q.fund, q.partner, q.secret, q.today,
      q.agreed_to, q.person, q.branch, q.day, q.since, q.at, q.asking, q.span, q.operation,
      q.is_tried) a;
  END LOOP;
END $$;
