-- Who bears a person for a benefit on a day, with everything that says where they stand: the rows
-- of the register's tables that name the dependant, as known at an instant, by table. Of numbers that
-- were merged every file is read, and `kept` says which file each is read as.
CREATE OR REPLACE FUNCTION coverage_charge(
  dependant bigint, asked_benefit text, day date, known_at timestamptz
) RETURNS jsonb LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  borne record;
  kept bigint[];
  own bigint[];
BEGIN
  kept := ARRAY[dependant] || ARRAY(
    SELECT a.kept_id FROM person_alias_as_of(known_at) a WHERE a.person_id = dependant);
  own := kept || ARRAY(
    SELECT a.person_id FROM person_alias_as_of(known_at) a WHERE a.kept_id = ANY(kept));
  SELECT d.* INTO borne FROM dependency_as_of(known_at) d
  WHERE d.dependant_id = ANY(own) AND d.benefit = asked_benefit AND d.valid @> day
  ORDER BY d.valid DESC, d.id DESC LIMIT 1;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  kept := kept || ARRAY[borne.bearer_id, borne.payee_id];
  kept := kept || ARRAY(
    SELECT a.kept_id FROM person_alias_as_of(known_at) a WHERE a.person_id = ANY(kept));
  RETURN jsonb_build_object(
    'kept', (SELECT jsonb_object_agg(a.person_id, a.kept_id)
      FROM person_alias_as_of(known_at) a WHERE a.kept_id = ANY(kept)),
    'dependency', jsonb_build_array(coverage_row(to_jsonb(borne), borne.valid)),
    'marriage', (
      SELECT jsonb_agg(coverage_row(to_jsonb(m), m.valid) ORDER BY m.valid, m.id) FROM (
        SELECT * FROM marriage_as_of(known_at) w WHERE w.wife_id = ANY(own) AND w.valid @> day
        UNION ALL SELECT * FROM marriage_as_of(known_at) h
        WHERE h.husband_id = ANY(own) AND h.valid @> day) m),
    'employment', (SELECT jsonb_agg(coverage_row(to_jsonb(w), w.valid))
      FROM employment_as_of(known_at) w WHERE w.person_id = ANY(own) AND w.valid @> day),
    'schooling', (SELECT jsonb_agg(coverage_row(to_jsonb(s), s.valid) ORDER BY s.valid, s.id)
      FROM schooling_as_of(known_at) s WHERE s.person_id = ANY(own)),
    'disability', (SELECT jsonb_agg(coverage_row(to_jsonb(s), s.valid))
      FROM disability_as_of(known_at) s WHERE s.person_id = ANY(own) AND s.valid @> day),
    'other_cover', (SELECT jsonb_agg(coverage_row(to_jsonb(o), o.valid))
      FROM other_cover_as_of(known_at) o WHERE o.person_id = ANY(own) AND o.valid @> day),
    'bearer_contest', (SELECT jsonb_agg(coverage_row(to_jsonb(c), c.valid))
      FROM bearer_contest_as_of(known_at) c WHERE c.dependant_id = ANY(own) AND c.valid @> day),
    'guardianship', (SELECT jsonb_agg(coverage_row(to_jsonb(g), g.valid) ORDER BY g.valid, g.id)
      FROM guardianship_as_of(known_at) g WHERE g.child_id = ANY(own) AND g.valid @> day),
    'filiation', (SELECT jsonb_agg(coverage_row(to_jsonb(f), f.valid) ORDER BY f.valid, f.id)
      FROM filiation_as_of(known_at) f WHERE f.child_id = ANY(own) AND f.valid @> day),
    'people', (
      SELECT jsonb_agg(jsonb_build_array(n.person_id, n.number, s.name, s.sex, s.birth_on, d.died_on))
      FROM insured_number n
      LEFT JOIN LATERAL (
        SELECT btrim(s.family_name || ' ' || s.given_names) AS name, s.sex, s.birth_on
        FROM person_civil_status_as_of(known_at) s WHERE s.person_id = n.person_id
        ORDER BY s.valid @> day DESC, s.valid LIMIT 1) s ON true
      LEFT JOIN LATERAL (
        SELECT lower(d.valid) AS died_on FROM person_death_as_of(known_at) d
        WHERE d.person_id = n.person_id LIMIT 1) d ON true
      WHERE n.person_id = ANY(kept)));
END $$;
