"""FHIR R4: persons, dependants, covers and rights, as two validators not ours read them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from tests import factories
from tests.api.fhir_readers import second_reader, wrong_by_the_second, wrong_in
from tests.api.samples import Caller
from tests.platform.partners.scenes import CODE, system
from tests.registry.families import Household, household, ma_number

from socle.api import clock
from socle.api.fhir.outcome import operation_outcome
from socle.api.fhir.patient import patient_of
from socle.api.fhir.serving import refusal
from socle.api.problems import unavailable
from socle.platform.access.scope import fund_scope
from socle.platform.partners import queries
from socle.registry import queries as registry
from socle.registry.types.merging import Merge

SINCE = date(2026, 1, 1)
TODAY = clock.today("MA")
JSON = "application/fhir+json"
ARABIC = "http://hl7.org/fhir/StructureDefinition/language"
EVERY = ("persons:read", "identity:read", "families:read", "coverage:read")


@dataclass
class Fhir:
    """What a test asks, and every answer, to be read by the validators when it ends."""

    fund: str
    headers: dict[str, str]
    told: list[dict[str, Any]] = field(default_factory=list)

    def get(self, path: str, **query: str) -> dict[str, Any]:
        return self.of(self.asked("get", path, query))

    def post(self, path: str, body: Any) -> dict[str, Any]:
        return self.of(self.asked("post", path, json.dumps(body), content_type=JSON))

    def asked(self, method: str, path: str, sent: Any = None, **more: Any) -> HttpResponse:
        address = path if path.startswith("/") else f"/fhir/{self.fund}/{path}"
        headers = self.headers | more.pop("headers", {})
        found: HttpResponse = getattr(Client(), method)(address, sent, headers=headers, **more)
        return found

    def of(self, response: HttpResponse, status: int = 200) -> dict[str, Any]:
        assert response.status_code == status, response.content.decode()
        assert response.headers["Content-Type"].startswith(JSON)
        assert response.headers["Cache-Control"] == "no-store"
        resource: dict[str, Any] = json.loads(response.content)
        assert wrong_in(resource) == []
        self.told.append(resource)
        return resource

    def refused(self, status: int, code: str, response: HttpResponse) -> dict[str, Any]:
        resource = self.of(response, status)
        assert resource["resourceType"] == "OperationOutcome"
        assert resource["issue"][0]["details"]["coding"][0]["code"] == code
        return resource


@dataclass
class Home:
    """A retired man, his wife and two children, whom he bears for health."""

    of: Household
    him: str
    her: str
    child: str
    ward: str
    made: list[Fhir] = field(default_factory=list)

    def partner(self, *scopes: str, code: str = CODE) -> Fhir:
        caller = system(self.of.place, *scopes, code=code)
        return self._fhir(caller)

    def officer(self) -> Fhir:
        return self._fhir(Caller(self.of.officer))

    def _fhir(self, caller: Caller) -> Fhir:
        made = Fhir(self.of.place.fund.code, dict(caller.headers))
        self.made.append(made)
        return made

    def reads(self) -> list[tuple[str, str, str]]:
        with fund_scope(self.of.place.fund.id):
            found = queries.accesses(code=CODE, limit=50)
        return [
            (each.operation, each.subject_number, each.outcome)
            for each in reversed(found)
            if each.operation != "take_token"
        ]

    def number(self, value: str) -> str:
        return f"urn:socle:{self.of.place.fund.code}:insured-number|{value}"


@pytest.fixture
def home(db: None) -> Iterator[Home]:
    """At the end of each test the second validator reads all that was answered, where it is."""
    of = household("MA")
    him = of.person("TAZI", "1955-03-01", "male")
    her = of.person("BENANI", "1960-01-01", "female")
    child = of.person("TAZI LINA", f"{TODAY.year - 5}-04-02", "female")
    ward = of.person("ALAMI", f"{TODAY.year - 4}-02-01", "male")
    of.done("marry", date(2000, 6, 1), husband=him, wife=her)
    of.done("declare_filiation", date(TODAY.year - 5, 4, 2), child=child, father=him, mother=her)
    for dependant in (her, child):
        of.done("take_charge", SINCE, dependant=dependant, bearer=him, benefit="health")
    of.done("open_coverage", SINCE, person=him, category="pensioner")
    home = Home(of, him, her, child, ward)
    yield home
    told = [each for made in home.made for each in made.told]
    if told and second_reader() is not None:
        assert wrong_by_the_second(told) == [[] for _each in told]


# ---------------------------------------------------------------- the validators


def cover(**said: Any) -> dict[str, Any]:
    whole = {
        "resourceType": "Coverage",
        "status": "active",
        "beneficiary": {"reference": "Patient/1"},
        "payor": [{"display": "Caisse"}],
    }
    return whole | said


WRONG = [
    ({"resourceType": "Coverage", "status": "active"}, {1, 2}),
    (cover(status="actif"), {2}),
    (cover(etat="x"), {1, 2}),
    (cover(period={"start": "01/02/2026"}), {1}),
    ({"resourceType": "Bundle", "type": "searchset", "timestamp": "2026-01-01T10:00:00"}, {1}),
]


def test_each_validator_bites_where_it_says_that_it_reads() -> None:
    assert wrong_in(cover()) == []
    for resource, readers in WRONG:
        assert bool(wrong_in(resource)) == (1 in readers), resource


def test_the_second_validator_bites_too() -> None:
    if second_reader() is None:
        pytest.skip("no npm to install the second validator with, or no registry to be reached")
    found = wrong_by_the_second([cover(), *(resource for resource, _readers in WRONG)])
    assert [bool(each) for each in found] == [
        False, *(2 in readers for _resource, readers in WRONG),
    ]  # fmt: skip


# ---------------------------------------------------------------- metadata


def test_anybody_reads_what_is_served_and_what_is_not(home: Home) -> None:
    nobody = home._fhir(Caller(None))
    told = nobody.get("metadata")
    assert (told["resourceType"], told["fhirVersion"]) == ("CapabilityStatement", "4.0.1")
    served = {each["type"]: each for each in told["rest"][0]["resource"]}
    assert set(served) == {
        "Patient", "RelatedPerson", "Coverage", "CoverageEligibilityRequest",
        "CoverageEligibilityResponse",
    }  # fmt: skip
    assert "interaction" not in served["CoverageEligibilityResponse"]
    assert "not kept" in served["CoverageEligibilityResponse"]["documentation"]
    nobody.refused(404, "access.fund_unknown", nobody.asked("get", "/fhir/nowhere/metadata"))


# ---------------------------------------------------------------- Patient


def test_a_person_is_told_with_names_in_each_script_and_birth_as_far_as_known(home: Home) -> None:
    of = home.of
    number = factories.person(
        of.place, family_name="ALAOUI", given_names="Fatima", birth_on="1980-01-01",
        birth_precision="year", sex="female", national_id="AB123456",
        arabic_family_name="العلوي", arabic_given_names="فاطمة",
    )  # fmt: skip
    of.done("record_name", SINCE, by=of.place.registration, number=number, name_kind="marriage",
            script="latin", family_name="BENNIS", given_names="Fatima")  # fmt: skip
    told = home.partner(*EVERY).get(f"Patient/{number}")
    assert (told["id"], told["active"], told["gender"]) == (number, True, "female")
    assert told["birthDate"] == "1980"
    assert "deceasedDateTime" not in told
    mine, document = told["identifier"]
    assert f"{mine['system']}|{mine['value']}" == home.number(number)
    assert document["value"] == "AB123456"
    assert document["type"]["coding"][0]["code"] == "NI"
    latin, arabic, married = told["name"]
    assert (latin["use"], latin["family"], latin["given"]) == ("official", "ALAOUI", ["Fatima"])
    assert (arabic["family"], arabic["extension"]) == (
        "العلوي", [{"url": ARABIC, "valueCode": "ar"}],
    )  # fmt: skip
    assert "use" not in married  # FHIR has no word for a name by marriage
    assert (married["family"], married["period"]["start"]) == ("BENNIS", "2026-01-01")


def test_the_number_of_a_document_is_masked_from_whoever_may_not_read_it(home: Home) -> None:
    number = factories.person(home.of.place, national_id="AB123456")
    partner = home.partner("persons:read")
    told = partner.get(f"Patient/{number}")
    assert "AB123456" not in json.dumps(told)
    assert told["identifier"][1]["_value"]["extension"][0]["valueCode"] == "masked"
    token = "urn:socle:ma:national-id|AB123456"
    asked = partner.asked("get", "Patient", {"identifier": token})
    partner.refused(403, "partners.scope_missing", asked)
    may = home.partner("persons:read", "identity:read", code="autre")
    (found,) = may.get("Patient", identifier=token)["entry"]
    assert found["resource"]["id"] == number
    with fund_scope(home.of.place.fund.id):
        reads = queries.accesses(code="autre", limit=9)
    assert ("find_patients", number) in [(each.operation, each.subject_number) for each in reads]


def test_a_search_finds_one_or_nobody_and_says_where_to_read_it(home: Home) -> None:
    partner = home.partner("persons:read")
    for asked in (home.him, home.number(home.him), f"|{home.him}"):
        told = partner.get("Patient", identifier=asked)
        assert (told["type"], told["total"]) == ("searchset", 1)
    (entry,) = told["entry"]
    assert entry["fullUrl"].endswith(f"/fhir/{partner.fund}/Patient/{home.him}")
    assert partner.get("Patient", identifier="199999990")["total"] == 0
    assert "entry" not in partner.told[-1]


def test_the_dead_are_told_as_such(home: Home) -> None:
    home.of.dies(home.her, "2026-05-04")
    partner = home.partner("persons:read")
    assert partner.get(f"Patient/{home.her}")["deceasedDateTime"] == "2026-05-04"


def test_a_number_that_was_merged_leads_to_the_one_that_was_kept(home: Home) -> None:
    fund = home.of.place.fund
    with fund_scope(fund.id):
        found = registry.person(number=home.her, on=TODAY, known_at=None)

    def told(merge: Merge) -> dict[str, Any]:
        resource = patient_of(found, merge, fund=fund, with_identity=True)
        assert wrong_in(resource) == []
        return resource

    gone = told(Merge(kept=home.him, merged=(home.her,)))
    assert gone["active"] is False
    assert gone["link"] == [{"other": {"reference": f"Patient/{home.him}"}, "type": "replaced-by"}]
    kept = told(Merge(kept=home.her, merged=(home.ward,)))
    assert (kept["active"], kept["link"][0]["type"]) == (True, "replaces")


# ---------------------------------------------------------------- RelatedPerson


def test_the_dependants_of_an_insured_person_are_told_with_their_tie(home: Home) -> None:
    partner = home.partner("families:read")
    told = partner.get("RelatedPerson", patient=f"Patient/{home.him}")
    found = {each["resource"]["identifier"][0]["value"]: each["resource"] for each in told["entry"]}
    assert set(found) == {home.her, home.child}
    assert found[home.her]["relationship"][0]["coding"][0]["code"] == "SPS"
    assert found[home.child]["relationship"][0]["coding"][0]["code"] == "CHILD"
    assert all(each["patient"] == {"reference": f"Patient/{home.him}"} for each in found.values())
    assert found[home.child]["birthDate"] == f"{TODAY.year - 5}-04-02"
    one = partner.get(f"RelatedPerson/{home.him}.{home.child}")
    assert one == found[home.child]
    none = partner.asked("get", f"RelatedPerson/{home.him}.{home.ward}")
    partner.refused(404, "fhir.resource_unknown", none)
    assert partner.get("RelatedPerson", patient=home.child)["total"] == 0


# ---------------------------------------------------------------- Coverage


def test_a_cover_is_active_where_its_right_is_open_and_says_why(home: Home) -> None:
    partner = home.partner("coverage:read")
    (entry,) = partner.get("Coverage", beneficiary=f"Patient/{home.him}")["entry"]
    told = entry["resource"]
    assert (told["status"], told["subscriberId"]) == ("active", home.him)
    assert told["type"]["coding"] == [
        {"system": "urn:socle:ma:coverage-category", "code": "pensioner"}
    ]
    assert told["class"][0]["value"] == "cnss"
    assert told["period"] == {"start": "2026-01-01"}
    assert told["payor"][0]["identifier"]["value"] == partner.fund
    why = told["extension"][0]["valueCodeableConcept"]
    assert why["coding"][0]["code"] == "pension_served"
    assert partner.get(f"Coverage/{told['id']}") == told


def test_a_dependant_s_cover_names_who_bears_them(home: Home) -> None:
    (entry,) = home.partner("coverage:read").get("Coverage", beneficiary=home.child)["entry"]
    told = entry["resource"]
    assert (told["status"], told["subscriber"]["reference"]) == ("active", f"Patient/{home.him}")
    codes = [each["code"] for each in told["relationship"]["coding"]]
    assert codes == ["child", "child"]


def test_a_closed_right_is_no_active_cover(home: Home) -> None:
    home.of.done("open_coverage", SINCE, person=home.ward, category="tadamon")
    home.of.done("record_household_score", SINCE, person=home.ward, score="9,74")
    officer = home.officer()
    (entry,) = officer.get("Coverage", beneficiary=home.ward)["entry"]
    assert entry["resource"]["status"] == "cancelled"
    told = officer.post("CoverageEligibilityRequest", question(officer, home.ward))
    (insurance,) = told["insurance"]
    assert insurance["inforce"] is False
    assert "benefitPeriod" not in insurance
    assert insurance["extension"][0]["valueCodeableConcept"]["coding"][0]["code"] == "score_above"


def test_a_law_that_was_not_read_makes_a_right_neither_open_nor_closed(home: Home) -> None:
    home.of.done("open_coverage", SINCE, person=home.ward, category="student")
    officer = home.officer()
    (entry,) = officer.get("Coverage", beneficiary=home.ward)["entry"]
    assert entry["resource"]["status"] == "draft"
    told = officer.post("CoverageEligibilityRequest", question(officer, home.ward))
    assert (told["outcome"], told["error"][0]["code"]["coding"][0]["code"]) == (
        "error", "law_unknown",
    )  # fmt: skip
    assert "inforce" not in told["insurance"][0]


# ---------------------------------------------------------------- CoverageEligibilityRequest


def question(fhir: Fhir, number: str, **said: Any) -> dict[str, Any]:
    whole: dict[str, Any] = {
        "resourceType": "CoverageEligibilityRequest",
        "status": "active",
        "purpose": ["validation"],
        "patient": {"reference": f"Patient/{number}"},
        "servicedDate": TODAY.isoformat(),
        "created": TODAY.isoformat(),
        "insurer": {"identifier": {"system": "urn:socle:fund", "value": fhir.fund}},
    }
    assert wrong_in(whole) == []
    return whole | said


def test_a_question_is_answered_at_once_with_the_reason_and_until_when(home: Home) -> None:
    partner = home.partner("coverage:read")
    told = partner.post("CoverageEligibilityRequest", question(partner, home.child))
    assert told["resourceType"] == "CoverageEligibilityResponse"
    assert (told["outcome"], told["patient"]["reference"]) == ("complete", f"Patient/{home.child}")
    (insurance,) = told["insurance"]
    assert insurance["inforce"] is True
    assert insurance["benefitPeriod"]["start"] == "2026-01-01"
    assert insurance["benefitPeriod"]["end"] > TODAY.isoformat()  # the age of the law
    covers = partner.get("Coverage", beneficiary=home.child)["entry"]
    key = insurance["coverage"]["reference"].removeprefix("Coverage/")
    assert [each["resource"]["id"] for each in covers] == [key]
    assert told["request"] == {"reference": "#request"}
    assert told["contained"][0]["servicedDate"] == TODAY.isoformat()
    again = partner.post("CoverageEligibilityRequest/$submit", question(partner, home.child))
    assert again["insurance"] == told["insurance"]


def test_whoever_no_scheme_covers_has_no_insurance_and_is_told_why(home: Home) -> None:
    partner = home.partner("coverage:read")
    told = partner.post("CoverageEligibilityRequest", question(partner, home.ward))
    assert "insurance" not in told
    assert told["disposition"]


def test_a_question_that_is_not_understood_whole_is_refused(home: Home) -> None:
    partner = home.partner("coverage:read")

    def refused(status: int, code: str, /, **said: Any) -> dict[str, Any]:
        body = json.dumps(question(partner, home.him) | said)
        asked = partner.asked("post", "CoverageEligibilityRequest", body, content_type=JSON)
        return partner.refused(status, code, asked)

    refused(422, "fhir.insurer_other", insurer={"display": "Autre"})
    refused(422, "fhir.purpose_unanswered", purpose=["benefits"])
    refused(422, "fhir.one_day", servicedPeriod={"start": "2026-01-01", "end": "2026-02-01"})
    refused(400, "fhir.system_unknown", patient={"identifier": {"system": "x", "value": "1"}})
    refused(422, "api.invalid", status="cancelled")
    refused(422, "api.invalid", modifierExtension=[{"url": "x", "valueBoolean": True}])
    missing = refused(422, "api.invalid", purpose=[], created="hier")
    assert [each.get("expression") for each in missing["issue"]] == [
        None, ["purpose"], ["created"],
    ]  # fmt: skip
    for body in (b"[]", b"{", b"[" * 30_000, b"\xff"):
        asked = partner.asked("post", "CoverageEligibilityRequest", body, content_type=JSON)
        partner.refused(400, "api.body_unreadable", asked)
    long = json.dumps({"x": "y" * 70_000})
    asked = partner.asked("post", "CoverageEligibilityRequest", long, content_type=JSON)
    partner.refused(413, "api.body_too_large", asked)
    asked = partner.asked("post", "CoverageEligibilityRequest", "<x/>", content_type="text/xml")
    partner.refused(415, "fhir.body_type", asked)


def test_a_country_whose_rules_were_not_read_is_refused_by_name(db: None) -> None:
    of = household("CM")
    person = of.person("NGONO", "1980-01-01")
    officer = Fhir(of.place.fund.code, dict(Caller(of.officer).headers))
    asked = officer.asked("get", "Coverage", {"beneficiary": person})
    officer.refused(422, "coverage.law_not_read", asked)


# ---------------------------------------------------------------- who may


def test_each_read_and_each_refusal_is_recorded_with_whom_it_was_about(home: Home) -> None:
    partner = home.partner("persons:read")
    partner.get(f"Patient/{home.him}")
    partner.refused(404, "registry.person_unknown", partner.asked("get", "Patient/199999990"))
    for path in ("RelatedPerson", "Coverage"):
        name = "patient" if path == "RelatedPerson" else "beneficiary"
        asked = partner.asked("get", path, {name: home.him})
        partner.refused(403, "partners.scope_missing", asked)
    body = json.dumps(question(partner, home.him))
    asked = partner.asked("post", "CoverageEligibilityRequest", body, content_type=JSON)
    partner.refused(403, "partners.scope_missing", asked)
    assert home.reads() == [
        ("read_patient", home.him, "done"),
        ("read_patient", "199999990", "registry.person_unknown"),
        ("find_related", home.him, "partners.scope_missing"),
        ("find_covers", home.him, "partners.scope_missing"),
        ("check_eligibility", home.him, "partners.scope_missing"),
    ]


def test_what_is_read_by_its_id_is_recorded_with_the_person_it_is_of(home: Home) -> None:
    partner = home.partner("families:read", "coverage:read")
    partner.get(f"RelatedPerson/{home.him}.{home.her}")
    (entry,) = partner.get("Coverage", beneficiary=home.him)["entry"]
    partner.get(f"Coverage/{entry['resource']['id']}")
    unknown = partner.asked("get", f"Coverage/{home.him}.tadamon.2020-01-01")
    partner.refused(404, "fhir.resource_unknown", unknown)
    assert home.reads() == [
        ("read_related", home.him, "done"),
        ("find_covers", home.him, "done"),
        ("read_coverage", home.him, "done"),
        ("read_coverage", home.him, "fhir.resource_unknown"),
    ]


def test_a_token_opens_its_own_fund_and_nobody_enters_without_one(home: Home) -> None:
    other = factories.agency("MA")
    theirs = factories.person(other, ma_number(77))
    partner = home.partner(*EVERY)
    elsewhere = partner.asked("get", f"/fhir/{other.fund.code}/Patient/{theirs}")
    partner.refused(403, "fhir.other_fund", elsewhere)
    partner.refused(404, "registry.person_unknown", partner.asked("get", f"Patient/{theirs}"))
    for shown in ({}, {"Authorization": "Bearer socle_p.x.y"}, {"Authorization": "Basic eDp5"}):
        nobody = Fhir(partner.fund, shown)
        response = nobody.asked("get", f"Patient/{home.him}")
        assert response.headers["WWW-Authenticate"].startswith("Bearer")
        told = nobody.refused(401, "api.not_authenticated", response)
        assert told["issue"][0]["code"] == "login"


def test_a_person_s_own_token_opens_what_their_role_may(home: Home) -> None:
    assert home.officer().get(f"Patient/{home.him}")["id"] == home.him
    accounts = Fhir(home.of.place.fund.code, dict(Caller(home.of.place.accounts).headers))
    asked = accounts.asked("get", "Coverage", {"beneficiary": home.him})
    accounts.refused(403, "access.forbidden", asked)


def test_whoever_calls_too_often_is_told_when_to_come_back(home: Home) -> None:
    caller = system(home.of.place, "persons:read", calls_per_minute="2")
    partner = Fhir(home.of.place.fund.code, dict(caller.headers))
    partner.get(f"Patient/{home.him}")
    late = partner.asked("get", f"Patient/{home.him}")
    partner.refused(429, "partners.too_many_calls", late)
    assert int(late.headers["Retry-After"]) > 0


# ---------------------------------------------------------------- how


def test_only_json_is_served_and_what_is_not_understood_is_refused(home: Home) -> None:
    partner = home.partner(*EVERY)
    path = f"Patient/{home.him}"
    for said in ("json", "application/fhir+json", "application/json"):
        assert partner.get(path, _format=said)["id"] == home.him
    xml = partner.asked("get", path, {"_format": "xml"})
    partner.refused(406, "fhir.format_unknown", xml)
    xml = partner.asked("get", path, headers={"Accept": "application/fhir+xml"})
    partner.refused(406, "fhir.format_unknown", xml)
    for status, code, path, query in (
        (400, "fhir.parameter_unknown", "Patient", {"name": "TAZI"}),
        (400, "fhir.parameter_unknown", "Patient", {"identifier": ["1", "2"]}),
        (400, "fhir.parameter_missing", "Patient", {}),
        (400, "fhir.system_unknown", "Patient", {"identifier": "urn:x|1"}),
        (400, "fhir.reference_unreadable", "Coverage", {"beneficiary": "Group/1"}),
        (400, "fhir.reference_unreadable", f"Patient/{'9' * 61}", {}),
        (404, "fhir.path_unknown", "Observation/1", {}),
        (404, "fhir.path_unknown", f"Patient/{home.him}/_history", {}),
    ):
        partner.refused(status, code, partner.asked("get", path, query))
    wrong = partner.asked("delete", f"Patient/{home.him}")
    partner.refused(405, "api.method_not_allowed", wrong)
    assert wrong.headers["Allow"] == "GET, HEAD"


@pytest.mark.parametrize(
    "status", [400, 401, 403, 404, 405, 406, 409, 413, 415, 422, 429, 500, 503]
)
def test_every_way_to_fail_has_its_word(status: int) -> None:
    problem = {"status": status, "code": "api.failed", "detail": "Non.", "errors": []}
    told = operation_outcome(problem)
    assert wrong_in(told) == []
    assert (told["issue"][0]["code"] == "exception") == (status == 500)


def test_a_service_that_is_away_says_when_to_ask_again() -> None:
    told = refusal(unavailable())
    assert (told.status_code, told.headers["Retry-After"]) == (503, "10")
    assert json.loads(told.content)["issue"][0]["code"] == "transient"


@pytest.mark.parametrize(("language", "word"), [("fr", "Aucun"), ("en", "No"), ("ar", "لا")])
def test_a_refusal_is_said_in_the_caller_s_language(home: Home, language: str, word: str) -> None:
    officer = home.officer()
    asked = officer.asked("get", "Patient/199999990", headers={"Accept-Language": language})
    told = officer.refused(404, "registry.person_unknown", asked)
    assert word in told["issue"][0]["details"]["text"]
