"""The registry answers another institution who is in which programme: the least, and on record."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from tests import factories
from tests.api.dci.institutions import THEM, US, Institution, named
from tests.benefits import awarded
from tests.benefits.running import Office
from tests.exchange.dci import letters

from socle.exchange.dci import envelope
from socle.exchange.dci.messages import AnswerItem
from socle.exchange.dci.signatures import Trusted, verify
from socle.exchange.types import Signing
from socle.web import clock

pytestmark = pytest.mark.usefixtures("one_transaction")
NID, JAN = "CM100200300", date(2026, 1, 1)
SEARCH, ENROLLED = "/registry/sync/search", "/registry/sync/enrolled"


class Scene:
    """A pensioner, and somebody in no programme, in a fund that an institution asks."""

    def __init__(self, **said: Any) -> None:
        self.office = Office()
        place = self.office.place
        self.pensioner = factories.person(place, "", birth_on="1950-04-12", national_id=NID)
        self.other = factories.person(place, "1234509876C", national_id="CM555")
        self.award = awarded.granted(self.office.liquidator, self.pensioner, [(JAN, None, 60_000)])
        self.fund = place.fund
        self.asker = Institution(place, **said)

    def found(self, **criteria: Any) -> dict[str, Any]:
        response = self.asker.send(SEARCH, letters.search(**criteria))
        assert response.status_code == 200, response.content
        [item] = response.json()["message"]["search_response"]
        return dict(item)

    def numbers(self, **criteria: Any) -> list[str]:
        records = self.found(**criteria)["data"]["reg_records"]
        return [each["programme_identifier"][0]["programme_identifier"] for each in records]

    def enrolled(self, **query: Any) -> str:
        said = letters.enrolled()
        said["message"]["enrolled_criteria"]["query"] = query
        response = self.asker.send(ENROLLED, said)
        assert response.status_code == 200, response.content
        [item] = response.json()["message"]["enrolled_response"]
        return str(item["enrolled_status"])


@pytest.fixture
def scene(one_transaction: None) -> Scene:
    return Scene()


def by(kind: str, value: str) -> dict[str, Any]:
    return {"query_type": "idtype-value", "query": {"type": kind, "value": value}}


def test_a_beneficiary_is_found_by_an_identity_document_and_by_our_number(scene: Scene) -> None:
    programme = f"{scene.fund.code}.old_age"
    assert scene.numbers(**by("NID", NID)) == [programme]
    assert scene.numbers(**by("SSN", scene.pensioner)) == [programme]
    assert scene.numbers(**by(scene.fund.code.upper(), scene.pensioner)) == [programme]


def test_the_answer_says_which_programme_since_when_and_no_more(scene: Scene) -> None:
    [record] = scene.found(**by("NID", NID))["data"]["reg_records"]
    assert record == {
        "@type": "Beneficiary",
        "member": {
            "@type": "Member",
            "member_identifier": [
                {"@type": "Identifier", "identifier_type": "NID", "identifier_value": NID}
            ],
        },
        "programme_identifier": [
            {
                "@type": "Programme",
                "programme_identifier": f"{scene.fund.code}.old_age",
                "programme_name": "Pension de vieillesse",
                "implementing_institution": scene.fund.name,
                "social_protection_functions": ["1"],
                "contribution_type": "1",
                "programme_type": "9",
            }
        ],
        "enrollment_date": "2026-01-01",
        "enrollment_status": "1",
    }


def test_nobody_and_somebody_in_no_programme_are_answered_alike(scene: Scene) -> None:
    told = []
    for value in ("CM555", "CM000"):
        said = scene.found(**by("NID", value))
        assert (said["status"], said["data"]["reg_records"]) == ("succ", [])
        told.append({name: said[name] for name in said if name != "timestamp"})
    assert told[0] == told[1]


def test_a_birth_that_is_not_theirs_finds_nobody(scene: Scene) -> None:
    def asked(born: str) -> dict[str, Any]:
        number = {"attribute_name": "NID", "operator": "eq", "attribute_value": NID}
        birth = {"attribute_name": "birth_date", "operator": "eq", "attribute_value": born}
        both = [{"expression1": number, "condition": "and", "expression2": birth}]
        return {"query_type": "predicate", "query": both}

    assert len(scene.numbers(**asked("1950-04-12"))) == 1
    assert scene.numbers(**asked("1950-04-13")) == []


def test_an_expression_of_one_number_is_answered(scene: Scene) -> None:
    wanted = {"$and": [{"NID": {"$eq": NID}}]}
    value = {"expression": {"collection": "Member", "query": wanted}}
    query = {"type": "ns:org:QueryType:expression", "value": value}
    assert len(scene.numbers(query_type="expression", query=query)) == 1


@pytest.mark.parametrize(
    "criteria",
    [
        {"query_type": "predicate", "query": [{"expression1": {}}]},
        {"query_type": "graphql", "query": {"type": "x", "value": {"expression": "{}"}}},
    ],
)
def test_a_question_without_its_shape_is_refused_whole(
    scene: Scene, criteria: dict[str, Any]
) -> None:
    response = scene.asker.send(SEARCH, letters.search(**criteria))
    if criteria["query_type"] == "predicate":
        assert response.status_code == 400
        assert response.json()["header"]["status"] == "rjct"
    else:
        [item] = response.json()["message"]["search_response"]
        assert item["status_reason_code"] == "rjct.search_criteria.invalid"


@pytest.mark.parametrize(
    ("name", "operator"), [("poverty_score", "lt"), ("poverty_score", "eq"), ("NID", "in")]
)
def test_a_question_by_anything_but_a_number_is_refused_by_its_item(
    scene: Scene, name: str, operator: str
) -> None:
    one = {"attribute_name": name, "operator": operator, "attribute_value": "5"}
    said = scene.found(query_type="predicate", query=[{"expression1": one}])
    assert (said["status"], said["status_reason_code"]) == (
        "rjct",
        "rjct.search_criteria.invalid",
    )
    assert "data" not in said


def test_enrolled_says_yes_or_no_and_nothing_else(scene: Scene) -> None:
    programme = "programme_identifier.program.programme_identifier"
    assert scene.enrolled(person_identifier={"eq": NID}) == "yes"
    assert scene.enrolled(person_identifier={"eq": scene.pensioner}) == "yes"
    assert scene.enrolled(person_identifier={"eq": "CM555"}) == "no"
    assert scene.enrolled(person_identifier={"eq": "CM000"}) == "no"
    known, other = f"{scene.fund.code}.old_age", f"{scene.fund.code}.maternity"
    both = {"person_identifier": {"eq": NID}}
    assert scene.enrolled(**both, **{programme: {"eq": known}}) == "yes"
    assert scene.enrolled(**both, **{programme: {"eq": other}}) == "no"


def test_a_right_that_ended_is_told_to_nobody(scene: Scene) -> None:
    person = factories.person(scene.office.place, "2233445507B", national_id="CM777")
    ended = [(date(2025, 1, 1), date(2025, 6, 1), 1_000)]
    awarded.granted(scene.office.liquidator, person, ended)
    assert scene.numbers(**by("NID", "CM777")) == []


def test_pages_are_of_the_size_that_was_asked(scene: Scene) -> None:
    for benefit in ("survivors", "family_allowance"):
        awarded.granted(
            scene.office.liquidator, scene.pensioner, [(JAN, None, 1_000)], benefit=benefit
        )
    pages = []
    for number in (1, 2, 3):
        said = scene.found(
            **by("NID", NID),
            pagination={"page_size": 2, "page_number": number},
            sort=[{"attribute_name": "programme_identifier", "sort_order": "desc"}],
        )
        paging = {"page_size": 2, "page_number": number, "total_count": 3}
        assert said["pagination"] == paging
        pages += [each["programme_identifier"][0] for each in said["data"]["reg_records"]]
    codes = [each["programme_identifier"].rpartition(".")[2] for each in pages]
    assert codes == ["survivors", "old_age", "family_allowance"]


def test_each_question_and_its_answer_are_in_the_journal_and_each_reading_recorded(
    scene: Scene,
) -> None:
    said = scene.asker.signed(named(letters.search(**by("NID", NID)), "m-77"))
    answer = scene.asker.send(SEARCH, said).json()
    asked, told = scene.asker.journal()
    assert (asked.direction, asked.message_id, asked.transaction_id) == ("in", "m-77", "t-1")
    assert (told.direction, told.answers_id) == ("out", asked.pk)
    assert told.message_id == answer["header"]["message_id"]
    assert told.subject_number == scene.pensioner
    assert scene.asker.read() == [("dci_search", scene.pensioner, "done")]


def test_the_answer_is_signed_by_the_fund_and_reads_as_a_message(scene: Scene) -> None:
    response = scene.asker.send(SEARCH, letters.search(**by("NID", NID)))
    keys = Client().get(f"{scene.asker.root}/.well-known/jwks.json").json()["keys"]
    read = envelope.parse(response.content, service="on-search", at=clock.now())
    assert verify(read, Trusted(Signing.DETACHED_JWS, keys, US), at=clock.now())
    assert (read.header.sender_id, read.header.receiver_id) == (US, THEM)
    [item] = read.items
    assert isinstance(item, AnswerItem)
    assert len(item.records) == 1


def test_the_same_message_again_is_refused_as_a_duplicate(scene: Scene) -> None:
    said = scene.asker.signed(named(letters.search(**by("NID", NID))))
    assert scene.asker.send(SEARCH, said).json()["header"]["status"] == "succ"
    again = scene.asker.send(SEARCH, said)
    assert again.status_code == 200
    header = again.json()["header"]
    assert (header["status"], header["status_reason_code"]) == (
        "rjct",
        "rjct.message_id.duplicate",
    )
    assert "message" not in again.json()
    assert [each.status for each in scene.asker.journal()] == ["succ", "succ", "rjct"]


def test_a_message_that_was_refused_has_not_used_up_its_name(scene: Scene) -> None:
    said = named(letters.search(**by("NID", NID)), "m-9")
    forged = scene.asker.send(SEARCH, said | {"signature": "x..y"})
    assert forged.status_code == 401
    assert scene.asker.send(SEARCH, scene.asker.signed(said)).status_code == 200
