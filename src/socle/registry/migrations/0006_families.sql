-- A plain column: under row-level security no index is read by what a function makes of a row.
ALTER TABLE schooling ADD ends_on date GENERATED ALWAYS AS (upper(valid)) STORED;
SELECT socle_temporal('marriage', '{husband_id,wife_id}'),
       socle_temporal('filiation', '{child_id,role}'),
       socle_temporal('guardianship', '{child_id,title}'),
       socle_temporal('dependency', '{dependant_id,benefit}'),
       socle_temporal('schooling', '{person_id}'),
       socle_temporal('disability', '{person_id}'),
       socle_temporal('other_cover', '{person_id,benefit}'),
       socle_temporal('bearer_contest', '{dependant_id,benefit}');

-- One wife a rank and a day, and one husband a wife, of those who are married. Looked at when the
-- act ends, so that a counter-act can first say which later act stands in its way.
ALTER TABLE marriage
  ADD CONSTRAINT marriage_of_two CHECK (husband_id <> wife_id),
  ADD CONSTRAINT marriage_rank_counts CHECK (rank >= 1),
  ADD CONSTRAINT marriage_state CHECK (state IN ('married', 'divorced', 'annulled', 'widowed')),
  ADD CONSTRAINT marriage_rank_once EXCLUDE USING gist
    (husband_id WITH =, rank WITH =, valid WITH &&) WHERE (state = 'married')
    DEFERRABLE INITIALLY DEFERRED,
  ADD CONSTRAINT marriage_one_husband EXCLUDE USING gist
    (wife_id WITH =, valid WITH &&) WHERE (state = 'married') DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE filiation
  ADD CONSTRAINT filiation_of_two CHECK (child_id <> parent_id),
  ADD CONSTRAINT filiation_role
    CHECK (role IN ('father', 'mother', 'adoptive_father', 'adoptive_mother'));
ALTER TABLE guardianship
  ADD CONSTRAINT guardianship_of_two CHECK (child_id <> holder_id),
  ADD CONSTRAINT guardianship_title CHECK (title IN ('kafala', 'guardianship', 'custody'));
ALTER TABLE dependency ADD CONSTRAINT dependency_of_two CHECK (dependant_id <> bearer_id);
ALTER TABLE schooling ADD CONSTRAINT schooling_expires CHECK (NOT upper_inf(valid));

-- Nobody is their own ancestor, whoever writes and however many at once: writers of filiation in
-- a fund wait for each other, for two of them could close a circle that neither sees.
CREATE FUNCTION filiation_refuse_circle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('filiation', NEW.fund_id));
  IF EXISTS (
    WITH RECURSIVE ancestor AS (
      SELECT NEW.parent_id AS person_id
      UNION
      SELECT f.parent_id FROM filiation f JOIN ancestor a ON f.child_id = a.person_id
    ) SELECT FROM ancestor WHERE person_id = NEW.child_id) THEN
    RAISE EXCEPTION 'person % would be their own ancestor', NEW.child_id
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER no_circle AFTER INSERT ON filiation
  FOR EACH ROW EXECUTE FUNCTION filiation_refuse_circle();

-- What a family is told of beforehand is found by its day, among a million of persons.
CREATE INDEX schooling_expiry ON schooling (fund_id, ends_on);
CREATE INDEX person_civil_status_birth ON person_civil_status (fund_id, birth_on);
