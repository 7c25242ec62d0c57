-- What a partner's call asks and writes, each in one statement that Django's screens, the API and
-- the entry beside Django share: a right is asked thousands of times an hour.

-- What a token opens on a day, in the fund of the transaction; no row where it opens nothing.
CREATE FUNCTION partner_entry(partner bigint, secret text, day date) RETURNS TABLE (
  code text, act_id bigint, scopes text[], calls_per_minute integer, login text, name text,
  fund_id bigint, fund_code text, fund_name text, country text, scheme text, currency text,
  is_demo boolean
) LANGUAGE sql STABLE AS $$
  SELECT a.code::text, a.act_id, a.scopes::text[], a.calls_per_minute, u.login::text, a.name::text,
    f.id, f.code::text, f.name::text, f.country::text, f.scheme::text, f.currency::text, f.is_demo
  FROM partner_agreement a
  JOIN user_account u ON u.id = a.user_id AND u.is_active JOIN fund f ON f.id = a.fund_id
  WHERE a.user_id = partner AND a.valid @> day
    AND EXISTS (SELECT FROM partner_secret s WHERE s.user_id = a.user_id
      AND s.valid @> day AND left(encode(s.digest, 'hex'), 16) = secret)
$$;

-- Counts one more request of a subject; how many it made in its span with this one, null where it
-- is one too many. The span begins with the first. Whoever begins one forgets those long over.
CREATE FUNCTION asked_once_more(asking text, most integer, span interval, at timestamptz)
RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  taken integer;
BEGIN
  INSERT INTO asked_lately AS a (subject, asked, since) VALUES (asking, 1, at)
  ON CONFLICT (subject) DO UPDATE SET
    asked = CASE WHEN a.since <= at - span THEN 1 ELSE a.asked + 1 END,
    since = CASE WHEN a.since <= at - span THEN at ELSE a.since END
  WHERE a.since <= at - span OR a.asked < most
  RETURNING a.asked INTO taken;
  IF taken = 1 THEN
    DELETE FROM asked_lately WHERE since < at - interval '1 hour';
  END IF;
  RETURN taken;
END $$;

-- Records a call of a partner, in the fund of the transaction.
CREATE FUNCTION partner_note(
  fund bigint, partner bigint, agreed_by bigint, operation text, kind text, number text,
  outcome text, at timestamptz
) RETURNS void LANGUAGE sql AS $$
  INSERT INTO partner_access (fund_id, user_id, agreed_by_id, operation, subject_kind,
    subject_number, outcome, accessed_at)
  VALUES (fund, partner, agreed_by, operation, kind, number, outcome, at)
$$;
