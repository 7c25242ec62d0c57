"""The register's temporal tables, by what they say."""

from socle.platform.temporal.types import TemporalTable

CIVIL_STATUS = TemporalTable(
    "person_civil_status",
    ("person_id",),
    ("family_name", "given_names", "birth_on", "birth_precision", "sex", "national_id"),
)
NAME = TemporalTable("person_name", ("person_id", "kind", "script"), ("family_name", "given_names"))
ORIGIN = TemporalTable(
    "person_origin",
    ("person_id",),
    ("birth_place", "nationality", "father_name", "mother_name"),
)
REGISTRATION = TemporalTable("person_registration", ("person_id",), ("state", "origin", "source"))
DEATH = TemporalTable("person_death", ("person_id",), ())
NUMBERS = TemporalTable("number_rule", ("kind",), ("scheme",))
PROFILE = TemporalTable(
    "employer_profile",
    ("employer_id",),
    ("legal_name", "company_number", "address", "city", "status", "filing_regime"),
)
CLASSIFICATION = TemporalTable("employer_classification", ("employer_id", "input"), ("value",))
ESTABLISHMENT = TemporalTable("establishment", ("employer_id", "number"), ("name", "city"))
EMPLOYMENT = TemporalTable(
    "employment", ("person_id", "employer_id"), ("establishment_number", "occupation")
)
MANDATE = TemporalTable("mandate", ("employer_id", "user_id"), ())
PEOPLE = (CIVIL_STATUS, NAME, ORIGIN, REGISTRATION, DEATH, NUMBERS)
TABLES = (*PEOPLE, PROFILE, CLASSIFICATION, ESTABLISHMENT, EMPLOYMENT, MANDATE)
