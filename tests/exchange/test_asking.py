"""An agent asks a source that runs: what it answers is verified, compared, never half taken."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from tests import factories
from tests.api.samples import Caller
from tests.exchange import scenes, sources
from tests.exchange.sources import Source, agreed, now, running
from tests.simulator.started import SECRET, Started, listener

from socle.exchange.models import Discrepancy, ExchangeEvent, FactCheck
from socle.exchange.operations import asking
from socle.exchange.our_keys import our_key_set
from socle.exchange.queries.origins import checks
from socle.kernel.errors import Refused, SocleError, Unavailable
from socle.kernel.months import Month
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Role
from socle.platform.partners import addresses

pytestmark = pytest.mark.usefixtures("one_transaction")
NID, NIU = "CM100200300", "M012345678901A"
BORN = "1950-04-12"
HER = {
    "identifiers": {"NID": NID, "UIN": "U-1"},
    "surname": "NGONO",
    "given_name": "Béatrice",
    "sex": "female",
    "birth_date": BORN,
}
Asks = Callable[[Source, str], Any]


@pytest.fixture(scope="module")
def identity(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    with running("identity", tmp_path_factory.mktemp("identity")) as started:
        yield started


@pytest.fixture(scope="module")
def civil(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    with running("civil", tmp_path_factory.mktemp("civil")) as started:
        yield started


@pytest.fixture(scope="module")
def companies(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    with running("companies", tmp_path_factory.mktemp("companies")) as started:
        yield started


@pytest.fixture(scope="module")
def tax(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    with running("tax", tmp_path_factory.mktemp("tax")) as started:
        yield started


@pytest.fixture(scope="module")
def household(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    with running("household", tmp_path_factory.mktemp("household")) as started:
        yield started


def somebody(place: factories.Agency, number: str = "", **said: str) -> str:
    fields = {"family_name": "NGONO", "given_names": "Béatrice", "birth_on": BORN}
    return factories.person(
        place, number, **(fields | {"sex": "female", "national_id": NID} | said)
    )


def verify(source: Source, number: str) -> asking.Learned:
    return asking.verify_identity(desk=source.place.registration, number=number, at=now())


def ask_civil(source: Source, number: str) -> asking.Learned:
    return asking.ask_civil(desk=source.place.registration, number=number, at=now())


def rows(source: Source, model: Any) -> list[Any]:
    with fund_scope(source.place.fund.id):
        return list(model.objects.order_by("id"))


def test_an_identity_that_agrees_is_verified_attribute_by_attribute(identity: Started) -> None:
    source = agreed(factories.agency("CM"), "identity", identity)
    identity.put("/people", [HER])
    number = somebody(source.place)
    found = verify(source, number)
    assert (found.status, found.differing) == ("active", ())
    assert found.scores == dict.fromkeys(("family_name", "given_names", "birth_on", "sex"), 100)
    assert rows(source, Discrepancy) == []
    values = {"family_name": "NGONO", "given_names": "Béatrice", "birth_on": BORN, "sex": "male"}
    with fund_scope(source.place.fund.id):
        held = checks(subject=("person", number), values=values)
    assert {each.attribute: (each.score, each.is_stale) for each in held} == {
        "birth_on": (100, False),
        "family_name": (100, False),
        "given_names": (100, False),
        "sex": (100, True),
    }
    asked, answered = source.messages
    assert source.told == [
        ("out", "identity.verify", "pdng", ""),
        ("in", "identity.verify", "succ", ""),
    ]
    assert answered.answers_id == asked.pk
    assert {each.subject_number for each in (asked, answered)} == {number}
    assert {each.asked_by_id for each in (asked, answered)} == {source.place.registration.user_id}
    assert (answered.http_status, asked.agreed_by_id) == (200, source.link.agreed_by)


def test_readings_that_differ_are_fetched_and_wait_for_a_person_once(identity: Started) -> None:
    source = agreed(factories.agency("CM"), "identity", identity)
    identity.put("/people", [HER | {"surname": "TCHOUMI", "birth_date": "1951-04-12"}])
    number = somebody(source.place)
    for _ in range(2):
        found = verify(source, number)
        assert found.differing == (
            ("family_name", "NGONO", "TCHOUMI"),
            ("birth_on", BORN, "1951-04-12"),
        )
    written = rows(source, Discrepancy)
    assert [(each.attribute, each.ours, each.theirs) for each in written] == list(found.differing)
    assert {each.subject_number for each in written} == {number}
    assert len(rows(source, FactCheck)) == 8


def test_somebody_whom_the_authority_does_not_know_is_said_to_be_unknown(
    identity: Started,
) -> None:
    source = agreed(factories.agency("CM"), "identity", identity)
    found = verify(source, somebody(source.place, national_id="CM-NOBODY"))
    assert (found.status, found.scores) == ("unknown", {})


def test_a_source_is_asked_by_the_api_and_its_silence_is_on_record(identity: Started) -> None:
    source = agreed(factories.agency("CM"), "identity", identity)
    identity.put("/people", [HER | {"surname": "TCHOUMI"}])
    way = f"/persons/{somebody(source.place)}/source-questions"
    agent = Caller(source.place.registration)
    answer = agent.post(way, {"ask": "identity"}).json()
    assert (answer["partner"], answer["status"], answer["is_known"]) == (
        *(source.link.name, "active", True),
    )
    assert answer["differing"] == [
        {"attribute": "family_name", "ours": "NGONO", "theirs": "TCHOUMI"}
    ]
    assert answer["scores"]["birth_on"] == 100
    [line] = agent.get("/exchange/messages", direction="in", limit=1).json()["items"]
    assert line["subject"] == way.split("/")[2]
    assert answer["message"] in {
        each["number"] for each in agent.get("/exchange/messages").json()["items"]
    }
    known = len(source.messages)
    assert Caller(source.place.auditor).post(way, {"ask": "identity"}).status_code == 403
    assert agent.post(way, {"ask": "wages"}).status_code == 422
    # The fund has agreed with no civil registry.
    away = agent.post(way, {"ask": "civil"})
    assert (away.status_code, away.json()["code"]) == (409, "exchange.no_source")
    assert len(source.messages) == known
    source.fails(truncate=1)
    silent = agent.post(way, {"ask": "identity"})
    source.fails(**sources.NO_FAILURES)
    assert (silent.status_code, silent.json()["code"]) == (503, "exchange.source_away")
    assert source.told[-1][:3] == ("in", "identity.verify", "rjct")


def test_whoever_has_no_national_number_is_not_asked_about(identity: Started) -> None:
    source = agreed(factories.agency("CM"), "identity", identity)
    number = somebody(source.place, national_id="")
    with pytest.raises(Refused, match="nothing_to_verify"):
        verify(source, number)
    assert source.messages == []


def test_without_a_source_the_agent_is_told_to_ask_for_the_document() -> None:
    place = factories.agency("CM")
    number = somebody(place)
    with pytest.raises(Unavailable, match="no_source"):
        asking.verify_identity(desk=place.registration, number=number, at=now())


FAULTS = {
    "down": ("source_away", "503"),
    "lose_answers": ("source_away", "RemoteDisconnected"),
    "truncate": ("source_away", "IncompleteRead"),
    "redirect": ("source_unreadable", "redirection 302"),
    "nesting": ("source_unreadable", "too long"),
    "wrong_signature": ("source_unreadable", "err.signature.invalid"),
    "unsigned": ("source_unreadable", "err.signature.missing"),
    "revoked_key": ("source_unreadable", "err.signature.invalid"),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("what", ["identity", "civil"])
def test_what_goes_wrong_at_a_source_is_refused_whole_and_told(
    what: str, fault: str, request: pytest.FixtureRequest
) -> None:
    started: Started = request.getfixturevalue(what)
    source = agreed(factories.agency("CM"), what, started)
    started.put("/people", [HER | {"surname": "TCHOUMI"}])
    number = somebody(source.place)
    asks: Asks = verify if what == "identity" else ask_civil
    asks(source, number)  # so that the token is known, and only the question fails
    before = [len(rows(source, each)) for each in (FactCheck, Discrepancy, ExchangeEvent)]
    source.fails(**{fault: True if fault == "revoked_key" else 1})
    code, why = FAULTS[fault]
    with pytest.raises(Unavailable, match=code):
        asks(source, number)
    assert [len(rows(source, each)) for each in (FactCheck, Discrepancy, ExchangeEvent)] == before
    service = "identity.verify" if what == "identity" else "civil.search"
    assert source.told[-2:] == [("out", service, "pdng", ""), ("in", service, "rjct", why)]
    assert (source.state.failures, source.state.last_failure) == (1, why)
    source.fails(**sources.NO_FAILURES)
    asks(source, number)
    assert source.state.failures == 0


def test_nesting_that_is_short_enough_to_be_read_is_refused_too(civil: Started) -> None:
    source = agreed(factories.agency("CM"), "civil", civil)
    number = somebody(source.place)
    source.fails(nesting=1, nesting_bytes=100_000)
    with pytest.raises(Unavailable, match="source_unreadable"):
        ask_civil(source, number)


def test_a_source_that_does_not_run_is_left_in_peace_longer_each_time(identity: Started) -> None:
    source = agreed(factories.agency("CM"), "identity", identity, address="http://127.0.0.1:9")
    number = somebody(source.place)
    at = now()

    def ask(later: timedelta) -> str:
        with pytest.raises(Unavailable) as told:
            asking.verify_identity(desk=source.place.registration, number=number, at=at + later)
        assert told.value.code == "exchange.source_away"
        return str(told.value.facts["why"])

    assert [ask(timedelta(0)) for _ in range(5)] == ["ConnectionRefusedError"] * 5
    assert ask(timedelta(seconds=29)) == "resting"
    assert ask(timedelta(seconds=30)) == "ConnectionRefusedError"
    assert ask(timedelta(seconds=89)) == "resting"
    assert ask(timedelta(seconds=90)) == "ConnectionRefusedError"
    # What was not asked is not in the journal as asked.
    assert len([each for each in source.messages if each.direction == "out"]) == 7
    for _ in range(10):
        late = source.state.open_until - at
        ask(late)
    assert source.state.open_until - at - late == timedelta(minutes=15)


def test_a_source_that_was_started_again_gives_another_token(identity: Started) -> None:
    source = agreed(factories.agency("CM"), "identity", identity)
    identity.put("/people", [HER])
    number = somebody(source.place)
    verify(source, number)
    source.fails(drop_tokens=True)
    assert verify(source, number).status == "active"


def test_a_wrong_secret_asks_nothing(identity: Started) -> None:
    source = agreed(factories.agency("CM"), "identity", identity)
    number = somebody(source.place)
    factories.act(
        source.place.administrator,
        "keep_credential",
        partner="identity",
        client_id=source.place.fund.code,
        client_secret="another",
    )
    with pytest.raises(Unavailable, match="source_away"):
        verify(source, number)


@pytest.mark.parametrize("style", ["jws", "http_signature"])
def test_a_civil_registry_signs_and_is_signed_to_in_each_way(civil: Started, style: str) -> None:
    source = agreed(factories.agency("CM"), "civil", civil, signature=style)
    ours = source.place.fund.code
    keys = our_key_set(fund_id=source.place.fund.id)
    client = {"secret": SECRET, "sender_id": sources.OURS, "keys": keys}
    civil.put("/clients", {ours: client | {"signature": style}})
    civil.put("/people", [HER])
    before = civil.record()["signatures"]["valid"]
    assert ask_civil(source, somebody(source.place)).found["family_name"] == "NGONO"
    assert civil.record()["signatures"]["valid"] == before + 1


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ({"forged_sender": "other.example"}, "err.sender_id.invalid"),
        ({"same_message_id": True}, "rjct.message_id.duplicate"),
    ],
)
def test_a_civil_answer_of_another_sender_or_under_a_used_name_is_not_taken(
    civil: Started, fault: dict[str, Any], why: str
) -> None:
    source = agreed(factories.agency("CM"), "civil", civil)
    civil.put("/people", [HER])
    number = somebody(source.place)
    civil.fails(**fault)
    if "same_message_id" in fault:
        ask_civil(source, number)
    with pytest.raises(Unavailable, match="source_unreadable"):
        ask_civil(source, number)
    assert source.told[-1] == ("in", "civil.search", "rjct", why)


def test_a_death_that_the_civil_registry_knows_of_is_in_the_inbox_once(civil: Started) -> None:
    source = agreed(factories.agency("CM"), "civil", civil)
    civil.put("/people", [HER])
    on = now().date() - timedelta(days=3)
    death = {"type": "death", "person": "U-1", "on": on.isoformat(), "number": "DRN-7"}
    civil.put("/events", [death])
    number = somebody(source.place)
    assert [ask_civil(source, number).status for _ in range(2)] == ["deceased"] * 2
    [event] = scenes.dealt(source.place, now())
    assert (event.kind, event.reference, event.state) == ("death", "death:DRN-7", "proposed")


def a_company(**said: Any) -> dict[str, Any]:
    found = {"identifiers": {"NIU": NIU}, "name": "SAVONNERIE DU WOURI", "created_on": "2015-01-01"}
    return found | said


def affiliate(place: factories.Agency) -> str:
    return factories.employer(place, company_number=NIU)


def test_a_company_is_known_by_its_number_and_another_name_waits(companies: Started) -> None:
    source = agreed(factories.agency("CM"), "companies", companies)
    companies.put("/companies", [a_company()])
    number = affiliate(source.place)

    def ask() -> asking.Learned:
        return asking.ask_company(desk=source.place.registration, number=number, at=now())

    assert (ask().status, ask().differing) == ("active", ())
    companies.put("/companies", [a_company(name="BRASSERIES DU LITTORAL")])
    assert ask().differing == (("legal_name", "Savonnerie du Wouri", "BRASSERIES DU LITTORAL"),)
    [written] = rows(source, Discrepancy)
    assert (written.kind, written.subject_number) == ("company", number)


def test_a_company_that_the_register_does_not_know_is_unknown(companies: Started) -> None:
    source = agreed(factories.agency("CM"), "companies", companies)
    number = factories.employer(source.place, company_number="M099999999999Z")
    found = asking.ask_company(desk=source.place.registration, number=number, at=now())
    assert (found.status, found.found) == ("unknown", {})


def test_a_tax_number_is_checked_against_the_company_that_bears_it(tax: Started) -> None:
    source = agreed(factories.agency("CM"), "tax", tax)
    taxpayer = {"tax_number": NIU, "name": "SAVONNERIE DU WOURI", "status": "ceased"}
    tax.put("/taxpayers", [taxpayer])
    found = asking.ask_taxpayer(
        desk=source.place.registration, number=affiliate(source.place), at=now()
    )
    assert (found.status, found.scores) == ("ceased", {"legal_name": 100})


def wages_put(tax: Started, count: int, gross: int = 100_000) -> None:
    said = [
        {"identity_number": f"CM{rank:06d}", "surname": "X", "given_name": "Y", "gross": gross}
        for rank in range(count)
    ]
    tax.put("/wages", [{"employer": NIU, "month": "2026-09", "wages": said}])


def test_wages_that_tax_knows_and_nobody_declared_are_discrepancies_once(tax: Started) -> None:
    source = agreed(factories.agency("CM"), "tax", tax)
    wages_put(tax, 501)  # two pages
    number = affiliate(source.place)
    for _ in range(2):
        found = asking.ask_wages(
            desk=source.place.registration, number=number, month=Month(2026, 9), at=now()
        )
        assert len(found.found["workers"]) == 501
    [event] = scenes.dealt(source.place, now())
    assert (event.state, event.facts["count"]) == ("done", 501)
    assert [each[:3] for each in source.told] == 2 * [
        ("out", "tax.wages", "pdng"),
        ("in", "tax.wages", "succ"),
        ("out", "tax.wages", "pdng"),
        ("in", "tax.wages", "rcvd"),
    ]


def test_a_month_lost_on_its_second_page_is_taken_in_no_part(tax: Started) -> None:
    source = agreed(factories.agency("CM"), "tax", tax)
    wages_put(tax, 501)
    number = affiliate(source.place)
    desk = source.place.registration
    source.fails(truncate=1)
    with pytest.raises(Unavailable):
        asking.ask_wages(desk=desk, number=number, month=Month(2026, 9), at=now())
    assert scenes.events(source.place) == []
    found = asking.ask_wages(desk=desk, number=number, month=Month(2026, 9), at=now())
    assert len(found.found["workers"]) == 501
    assert len(scenes.events(source.place)) == 1


def test_a_month_of_which_tax_knows_nothing_is_an_answer(tax: Started) -> None:
    source = agreed(factories.agency("CM"), "tax", tax)
    found = asking.ask_wages(
        desk=source.place.registration,
        number=affiliate(source.place),
        month=Month(2020, 1),
        at=now(),
    )
    assert found.found == {}
    assert scenes.events(source.place) == []


def test_a_household_score_is_recorded_by_the_agents_own_act(household: Started) -> None:
    place = factories.agency("MA")
    agreed(place, "household", household)
    number = somebody(place, national_id="AB123456")
    score = {"identifiers": {"RSU": "R-1"}, "members": ["AB123456"], "score": "9.2100"}
    household.put("/households", [score | {"threshold": "9.3264"}])
    desk = factories.desk(place.fund, Role.FAMILY_OFFICER)
    found = asking.ask_household(desk=desk, number=number, at=now())
    assert (found.found["score"], found.act is not None) == ("9.2100", True)
    with pytest.raises(SocleError, match="forbidden"):
        asking.ask_household(desk=place.registration, number=number, at=now())


def test_a_source_that_refuses_says_why(civil: Started) -> None:
    source = agreed(factories.agency("CM"), "civil", civil)
    civil.put("/clients", {source.place.fund.code: {"secret": SECRET, "keys": []}})
    number = somebody(source.place)
    with pytest.raises(Refused) as told:
        ask_civil(source, number)
    assert told.value.facts["why"] == "err.signature.invalid"
    assert source.state.failures == 0


def test_a_civil_registry_is_asked_once_to_tell_of_events(civil: Started) -> None:
    source = agreed(factories.agency("CM"), "civil", civil)
    desk = source.place.administrator
    with pytest.raises(Refused) as told:
        asking.ask_to_be_told(desk=desk, at=now())
    assert told.value.facts["why"] == "err.sender_uri.invalid"
    keys = our_key_set(fund_id=source.place.fund.id)
    client: dict[str, Any] = {"secret": SECRET, "sender_id": sources.OURS, "keys": keys}
    with listener() as heard:
        civil.put("/clients", {source.place.fund.code: client | {"callback": heard.url}})
        assert asking.ask_to_be_told(desk=desk, at=now()) != ""
        civil.put("/release", {})
        [answer] = heard.messages()
        assert [each["status"] for each in answer["message"]["subscribe_response"]] == ["succ"] * 4
        # By the transaction, which bears our message's name, its answer finds the question.
        question = source.messages[-2]
        assert answer["message"]["transaction_id"] == question.message_id
        civil.put("/clients", {source.place.fund.code: client})
    with pytest.raises(SocleError, match="forbidden"):
        asking.ask_to_be_told(desk=source.place.registration, at=now())


def test_a_reading_that_cannot_be_fetched_leaves_the_scores_to_speak(identity: Started) -> None:
    source = agreed(factories.agency("CM"), "identity", identity)
    identity.put("/people", [HER | {"surname": "TCHOUMI"}])
    identity.put("/clients", {source.place.fund.code: {"secret": SECRET, "keys": []}})
    number = somebody(source.place)
    found = verify(source, number)
    assert found.differing == (("family_name", "NGONO", ""),)
    assert found.scores["given_names"] == 100
    assert source.told[-1] == ("in", "identity.fetch", "rjct", "err.signature.invalid")


def test_a_source_that_is_slow_keeps_nobody_waiting(
    identity: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = agreed(factories.agency("CM"), "identity", identity)
    identity.put("/people", [HER])
    number = somebody(source.place)
    verify(source, number)
    monkeypatch.setattr(addresses, "_SILENT_SECONDS", 0.3)
    source.fails(slow=1)
    with pytest.raises(Unavailable) as told:
        verify(source, number)
    assert told.value.facts["why"] == "TimeoutError"
