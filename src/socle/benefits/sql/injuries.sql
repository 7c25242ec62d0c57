-- The register of work injuries. What an injury is on a day follows from what was certified,
-- decided and found until that day, as known at an instant (null: now).

-- name: injuries
WITH found AS (
  SELECT i.*, x.state, x.is_fatal, x.days_off
  FROM work_injury i
  CROSS JOIN LATERAL (
    SELECT
      (SELECT d.outcome FROM injury_decision d
       WHERE d.injury_id = i.id AND d.about = 'character' AND d.decided_on <= %(on)s::date
         AND benefits_is_known(d.act_id, %(known_at)s) ORDER BY d.id DESC LIMIT 1) AS character,
      EXISTS (SELECT FROM injury_certificate c
       WHERE c.injury_id = i.id AND c.kind = 'initial' AND c.issued_on <= %(on)s::date
         AND benefits_is_known(c.act_id, %(known_at)s)) AS has_initial,
      (SELECT d.outcome FROM injury_decision d
       WHERE d.injury_id = i.id AND d.about = 'death' AND d.decided_on <= %(on)s::date
         AND benefits_is_known(d.act_id, %(known_at)s) ORDER BY d.id DESC LIMIT 1) AS death
  ) said
  LEFT JOIN LATERAL (
    SELECT o.kind, o.since FROM injury_outcome o
    WHERE o.injury_id = i.id AND o.since <= %(on)s::date AND o.kind <> 'revised'
      AND benefits_is_known(o.act_id, %(known_at)s) ORDER BY o.since DESC, o.id DESC LIMIT 1
  ) ended ON true
  LEFT JOIN LATERAL (
    -- The last relapse certified since: one that was refused leaves the injury as it had ended.
    SELECT c.id, (SELECT d.outcome FROM injury_decision d
      WHERE d.certificate_id = c.id AND d.decided_on <= %(on)s::date
        AND benefits_is_known(d.act_id, %(known_at)s) ORDER BY d.id DESC LIMIT 1) AS outcome
    FROM injury_certificate c
    WHERE c.injury_id = i.id AND c.kind = 'relapse' AND c.issued_on <= %(on)s::date
      AND c.issued_on > ended.since AND benefits_is_known(c.act_id, %(known_at)s)
    ORDER BY c.id DESC LIMIT 1
  ) relapse ON true
  CROSS JOIN LATERAL (
    SELECT CASE
        WHEN said.character IS NULL THEN CASE WHEN said.has_initial THEN 'complete' ELSE 'declared' END
        WHEN said.character = 'refused' THEN 'refused'
        WHEN ended.kind IS NULL THEN 'recognised'
        WHEN relapse.id IS NULL OR relapse.outcome = 'refused' THEN ended.kind
        WHEN relapse.outcome = 'recognised' THEN 'relapsed'
        ELSE 'relapse_declared' END AS state,
      coalesce(said.death = 'recognised', false) AS is_fatal,
      -- Days certified without work, each once.
      (SELECT coalesce(sum(upper(one) - lower(one)), 0)::int FROM unnest((
         SELECT range_agg(daterange(c.off_since, c.off_until, '[]')) FROM injury_certificate c
         WHERE c.injury_id = i.id AND c.off_since IS NOT NULL AND c.issued_on <= %(on)s::date
           AND benefits_is_known(c.act_id, %(known_at)s))) AS one) AS days_off
  ) x
  WHERE i.declared_on <= %(on)s::date AND benefits_is_known(i.act_id, %(known_at)s)
    AND (%(number)s = '' OR i.number = %(number)s)
    AND (%(persons)s::bigint[] IS NULL OR i.person_id = ANY(%(persons)s::bigint[]))
    AND (%(employer)s::bigint IS NULL OR i.employer_id = %(employer)s::bigint)
    -- What waits, and what is under care, is few among all there ever were: whose character nobody
    -- decided, whose care nobody ended, and what may have come after. The rest is not worth its state.
    AND (%(few)s <> 'open' OR i.id = ANY (ARRAY(
      SELECT w.id FROM work_injury w WHERE NOT EXISTS (
        SELECT FROM injury_decision d
        WHERE d.injury_id = w.id AND d.about = 'character' AND d.decided_on <= %(on)s::date)
      UNION SELECT c.injury_id FROM injury_certificate c WHERE c.kind = 'relapse'
      UNION SELECT d.injury_id FROM injury_decision d
        JOIN act r ON r.reverses_id = d.act_id AND r.reverses_id IS NOT NULL)))
    AND (%(few)s <> 'care' OR i.id = ANY (ARRAY(
      SELECT d.injury_id FROM injury_decision d
      WHERE d.about = 'character' AND d.outcome = 'recognised' AND NOT EXISTS (
        SELECT FROM injury_outcome o
        WHERE o.injury_id = d.injury_id AND o.kind <> 'revised' AND o.since <= %(on)s::date)
      UNION SELECT c.injury_id FROM injury_certificate c WHERE c.kind = 'relapse'
      UNION SELECT o.injury_id FROM injury_outcome o
        JOIN act r ON r.reverses_id = o.act_id AND r.reverses_id IS NOT NULL)))
)
SELECT id, number, person_id, employer_id, employer_name, kind, happened_on, declared_on,
  declared_by, due_on, state, is_fatal, days_off
