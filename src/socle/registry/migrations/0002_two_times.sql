SELECT socle_isolate('person'), socle_isolate('employer');
SELECT socle_append_only('person'), socle_append_only('employer');
SELECT socle_within_act('person'), socle_within_act('employer');
SELECT socle_temporal('person_civil_status', '{person_id}'),
       socle_temporal('employer_profile', '{employer_id}'),
       socle_temporal('employer_classification', '{employer_id,input}'),
       socle_temporal('establishment', '{employer_id,number}'),
       socle_temporal('employment', '{person_id,employer_id}');

CREATE FUNCTION registry_act_digest(act bigint) RETURNS bytea LANGUAGE sql STABLE AS $$
  SELECT sha256(convert_to(string_agg(said, E'\n' ORDER BY said), 'UTF8')) FROM (
    SELECT 'person ' || jsonb_strip_nulls(to_jsonb(p))::text AS said FROM person p WHERE act_id = act
    UNION ALL
    SELECT 'employer ' || jsonb_strip_nulls(to_jsonb(e))::text FROM employer e WHERE act_id = act
  ) AS written
$$;
INSERT INTO act_digest_part VALUES ('registry', 'registry_act_digest(bigint)');

CREATE FUNCTION registry_find_stray() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT kind || ' ' || number || ' was written by no act' FROM (
    SELECT 'person' AS kind, number, act_id FROM person
    UNION ALL SELECT 'employer', number, act_id FROM employer
  ) AS subject WHERE NOT EXISTS (SELECT FROM act WHERE act.id = subject.act_id)
  ORDER BY kind, number LIMIT 1
$$;
INSERT INTO audit_check VALUES ('persons and employers have acts', 'registry_find_stray()');

-- What the register publishes to the rooms above it: current beliefs, joined on by their SQL.


-- One row a person and period of civil status: number, names as they are compared.
CREATE VIEW insured_person WITH (security_invoker = true) AS
SELECT p.fund_id, p.id AS person_id, p.number, s.valid, s.name_key, s.family_name, s.given_names
FROM person p JOIN person_civil_status s ON s.person_id = p.id;


-- One row an employer and period of its profile: number, legal name, status.
CREATE VIEW affiliated_employer WITH (security_invoker = true) AS
SELECT e.fund_id, e.id AS employer_id, e.number, p.valid, p.legal_name, p.status, p.filing_regime
FROM employer e JOIN employer_profile p ON p.employer_id = e.id;


-- One row an employer, input of the scheme and period: how the law classes it.
CREATE VIEW employer_class WITH (security_invoker = true) AS
SELECT fund_id, employer_id, input, value, valid FROM employer_classification;


-- One row a person, employer and period of work.
CREATE VIEW person_employment WITH (security_invoker = true) AS
SELECT fund_id, person_id, employer_id, establishment_number, valid FROM employment;

-- Whose number is whose: numbers never change hands.
CREATE VIEW insured_number WITH (security_invoker = true) AS
SELECT fund_id, id AS person_id, number FROM person;
CREATE VIEW affiliated_number WITH (security_invoker = true) AS
SELECT fund_id, id AS employer_id, number FROM employer;
