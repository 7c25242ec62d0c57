-- What is stated of covers: two tables of two times. One cover a person, branch and day.
SELECT socle_temporal('coverage', '{person_id,branch}'),
       socle_temporal('household_score', '{person_id}');
ALTER TABLE household_score ADD CONSTRAINT household_score_counts CHECK (score_millionths >= 0);

-- All that decides a right, of one person on one day as known at an instant, in one question: its
-- plan is kept by the connection, which a statement with its values written in would not be.
-- `since` is the first month whose declared days count.
CREATE FUNCTION coverage_facts(
  asked text, asked_branch text, day date, since date, known_at timestamptz
) RETURNS jsonb LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  me bigint;
  kept bigint;
  mine bigint[];
  own bigint[];
BEGIN
  SELECT n.person_id INTO me FROM insured_number n WHERE n.number = asked;
  IF me IS NULL OR NOT EXISTS (
    SELECT FROM person_civil_status_as_of(known_at) s WHERE s.person_id = me) THEN
    RETURN NULL;
  END IF;
  -- The files of one person: the kept one, and those merged into it.
  SELECT coalesce((SELECT a.kept_id FROM person_alias_as_of(known_at) a
                   WHERE a.person_id = me LIMIT 1), me) INTO kept;
  mine := kept || ARRAY(SELECT a.person_id FROM person_alias_as_of(known_at) a
                        WHERE a.kept_id = kept);
  -- The accounts of affiliates that are the person: self-employed, insured by choice.
  own := ARRAY(SELECT DISTINCT n.employer_id FROM employer_nature_as_of(known_at) n
               WHERE n.person_id = ANY(mine));
  RETURN jsonb_build_object(
    'died_on', (SELECT lower(d.valid) FROM person_death_as_of(known_at) d
                WHERE d.person_id = ANY(mine) LIMIT 1),
    'covers', (SELECT jsonb_agg(jsonb_build_array(c.category, c.scheme, lower(c.valid),
                 upper(c.valid), c.monthly_amount, c.reference) ORDER BY c.valid)
               FROM coverage_as_of(known_at) c
               WHERE c.person_id = ANY(mine) AND c.branch = asked_branch),
    'score', (SELECT jsonb_build_array(s.score_millionths, lower(s.valid))
              FROM household_score_as_of(known_at) s
              WHERE s.person_id = ANY(mine) AND s.valid @> day
              ORDER BY s.valid DESC LIMIT 1),
    'employed_since', (SELECT min(lower(w.valid)) FROM employment_as_of(known_at) w
                       WHERE w.person_id = ANY(mine) AND w.valid @> day),
    'days', (SELECT jsonb_agg(jsonb_build_array(to_char(m.month, 'YYYY-MM'), m.days)
               ORDER BY m.month)
             FROM (SELECT c.month, sum(c.days) AS days
                   FROM credited_days_as_of(mine, since, (day + 1), known_at) c
                   GROUP BY c.month) m),
    'receipts', CASE WHEN own <> '{}' THEN (
      SELECT jsonb_agg(jsonb_build_array(r.occurred_on, r.amount) ORDER BY r.occurred_on)
      FROM (SELECT p.occurred_on, -sum(p.amount) AS amount FROM contributor_posting p
            WHERE p.employer_id = ANY(own) AND p.recorded_at <= known_at
              AND p.occurred_on <= day AND p.kind IN ('receipt', 'refund')
            GROUP BY p.occurred_on HAVING sum(p.amount) <> 0) r) END,
    'is_borne', EXISTS (SELECT FROM dependency_as_of(known_at) d
                        WHERE d.dependant_id = ANY(mine) AND d.benefit = asked_branch
                          AND d.valid @> day));
END $$;
