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
MARRIAGE = TemporalTable("marriage", ("husband_id", "wife_id"), ("rank", "regime", "state"))
FILIATION = TemporalTable("filiation", ("child_id", "role"), ("parent_id", "judgment"))
GUARDIANSHIP = TemporalTable(
    "guardianship", ("child_id", "title"), ("holder_id", "given_by", "judgment")
)
DEPENDENCY = TemporalTable(
    "dependency", ("dependant_id", "benefit"), ("bearer_id", "payee_id", "ended_for")
)
SCHOOLING = TemporalTable("schooling", ("person_id",), ("level", "school"))
DISABILITY = TemporalTable("disability", ("person_id",), ("review_on",))
OTHER_COVER = TemporalTable("other_cover", ("person_id", "benefit"), ("body",))
BEARER_CONTEST = TemporalTable("bearer_contest", ("dependant_id", "benefit"), ("claimant_id",))
FAMILIES = (
    MARRIAGE,
    FILIATION,
    GUARDIANSHIP,
    DEPENDENCY,
    SCHOOLING,
    DISABILITY,
    OTHER_COVER,
    BEARER_CONTEST,
)
TABLES = (*PEOPLE, PROFILE, CLASSIFICATION, ESTABLISHMENT, EMPLOYMENT, MANDATE, *FAMILIES)
