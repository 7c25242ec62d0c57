-- A check in one statement: who asks, and all that decides the right of whom they ask about.

-- A row as it is told: its period in two days.
CREATE FUNCTION coverage_row(said jsonb, valid daterange) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT said || jsonb_build_object('valid', jsonb_build_array(lower(valid), upper(valid)))
$$;

-- The same for a partner's system, in the fund of its token and a transaction of its own: the call is
-- counted and recorded, and answered by whoever judges what is told. No row, and nothing written,
-- where the token opens nothing that day or not this, nobody has that number, or the partner called
-- too often. A question `is_tried` writes nothing: something else may refuse it still.
CREATE FUNCTION coverage_asked(
  fund bigint, partner bigint, secret text, today date, agreed_to text[],
  asked text, asked_branch text, day date, since date,
  at timestamptz, asking text, span interval, operation text, is_tried boolean
) RETURNS TABLE (
  code text, act_id bigint, scopes text[], calls_per_minute integer, login text, name text,
  fund_id bigint, fund_code text, fund_name text, country text, scheme text, currency text,
  is_demo boolean, told text
) LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  entered record;
  facts jsonb;
BEGIN
  PERFORM set_config('app.fund', fund::text, true);
  SELECT e.* INTO entered FROM partner_entry(partner, secret, today) e
  WHERE 'coverage:read' = ANY(e.scopes)
    AND (agreed_to IS NULL OR 'coverage:read' = ANY(agreed_to));
  IF NOT FOUND THEN
    RETURN;
  END IF;
  facts := coverage_told_now(asked, asked_branch, day, since);
  IF facts IS NULL OR facts -> 'bearer' = 'null' THEN
    RETURN;
  END IF;
  IF NOT is_tried THEN
    IF asked_once_more(asking, entered.calls_per_minute, span, at) IS NULL THEN
      RETURN;
    END IF;
    PERFORM partner_note(
      fund, partner, entered.act_id, operation, 'person', left(asked, 60), 'done', at);
  END IF;
  RETURN QUERY SELECT entered.code, entered.act_id, entered.scopes, entered.calls_per_minute,
    entered.login, entered.name, entered.fund_id, entered.fund_code, entered.fund_name,
    entered.country, entered.scheme, entered.currency, entered.is_demo, facts::text;
END $$;