FROM found
WHERE (%(states)s::text[] IS NULL OR state = ANY(%(states)s::text[]))
  AND (NOT %(late)s OR declared_on > due_on)
  AND (%(after)s::bigint IS NULL OR (declared_on, id) > (%(after_on)s, %(after)s))
ORDER BY declared_on, id LIMIT %(limit)s

-- name: injury_years
-- In sets, not injury by injury: a fund's ten years are a hundred thousand.
WITH mine AS MATERIALIZED (
  SELECT i.id, i.kind, extract(year FROM i.happened_on)::int AS year FROM work_injury i
  WHERE (%(employer)s::bigint IS NULL OR i.employer_id = %(employer)s::bigint)
    AND i.happened_on >= %(since)s::date AND i.declared_on <= %(on)s::date
    AND (%(known_at)s::timestamptz IS NULL OR EXISTS (
      SELECT FROM act a WHERE a.id = i.act_id AND a.recorded_at <= %(known_at)s::timestamptz))
    AND NOT EXISTS (SELECT FROM act r WHERE r.reverses_id = i.act_id
      AND (%(known_at)s::timestamptz IS NULL OR r.recorded_at <= %(known_at)s::timestamptz))
), decided AS (
  SELECT d.injury_id, bool_or(d.about = 'death' AND d.outcome = 'recognised') AS is_fatal,
    (array_agg(d.outcome ORDER BY d.id DESC) FILTER (WHERE d.about = 'character'))[1] = 'recognised'
      AS is_recognised
  FROM mine m JOIN injury_decision d ON d.injury_id = m.id AND d.decided_on <= %(on)s::date
  WHERE (%(known_at)s::timestamptz IS NULL OR EXISTS (
      SELECT FROM act a WHERE a.id = d.act_id AND a.recorded_at <= %(known_at)s::timestamptz))
    AND NOT EXISTS (SELECT FROM act r WHERE r.reverses_id = d.act_id
      AND (%(known_at)s::timestamptz IS NULL OR r.recorded_at <= %(known_at)s::timestamptz))
  GROUP BY 1
), certified AS (
  SELECT c.injury_id, range_agg(daterange(c.off_since, c.off_until, '[]')) AS spans
  FROM mine m JOIN injury_certificate c ON c.injury_id = m.id AND c.issued_on <= %(on)s::date
  WHERE c.off_since IS NOT NULL
    AND (%(known_at)s::timestamptz IS NULL OR EXISTS (
      SELECT FROM act a WHERE a.id = c.act_id AND a.recorded_at <= %(known_at)s::timestamptz))
    AND NOT EXISTS (SELECT FROM act r WHERE r.reverses_id = c.act_id
      AND (%(known_at)s::timestamptz IS NULL OR r.recorded_at <= %(known_at)s::timestamptz))
  GROUP BY 1
)
SELECT m.year, m.kind, count(*), count(*) FILTER (WHERE d.is_recognised),
  count(*) FILTER (WHERE o.days > 0), count(*) FILTER (WHERE d.is_fatal),
  coalesce(sum(o.days), 0)::bigint
FROM mine m LEFT JOIN decided d ON d.injury_id = m.id
LEFT JOIN (SELECT injury_id, (SELECT sum(upper(one) - lower(one)) FROM unnest(spans) AS one) AS days
  FROM certified) o ON o.injury_id = m.id
GROUP BY 1, 2 ORDER BY 1 DESC, 2
