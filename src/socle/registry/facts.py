"""The register's temporal tables, by what they say."""

from socle.platform.temporal.types import TemporalTable

CIVIL_STATUS = TemporalTable(
    "person_civil_status",
    ("person_id",),
    ("family_name", "given_names", "birth_on", "birth_precision", "sex", "national_id"),
)
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
TABLES = (CIVIL_STATUS, PROFILE, CLASSIFICATION, ESTABLISHMENT, EMPLOYMENT, MANDATE)
