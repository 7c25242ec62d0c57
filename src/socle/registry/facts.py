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
NATURE = TemporalTable(
    "employer_nature",
    ("employer_id",),
    (
        *("affiliate_kind", "legal_form", "activity", "person_id", "first_hired_on"),
        *("headcount", "origin", "grounds", "notice_on"),
    ),
)
IDENTIFIER = TemporalTable("employer_identifier", ("employer_id", "kind"), ("value",))
CONTACT = TemporalTable(
    "employer_contact",
    ("employer_id",),
    ("address_status", "activity_address", "activity_city", "phone", "email"),
)
# The fund is in its key too, by row-level security.
AGENCY = TemporalTable("agency", ("code",), ("name", "city"))
EMPLOYER_AGENCY = TemporalTable("employer_agency", ("employer_id",), ("agency",))
PARENT = TemporalTable("employer_parent", ("employer_id",), ("parent_id", "relation"))
SUCCESSION = TemporalTable("employer_succession", ("employer_id",), ("successor_id",))
REPRESENTATIVE = TemporalTable(
    "employer_representative",
    ("employer_id", "rank"),
    ("full_name", "capacity", "scope", "national_id", "phone"),
)
PLACE = TemporalTable("establishment_place", ("employer_id", "number"), ("address", "phone"))
AFFILIATIONS = (
    *(NATURE, IDENTIFIER, CONTACT, AGENCY, EMPLOYER_AGENCY),
    *(PARENT, SUCCESSION, REPRESENTATIVE, PLACE),
)
DISTINCT = TemporalTable("distinct_persons", ("person_id", "other_id"), ())
PEOPLE = (CIVIL_STATUS, NAME, ORIGIN, REGISTRATION, DEATH, NUMBERS, DISTINCT)
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
# Where people are reached and paid.
PERSON_CONTACT = TemporalTable(
    "person_contact",
    ("person_id",),
    ("phone", "email", "address", "city", "channel", "language"),
)
_ACCOUNT = ("kind", "account", "operator", "usable_on", "state")
PERSON_ACCOUNT = TemporalTable("person_account", ("person_id",), _ACCOUNT)
EMPLOYER_ACCOUNT = TemporalTable("employer_account", ("employer_id",), _ACCOUNT)
DETAILS = (PERSON_CONTACT, PERSON_ACCOUNT, EMPLOYER_ACCOUNT)
CARD_STATE = TemporalTable("card_state", ("person_id", "card_id"), ("state",))
# Files of one person: which one is kept.
ALIAS = TemporalTable("person_alias", ("person_id",), ("kept_id",))
# Where the columns of a source's files stand; what was decided of rows that clash with a file.
IMPORT_MAPPING = TemporalTable("import_mapping", ("source_id", "field"), ("said",))
CLASH_SETTLED = TemporalTable("import_clash_settled", ("suspicion_id",), ("outcome",))
TABLES = (
    *PEOPLE,
    PROFILE,
    CLASSIFICATION,
    ESTABLISHMENT,
    EMPLOYMENT,
    MANDATE,
    *AFFILIATIONS,
    *FAMILIES,
    *DETAILS,
    CARD_STATE,
    ALIAS,
    IMPORT_MAPPING,
    CLASH_SETTLED,
)
