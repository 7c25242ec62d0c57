-- Written twice: as known at an instant, and of what is believed at present.
-- A person as they were on a day: all that their page says of them, in one question, whose plan a
-- session keeps. A death is told whatever day is read. No row where there is no such number; no
-- civil status where none was known of that day.
CREATE FUNCTION registry_person(asked text, day date, known_at timestamptz) RETURNS TABLE (
  person_id bigint, family_name text, given_names text, birth_on date, birth_precision text,
  sex text, national_id text, valid daterange, recorded_at timestamptz, act_number text,
  birth_place text, nationality text, father_name text, mother_name text,
  registration_state text, registration_origin text, registration_source text,
  registration_since date, death_valid daterange, death_recorded_at timestamptz,
  death_act_number text, names jsonb, awaits_linkage text
) LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  who record;
BEGIN
  SELECT p.id, p.act_id INTO who FROM person p WHERE p.number = asked;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  RETURN QUERY
  SELECT who.id, s.family_name::text, s.given_names::text, s.birth_on, s.birth_precision::text,
    s.sex::text, s.national_id::text, s.valid, s.recorded_at,
    (SELECT a.number::text FROM act a WHERE a.id = s.act_id),
    o.birth_place::text, o.nationality::text, o.father_name::text, o.mother_name::text,
    r.state::text, r.origin::text, r.source::text, lower(r.valid),
    d.valid, d.recorded_at, (SELECT a.number::text FROM act a WHERE a.id = d.act_id),
    (SELECT jsonb_agg(jsonb_build_array(n.kind, n.script, n.family_name, n.given_names,
        lower(n.valid)))
      FROM person_name_as_of(known_at) n WHERE n.person_id = who.id AND n.valid @> day),
    -- Who was registered one by one was compared then; whoever a file brought, by no act before
    -- linkage.
    (SELECT i.number::text FROM act a
      JOIN import_run i ON i.number = a.subject_number
      WHERE a.id = who.act_id AND a.type = 'import_persons' AND a.subject_kind = 'import'
        AND NOT EXISTS (
          SELECT FROM act l WHERE l.subject_kind = 'linkage' AND l.type = 'link_duplicates'
            AND l.after->>'is_whole' = 'true' AND l.recorded_at > a.recorded_at
            AND l.recorded_at <= known_at))
  FROM (VALUES (1)) AS always
  LEFT JOIN (SELECT * FROM person_civil_status_as_of(known_at) t
    WHERE t.person_id = who.id AND t.valid @> day) s ON true
  LEFT JOIN (SELECT * FROM person_origin_as_of(known_at) t
    WHERE t.person_id = who.id AND t.valid @> day) o ON true
  LEFT JOIN (SELECT * FROM person_registration_as_of(known_at) t
    WHERE t.person_id = who.id AND t.valid @> day) r ON true
  LEFT JOIN (SELECT * FROM person_death_as_of(known_at) t
    WHERE t.person_id = who.id ORDER BY t.valid, t.id LIMIT 1) d ON true;
END $$;
