"""The stream of events: all of them, once each, in order, whoever writes meanwhile."""

from datetime import date

import psycopg
import pytest
from django.db import connection, connections
from tests import factories
from tests.api.samples import Caller, Drawers, drawers
from tests.conftest import NOW
from tests.platform.partners.scenes import system
from tests.registry.families import a_life

from socle.platform.access.scope import fund_scope
from socle.platform.acts.operations import reverse, validate
from socle.platform.outbox.queries import events
from socle.platform.outbox.types import Event, Place
from socle.registry.importing import import_persons
from socle.registry.types import ImportedPerson


@pytest.fixture
def cm(db: None) -> Drawers:
    return drawers()


def every(place: factories.Agency, *, by: int) -> list[Event]:
    """The whole stream, read so many at once."""
    told: list[Event] = []
    at: Place | None = None
    with fund_scope(place.fund.id):
        while True:
            stretch = events(after=at, limit=by)
            told += stretch.events
            at = stretch.end
            if stretch.is_whole:
                return told


def said(told: list[Event]) -> list[tuple[str, str]]:
    return [(each.kind.value, each.subject_number) for each in told]


def test_acts_are_told_by_what_they_do(cm: Drawers) -> None:
    factories.act(cm.place.registration, "hire", person=cm.person, employer=cm.employer)
    assert said(every(cm.place, by=50)) == [
        ("employer.registered", cm.employer),
        ("person.registered", cm.person),
        ("employer.changed", cm.employer),
        ("person.changed", cm.person),
    ]


def test_a_proposal_is_told_once_it_is_done_and_a_reversal_is_a_change(cm: Drawers) -> None:
    before = len(every(cm.place, by=50))
    with fund_scope(cm.place.fund.id):
        done = validate(desk=cm.place.verifier, number=cm.proposal, at=NOW)
        undo = reverse(desk=cm.place.registration, number=done.act, motive="x", key="u", at=NOW)
        validate(desk=cm.place.verifier, number=undo.act, at=NOW)
    told = every(cm.place, by=50)[before:]
    assert said(told) == [("person.changed", cm.person)] * 2
    assert told[0].id != told[1].id


@pytest.mark.parametrize("by", [1, 2, 3, 7])
def test_read_in_any_portions_it_is_the_same_stream(cm: Drawers, by: int) -> None:
    a_life(cm.place)
    whole = every(cm.place, by=500)
    assert {each.kind.value for each in whole} >= {"family.changed", "person.registered"}
    assert every(cm.place, by=by) == whole
    assert len({each.id for each in whole}) == len(whole)


def test_what_an_act_opened_without_naming_it_is_told_too(cm: Drawers) -> None:
    with fund_scope(cm.place.fund.id):
        import_persons(
            desk=cm.place.registration,
            persons=[_imported(rank, cm.employer) for rank in range(5)],
            source="reprise",
            effective_on=date(2026, 1, 1),
            key="import",
        )
    for by in (2, 500):
        told = said(every(cm.place, by=by))
        assert told[-5:] == [("person.registered", f"88{rank:08d}B") for rank in range(5)]


def _imported(rank: int, employer: str) -> ImportedPerson:
    return ImportedPerson(
        number=f"88{rank:08d}B",
        family_name="REPRIS",
        given_names="Jean",
        birth_on=date(1990, 1, 1),
        sex="male",
        employer_number=employer,
        hired_on=date(2020, 1, 1),
    )


def test_an_act_still_open_holds_the_stream_back_and_is_not_passed_over(
    own_database: str,
) -> None:
    """It is stamped first and committed last: read between, it would be lost for good."""
    place = factories.agency("CM")
    factories.employer(place)
    params = connections["default"].get_connection_params()
    params.pop("cursor_factory", None)
    params.pop("context", None)
    with psycopg.connect(**{**params, "dbname": own_database}) as slow:
        slow.execute("SELECT set_config('app.fund', %s, true)", [str(place.fund.id)])
        slow.execute("SELECT socle_begin_act(nextval('act_id_seq'))")
        factories.person(place)
        held = every(place, by=50)
        assert said(held) == [("employer.registered", factories.CM_EMPLOYER)]
        slow.rollback()
    assert said(every(place, by=50)) == [*said(held), ("person.registered", factories.CM_PERSON)]
    connection.close()


# ---------------------------------------------------------------- by the API


def read(caller: Caller, since: str = "", **query: str) -> dict[str, object]:
    response = caller.get("/changes", **({"since": since} if since else {}), **query)
    assert response.status_code == 200, response.content
    found: dict[str, object] = response.json()  # type: ignore[attr-defined]
    return found


def test_a_partner_is_told_of_what_it_may_read_and_goes_on_from_where_it_was(cm: Drawers) -> None:
    caller = system(cm.place, "persons:read")
    first = read(caller)
    assert [each["type"] for each in first["items"]] == ["person.registered"]  # type: ignore[attr-defined]
    assert set(first["items"][0]) == {"id", "type", "subject", "act", "recorded_at"}  # type: ignore[index]
    again = read(caller, str(first["next"]))
    assert (again["items"], again["has_more"]) == ([], False)
    factories.act(cm.place.registration, "hire", person=cm.person, employer=cm.employer)
    then = read(caller, str(again["next"]))
    assert [each["type"] for each in then["items"]] == ["person.changed"]  # type: ignore[attr-defined]


def test_a_place_that_is_none_is_refused(cm: Drawers) -> None:
    caller = Caller(cm.place.auditor)
    for since in ("x", "1-", "99999999999999999-1-", "-1-2-", "2026-13-01"):
        response = caller.get("/changes", since=since)
        assert response.status_code == 422, since
    assert read(caller, "2026-01-01")["items"]
    assert read(caller, "2199-01-01")["items"] == []
    assert Caller(cm.place.administrator).get("/changes").status_code == 403
