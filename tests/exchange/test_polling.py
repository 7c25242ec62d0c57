"""Sources are asked what happened since: nothing is passed over, nothing has two effects."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests import factories
from tests.exchange import scenes, sources
from tests.exchange.sources import NO_FAILURES, Source, agreed, now, running
from tests.simulator.messages import subscribe
from tests.simulator.started import SECRET, Started, listener, registry

from socle.exchange.dci import events
from socle.exchange.dci.envelope import parse
from socle.exchange.dci.messages import EventItem
from socle.exchange.models import ExchangeEvidence, LinkState
from socle.exchange.operations.keeping import forget_evidence
from socle.exchange.operations.polling import poll
from socle.exchange.our_keys import our_key_set
from socle.platform.access.scope import fund_scope

pytestmark = pytest.mark.usefixtures("one_transaction")
NID, NIU = "CM100200300", "M012345678901A"


@pytest.fixture(scope="module")
def civil(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    with running("civil", tmp_path_factory.mktemp("civil")) as started:
        yield started


@pytest.fixture
def companies(tmp_path: Path) -> Iterator[Started]:
    with running("companies", tmp_path) as started:
        yield started


@pytest.fixture
def tax(tmp_path: Path) -> Iterator[Started]:
    with running("tax", tmp_path) as started:
        yield started


def human(uin: str, **said: Any) -> dict[str, Any]:
    found = {"identifiers": {"UIN": uin, "NID": f"N{uin}"}, "surname": "NGONO"}
    return found | {"given_name": "Paul", "sex": "male", "birth_date": "1960-01-02"} | said


def death(uin: str, number: str) -> dict[str, Any]:
    on = (now().date() - timedelta(days=1)).isoformat()
    return {"type": "death", "person": uin, "on": on, "number": number}


def polled(source: Source, at: Any = None) -> int:
    return poll(fund=source.place.fund, at=at or now())


def references(source: Source) -> list[str]:
    return [each.reference for each in scenes.events(source.place)]


def place(source: Source) -> str:
    with fund_scope(source.place.fund.id):
        return LinkState.objects.get(user_id=source.link.user_id).cursor


def test_a_death_is_found_whether_it_is_told_or_asked_for_and_counts_once(
    civil: Started,
) -> None:
    source = agreed(factories.agency("CM"), "civil", civil)
    fund = source.place.fund
    civil.put("/people", [human("P-1")])
    with listener() as heard:
        client = {"secret": SECRET, "sender_id": sources.OURS, "callback": heard.url}
        client["keys"] = our_key_set(fund_id=fund.id)  # type: ignore[assignment]
        civil.put("/clients", {fund.code: client | {"unsigned_ok": True}})
        civil.tokens.clear()
        civil.tokens["socle"] = token(civil, fund.code)
        asked = subscribe("death", {}) | {}
        civil.put("/clients", {fund.code: client | {"unsigned_ok": True, "keys": []}})
        assert civil.post("/registry/subscribe", asked).status == 202
        civil.put("/events", [death("P-1", "DRN-1")])
        civil.put("/release", {})
        [notice] = [each for each in heard.taken if b'"notify"' in each.body]
    civil.put("/clients", {fund.code: client})
    envelope = parse(notice.body, service="notify", at=now())
    [item] = [each for each in envelope.items if isinstance(each, EventItem)]
    event = events.told(item)
    assert event is not None
    scenes.told(source.place, source.link, event, message_id=envelope.header.message_id, at=now())
    assert polled(source) == 1
    assert polled(source) == 1
    assert [each for each in references(source) if each == "death:DRN-1"] == ["death:DRN-1"]


def token(civil: Started, client: str) -> str:
    body = f"grant_type=client_credentials&client_id={client}&client_secret={SECRET}"
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    said = civil.ask("POST", "/oauth2/client/token", body.replace(" ", "+").encode(), kind)
    return str(said.json()["access_token"])


def test_births_deaths_and_unions_of_a_civil_registry_are_read_from_its_records(
    civil: Started,
) -> None:
    source = agreed(factories.agency("CM"), "civil", civil)
    civil.put("/people", [human("P-2"), human("P-3", sex="female", given_name="Ada")])
    on = now().date().isoformat()
    civil.put(
        "/events",
        [
            {"type": "marriage", "spouses": ["P-2", "P-3"], "on": on, "number": "MRN-2"},
            {
                "type": "live_birth",
                "on": on,
                "number": "BRN-2",
                "child": human("P-4"),
                "mother": "P-3",
                "father": "P-2",
            },
            death("P-2", "DRN-2"),
        ],
    )
    assert polled(source) == 1
    told = {"marriage:MRN-2", "live_birth:BRN-2", "death:DRN-2"}
    assert told <= set(references(source))
    assert "live_birth:P-2" not in references(source)


def test_more_records_than_a_page_are_all_read_and_read_again_to_no_effect(
    civil: Started,
) -> None:
    source = agreed(factories.agency("CM"), "civil", civil)
    civil.put("/people", [human(f"L-{rank}") for rank in range(230)])
    civil.put("/events", [death(f"L-{rank}", f"DRL-{rank}") for rank in range(230)])
    assert polled(source) == 1
    deaths = [each for each in references(source) if "DRL" in each]
    assert (len(deaths), len(set(deaths))) == (230, 230)
    before = len(scenes.events(source.place))
    assert polled(source) == 1
    assert len(scenes.events(source.place)) == before


def test_what_a_registry_dates_a_day_late_is_found_on_the_next_day(civil: Started) -> None:
    source = agreed(factories.agency("CM"), "civil", civil)
    civil.put("/people", [human("P-5")])
    assert polled(source) == 1
    civil.fails(aged_hours=30)
    civil.put("/events", [death("P-5", "DRN-5")])
    civil.fails(**NO_FAILURES)
    assert polled(source, now() + timedelta(days=1)) == 1
    assert "death:DRN-5" in references(source)


def test_a_source_that_is_down_for_a_day_loses_nothing(tmp_path: Path) -> None:
    office = factories.agency("CM")
    factories.employer(office, company_number=NIU)
    company = {"identifiers": {"NIU": NIU}, "name": "SAVONNERIE", "created_on": "2015-01-01"}
    data = {"companies": [company], "events": []}
    keys = ("--keys", str(tmp_path / "keys"))
    with registry("companies", *keys, data=data, folder=tmp_path) as started:
        source = agreed(office, "companies", started)
        assert polled(source) == 1
        port = started.url.rpartition(":")[2]
    at = now()
    # 24 hours of rounds, each five minutes: the source is asked, then left in peace.
    assert [polled(source, at + timedelta(minutes=5 * each)) for each in range(288)] == [0] * 288
    asked = [m for m in source.messages if m.direction == "out"]
    assert 90 <= len(asked) <= 110
    closed = {"type": "closure", "company": NIU, "on": at.date().isoformat()}
    data["events"] = [closed]
    with registry("companies", *keys, "--port", port, data=data, folder=tmp_path) as started:
        ours = our_key_set(fund_id=office.fund.id)
        client = {"secret": SECRET, "sender_id": sources.OURS, "keys": ours}
        started.put("/clients", {office.fund.code: client})
        back = at + timedelta(hours=24, minutes=15)
        assert [polled(source, back) for _ in range(2)] == [1, 1]
    [event] = scenes.dealt(office, back)
    assert (event.kind, event.state) == ("company_closed", "proposed")
    assert source.state.failures == 0


def test_company_events_held_reordered_and_doubled_are_each_taken_once(
    companies: Started,
) -> None:
    source = agreed(factories.agency("CM"), "companies", companies)

    def created(rank: int) -> dict[str, Any]:
        company = {"identifiers": {"NIU": f"M{rank}"}, "name": f"N{rank}"}
        return {"type": "creation", "company": company, "on": "2026-11-01"}

    companies.fails(hold=True)
    companies.put("/events", [created(rank) for rank in range(150)])
    assert polled(source) == 1
    assert references(source) == []
    companies.fails(hold=False, reorder=True, duplicate=2)
    assert polled(source) == 1
    assert len(references(source)) == 150
    assert place(source) == '{"company":"150"}'
    assert polled(source) == 1
    assert len(references(source)) == 150


@pytest.mark.parametrize(
    "fault", ["down", "lose_answers", "truncate", "redirect", "nesting", "wrong_signature"]
)
def test_a_page_that_goes_wrong_is_read_again_from_where_it_was(
    companies: Started, fault: str
) -> None:
    source = agreed(factories.agency("CM"), "companies", companies)
    polled(source)
    company = {"identifiers": {"NIU": "M1"}, "name": "N1"}
    companies.put("/events", [{"type": "creation", "company": company, "on": "2026-11-01"}])
    before = place(source)
    companies.fails(**{fault: 1})
    assert polled(source) == 0
    assert (references(source), place(source)) == ([], before)
    assert polled(source) == 1
    assert len(references(source)) == 1


def test_a_source_that_forgot_its_own_places_is_read_from_the_start(
    companies: Started,
) -> None:
    source = agreed(factories.agency("CM"), "companies", companies)
    polled(source)
    with fund_scope(source.place.fund.id):
        LinkState.objects.update(cursor='{"company":"999"}')
    company = {"identifiers": {"NIU": "M1"}, "name": "N1"}
    companies.put("/events", [{"type": "creation", "company": company, "on": "2026-11-01"}])
    assert polled(source) == 0
    assert polled(source) == 1
    assert len(references(source)) == 1


def test_months_stated_to_tax_are_read_of_affiliates_alone_and_again_when_restated(
    tax: Started,
) -> None:
    source = agreed(factories.agency("CM"), "tax", tax)
    factories.employer(source.place, company_number=NIU)

    def stated(employer: str, gross: int) -> dict[str, Any]:
        worker = {"identity_number": NID, "surname": "X", "given_name": "Y", "gross": gross}
        return {"employer": employer, "month": "2026-09", "wages": [worker]}

    tax.put("/wages", [stated(NIU, 100_000), stated("M-STRANGER", 1)])
    assert polled(source) == 1
    assert references(source) == [f"wages:{NIU}:2026-09:1"]
    assert tax.record()["received"]["GET /wages"] == 1
    tax.put("/wages", [stated(NIU, 120_000)])
    assert polled(source) == 1
    assert references(source) == [f"wages:{NIU}:2026-09:{each}" for each in (1, 2)]
    found = scenes.dealt(source.place, now())
    assert [(each.state, each.facts["count"]) for each in found] == [("done", 1), ("done", 1)]


def test_the_bytes_of_a_poll_about_nobody_are_forgotten_after_a_month(
    companies: Started,
) -> None:
    source = agreed(factories.agency("CM"), "companies", companies)
    polled(source)
    fund = source.place.fund
    with fund_scope(fund.id):
        [until] = set(ExchangeEvidence.objects.values_list("kept_until", flat=True))
    assert until - now().date() <= timedelta(days=31)
    # The database knows what day it is: what is kept until a day to come is not forgotten.
    assert forget_evidence(fund=fund, before=until + timedelta(days=1)) == 0
