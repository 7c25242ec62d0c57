-- Persons: other names, origin, how far a registration has come, death; how numbers are made.
SELECT socle_temporal('person_name', '{person_id,kind,script}'),
       socle_temporal('person_origin', '{person_id}'),
       socle_temporal('person_registration', '{person_id}'),
       socle_temporal('person_death', '{person_id}'),
       socle_temporal('number_rule', '{kind}');
ALTER TABLE person_name
  ADD CONSTRAINT person_name_kind CHECK (kind IN ('birth', 'marriage', 'usual')),
  ADD CONSTRAINT person_name_script CHECK (script IN ('latin', 'arabic'));
ALTER TABLE person_registration
  ADD CONSTRAINT person_registration_state
    CHECK (state IN ('preregistered', 'to_activate', 'registered')),
  ADD CONSTRAINT person_registration_origin CHECK (origin IN ('employer', 'agent', 'body'));
ALTER TABLE person_death ADD CONSTRAINT person_death_for_good CHECK (upper_inf(valid));

-- The next rank of a fund's own sequence. Drawn outside the transaction, as sequences are: twenty
-- registrations at once wait for nobody, and one that fails leaves a gap. The sequence is the
-- owner's, made when the fund first asks; whoever asks at the same moment waits until it is there.
CREATE FUNCTION registry_number_sequence(kind text) RETURNS text LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE name text := 'number_of_' || kind || '_' || socle_fund();
BEGIN
  IF name IS NULL OR kind NOT IN ('insured', 'employer') THEN
    RAISE EXCEPTION 'numbers of % are of no fund', kind USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF to_regclass(name) IS NULL THEN
    PERFORM pg_advisory_xact_lock(hashtextextended(name, 0));
    -- Another may have made it while this one waited: only the command itself looks again.
    PERFORM set_config('client_min_messages', 'warning', true);
    EXECUTE format('CREATE SEQUENCE IF NOT EXISTS %I', name);
    -- Set back, it would give a number twice: only these functions draw from it.
    EXECUTE format('REVOKE ALL ON SEQUENCE %I FROM socle_app', name);
  END IF;
  RETURN name;
END $$;
CREATE FUNCTION registry_next_rank(kind text) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
  RETURN nextval(registry_number_sequence(kind));
END $$;
-- Past ranks whose numbers were given otherwise, by a file or by hand; never back.
CREATE FUNCTION registry_skip_ranks(kind text, last bigint) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE name text := registry_number_sequence(kind);
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(name, 0));
  IF last > nextval(name) THEN PERFORM setval(name, last); END IF;
END $$;

CREATE FUNCTION registry_find_dead_at_work() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT 'person ' || p.number || ' works after the day of death'
  FROM person_death d JOIN employment w ON w.person_id = d.person_id
    AND (upper_inf(w.valid) OR upper(w.valid) > lower(d.valid) + 1)
  JOIN person p ON p.id = d.person_id ORDER BY p.number LIMIT 1
$$;
INSERT INTO audit_check VALUES ('the dead do not work', 'registry_find_dead_at_work()');

-- What the rooms above read. One row a person, name and period: the first name and all others.
CREATE VIEW insured_name WITH (security_invoker = true) AS
SELECT fund_id, person_id, 'birth' AS kind, name_key, family_name, given_names, valid
FROM person_civil_status
UNION ALL
SELECT fund_id, person_id, kind, name_key, family_name, given_names, valid FROM person_name;
-- One row a dead person: the day of death.
CREATE VIEW insured_death WITH (security_invoker = true) AS
SELECT fund_id, person_id, lower(valid) AS died_on FROM person_death;
