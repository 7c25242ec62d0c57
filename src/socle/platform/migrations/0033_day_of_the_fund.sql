-- The present day in the fund of the transaction: past midnight there, UTC may be the day before.
CREATE FUNCTION socle_today() RETURNS date LANGUAGE sql STABLE AS $$
  SELECT (now() AT TIME ZONE f.zone)::date FROM fund f WHERE f.id = socle_fund()
$$;

CREATE OR REPLACE FUNCTION data_kept_since(asked text) RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT now() - make_interval(months => k.months) FROM data_keeping k
  WHERE k.fund_id = socle_fund() AND k.kind = asked AND k.valid @> socle_today()
$$;
CREATE OR REPLACE FUNCTION log_kept_since(asked text) RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT now() - make_interval(months => k.months) FROM log_keeping k
  WHERE k.fund_id = socle_fund() AND k.log = asked AND k.valid @> socle_today()
$$;

-- Holds files that somebody is about to name until their transaction ends: a purge that is at work
-- on one is waited for, and one that comes waits, and finds it named. The application may not
-- lock a row that it may not change.
CREATE FUNCTION documents_hold(ids bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM FROM document WHERE id = ANY (ids) ORDER BY id FOR KEY SHARE;
END $$;
