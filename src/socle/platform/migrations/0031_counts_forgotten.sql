-- Counts one more request of a subject; how many it made in its span with this one, null where it
-- is one too many. The span begins with the first. Whoever begins one forgets those long over: none
-- is longer than a day. One that somebody else is just counting anew is left to them: two who each
-- waited to forget what the other counted waited in a circle.
CREATE OR REPLACE FUNCTION asked_once_more(asking text, most integer, span interval, at timestamptz)
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
    DELETE FROM asked_lately WHERE subject = ANY (ARRAY(
      SELECT o.subject FROM asked_lately o WHERE o.since < at - interval '1 day'
      FOR UPDATE SKIP LOCKED));
  END IF;
  RETURN taken;
END $$;
