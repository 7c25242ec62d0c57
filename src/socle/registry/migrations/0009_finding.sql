SELECT socle_temporal('distinct_persons', '{person_id,other_id}');
ALTER TABLE distinct_persons ADD CONSTRAINT distinct_persons_in_order CHECK (person_id < other_id);
-- An identity document is looked for before each registration.
CREATE INDEX person_civil_status_identity ON person_civil_status (fund_id, national_id)
  WHERE national_id <> '';

-- ------------------------------------------------- names as they are heard: kernel/names.py

-- The words of a folded name that tell people apart, each as its particles make it.
CREATE FUNCTION name_words(folded text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $$
DECLARE found text[] := '{}'; begun text := ''; word text;
BEGIN
  FOREACH word IN ARRAY string_to_array(folded, ' ') LOOP
    IF word = ANY('{n,m,d,l,ben,bel,bou,abou,abu,ait,oulad,abd,abdel,abdul,abdoul,abdal,بن,بو,ابو,عبد,ايت}') THEN
      begun := begun || word;
    ELSIF begun = ''
        AND word = ANY('{el,al,ould,wuld,weld,mint,ولد,منت,ال,de,du,des,la,le,les,et}') THEN
      CONTINUE;
    ELSE
      found := found || (begun || word);
      begun := '';
    END IF;
  END LOOP;
  IF begun <> '' THEN found := found || begun; END IF;
  -- Who is called by a particle alone is called so.
  RETURN CASE WHEN cardinality(found) > 0 THEN found ELSE string_to_array(folded, ' ') END;
END $$;

-- The consonants of a word by class, alike for both scripts; its first letter where it has none.
-- Most words have few of these letters: what is not there is not looked for.
CREATE FUNCTION name_skeleton(word text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE heard text := word COLLATE "C"; is_arabic boolean := word ~ '[\u0600-\u06ff]';
BEGIN
  IF is_arabic THEN
    heard := regexp_replace(heard, '^ال(?=[^ا]{3})', '');
    heard := replace(heard, 'لل', 'ل');
    heard := regexp_replace(heard, '^و(?=.)', 'W');
    heard := regexp_replace(heard, '^ي(?=.)', 'Y');
    heard := regexp_replace(heard, '[هح]$', '');
    heard := translate(heard, 'بپتثجحخدذرزسشصضطظغفڤقكگڭلمنهاوىيءؤئعة', 'BBTTJHKDDRSSCSDTSGFFKKGGLMNH');
  ELSE
    IF left(heard, 2) IN ('el', 'al') THEN
      heard := regexp_replace(heard,
        '^(el|al)(?=[b-df-hj-np-tv-xz][a-z]*[b-df-hj-np-tv-xz][a-z]*[b-df-hj-np-tv-xz])', '');
    END IF;
    IF left(heard, 1) IN ('w', 'o', 'd', 'n', 'y') THEN
      heard := regexp_replace(heard, '^wu', 'u');
      heard := regexp_replace(heard, '^ou(?=[aei])', 'w');
      heard := regexp_replace(heard, '^w(?=[aeio])', 'W');
      heard := regexp_replace(heard, '^(n?)di(?=[aou])', '\1J');
      heard := regexp_replace(heard, '^y(?=.)', 'Y');
    END IF;
    IF strpos(heard, 'h') > 0 THEN
      heard := regexp_replace(heard, 'h$', '');
      heard := regexp_replace(heard, 'tch|sch|ch|sh', 'C', 'g');
    END IF;
    heard := replace(heard, 'dj', 'J');
    IF strpos(heard, 'g') > 0 THEN
      heard := replace(replace(heard, 'ng', 'NG'), 'gn', 'N');
      heard := regexp_replace(heard, 'gu(?=[ei])|gh', 'G', 'g');
      heard := regexp_replace(heard, 'g(?=[eiy])', 'J', 'g');
    END IF;
    IF strpos(heard, 'c') > 0 THEN heard := regexp_replace(heard, 'c(?=[eiy])', 'S', 'g'); END IF;
    heard := regexp_replace(heard, 'qu|kh|ck', 'K', 'g');
    IF strpos(heard, 'h') > 0 THEN
      heard := regexp_replace(replace(heard, 'ph', 'F'), '([tdrb])h', '\1', 'g');
    END IF;
    heard := translate(replace(heard, 'x', 'KS'), 'bpfvtdckqgjszlmnrh', 'BBFFTDKKKGJSSLMNRH');
    heard := regexp_replace(heard, '(.)\1+', '\1', 'g');
  END IF;
  heard := regexp_replace(heard, '[^A-Z0-9]', '', 'g');
  RETURN CASE WHEN heard <> '' THEN heard ELSE left(word, 1) END;
END $$;

-- What a folded name is found by: each word whole (1), each two words by the heads of their
-- skeletons (2) and by the tails (3). One slip, in whatever word, leaves one of the last two.
-- `told` has all its skeletons in order: how near two names are, without reading them.
CREATE FUNCTION name_finding_keys(folded text)
RETURNS TABLE (key text, told text) LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  WITH word AS MATERIALIZED (
    SELECT DISTINCT name_skeleton(said) COLLATE "C" AS bones
    FROM unnest((name_words(folded))[:5]) AS said WHERE said <> ''
  ), whole AS (SELECT string_agg(bones, ' ' ORDER BY bones) AS told FROM word)
  SELECT '1' || bones, told FROM word, whole
  UNION
  SELECT '2' || least(left(a.bones, 2), left(b.bones, 2)) || ' '
         || greatest(left(a.bones, 2), left(b.bones, 2)), told
  FROM word a JOIN word b ON a.bones < b.bones, whole
  UNION
  SELECT '3' || least(right(a.bones, 2), right(b.bones, 2)) || ' '
         || greatest(right(a.bones, 2), right(b.bones, 2)), told
  FROM word a JOIN word b ON a.bones < b.bones, whole
$$;

-- ------------------------------------------------------------------------- the finding table

-- Derived from current beliefs by the triggers below, and by nothing else. A comparison that is
-- not leakproof cannot use an index under row-level security: here everything is found by equality.
CREATE TABLE person_finding (
  fund_id bigint NOT NULL REFERENCES fund (id),
  key text COLLATE "C" NOT NULL,
  born smallint NOT NULL, -- year of birth, 0 where it is not known
  person_id bigint NOT NULL REFERENCES person (id),
  told text COLLATE "C" NOT NULL,
  PRIMARY KEY (fund_id, key, born, person_id, told)
);
CREATE INDEX person_finding_person ON person_finding (person_id);
SELECT socle_isolate('person_finding');
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON person_finding FROM socle_app;

CREATE FUNCTION registry_find_again(persons bigint[]) RETURNS void LANGUAGE sql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DELETE FROM person_finding WHERE person_id = ANY(persons);
  WITH name AS (
    SELECT fund_id, person_id, name_key FROM person_civil_status WHERE person_id = ANY(persons)
    UNION
    SELECT fund_id, person_id, name_key FROM person_name WHERE person_id = ANY(persons)
  ), birth AS (
    SELECT person_id, max(extract(year FROM birth_on))::smallint AS year
    FROM person_civil_status WHERE person_id = ANY(persons) GROUP BY person_id
  )
  INSERT INTO person_finding (fund_id, key, born, person_id, told)
  SELECT DISTINCT n.fund_id, k.key, coalesce(b.year, 0), n.person_id, k.told
  FROM name n JOIN birth b ON b.person_id = n.person_id, name_finding_keys(n.name_key) k
  ORDER BY 2, 3;
$$;
REVOKE EXECUTE ON FUNCTION registry_find_again(bigint[]) FROM PUBLIC, socle_app;

CREATE FUNCTION registry_keep_finding() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM registry_find_again(persons) FROM (
    SELECT array_agg(DISTINCT person_id) AS persons FROM changed) AS those
  WHERE persons IS NOT NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER finding_added AFTER INSERT ON person_civil_status REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION registry_keep_finding();
CREATE TRIGGER finding_taken AFTER DELETE ON person_civil_status REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION registry_keep_finding();
CREATE TRIGGER finding_added AFTER INSERT ON person_name REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION registry_keep_finding();
CREATE TRIGGER finding_taken AFTER DELETE ON person_name REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION registry_keep_finding();

CREATE FUNCTION registry_find_unfindable() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT 'person ' || p.number || ' cannot be found by name'
  FROM person_civil_status s JOIN person p ON p.id = s.person_id
  WHERE s.name_key <> '' AND NOT EXISTS (SELECT FROM person_finding f WHERE f.person_id = s.person_id)
  ORDER BY p.number LIMIT 1
$$;
INSERT INTO audit_check VALUES ('everybody is found by name', 'registry_find_unfindable()');
