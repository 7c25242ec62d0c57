"""Registrations in two steps: announced by an employer or an agent, or sent by another body."""

from datetime import date, timedelta

import pytest
from tests import factories
from tests.conftest import TODAY
from tests.registry.people import SINCE, asked, done, numbered, person, undone, validated

from socle.kernel.errors import NotKnown, Refused
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk, Role
from socle.platform.acts.errors import Invalid
from socle.registry import queries
from socle.registry.types import RegistrationOrigin, RegistrationState, WaitingRegistration

NEW = {"family_name": "ATEBA", "given_names": "Rose", "birth_on": "1999-08-02"}
LAPSED = SINCE + timedelta(days=30)
OTHER = "3210100565S"


@pytest.fixture
def place(db: None) -> factories.Agency:
    place = numbered(factories.agency("CM"))
    factories.employer(place)
    return place


@pytest.fixture
def clerk(place: factories.Agency) -> Desk:
    return factories.desk(place.fund, Role.EMPLOYER_CLERK, factories.CM_EMPLOYER)


def announced(by: Desk, on: date = SINCE) -> str:
    said = NEW | {"employer": factories.CM_EMPLOYER, "occupation": "soudeuse"}
    return asked(by, "preregister_person", on=on, **said).subject


def waiting(place: factories.Agency, on: date, **asked: object) -> list[WaitingRegistration]:
    with fund_scope(place.fund.id):
        return queries.waiting_registrations(
            on=on,
            known_at=None,
            country="CM",
            **asked,  # type: ignore[arg-type]
        )


def test_an_employer_announces_whom_it_hires_who_has_a_number_and_a_job_at_once(
    place: factories.Agency, clerk: Desk
) -> None:
    number = announced(clerk)
    found = person(place, number, on=SINCE)
    assert found.registration.state is RegistrationState.PREREGISTERED
    assert found.registration.origin is RegistrationOrigin.EMPLOYER
    assert found.registration.source == factories.CM_EMPLOYER
    with fund_scope(place.fund.id):
        work = queries.employments_of_person(number=number, on=SINCE, known_at=None)
    assert [(each.employer_number, each.occupation) for each in work] == [
        (factories.CM_EMPLOYER, "soudeuse")
    ]


def test_an_employer_announces_for_itself_only(place: factories.Agency, clerk: Desk) -> None:
    factories.employer(place, OTHER)
    with pytest.raises(NotKnown, match="employer_unknown"):
        asked(clerk, "preregister_person", **NEW, employer=OTHER)
    with pytest.raises(Refused, match="employer_needed"):
        asked(clerk, "preregister_person", **NEW)
    for kind, fields in (
        ("register_person", NEW),
        ("confirm_registration", {"number": announced(clerk)}),
    ):
        with pytest.raises(Refused, match="access"):
            asked(clerk, kind, **fields)


def test_what_is_not_confirmed_in_time_lapses_by_the_calendar_alone(
    place: factories.Agency, clerk: Desk
) -> None:
    number = announced(clerk)
    states = {
        on: person(place, number, on=on).registration.state
        for on in (SINCE, LAPSED - timedelta(days=1), LAPSED)
    }
    assert list(states.values()) == [
        RegistrationState.PREREGISTERED,
        RegistrationState.PREREGISTERED,
        RegistrationState.LAPSED,
    ]


def test_a_confirmation_in_time_is_one_agent_s_a_late_one_takes_two(
    place: factories.Agency, clerk: Desk
) -> None:
    number = announced(clerk)
    act = asked(place.registration, "confirm_registration", on=LAPSED - timedelta(days=1),
                number=number)  # fmt: skip
    assert act.status == "done"
    assert person(place, number).registration.is_complete
    undone(place, act.act)
    with pytest.raises(Invalid) as refused:
        asked(place.registration, "confirm_registration", on=LAPSED, number=number)
    assert refused.value.faults[0].code == "registry.doubt_lapsed"
    late = asked(place.registration, "confirm_registration", on=LAPSED, number=number, motive="vu")
    assert late.status == "to_validate"
    validated(place, late)
    found = {on: person(place, number, on=on).registration.state for on in (SINCE, TODAY)}
    assert list(found.values()) == [RegistrationState.PREREGISTERED, RegistrationState.REGISTERED]


def test_who_is_sent_by_a_body_is_activated_once(place: factories.Agency) -> None:
    number = done(place, "register_for_body", **NEW, body="Chambre nationale des métiers").subject
    found = person(place, number).registration
    assert (found.state, found.source) == (
        RegistrationState.TO_ACTIVATE,
        "Chambre nationale des métiers",
    )
    with pytest.raises(Refused, match="nothing_to_confirm"):
        done(place, "confirm_registration", number=number)
    done(place, "activate_registration", on=TODAY, number=number)
    assert person(place, number).registration.is_complete
    with pytest.raises(Refused, match="nothing_to_activate"):
        done(place, "activate_registration", on=TODAY, number=number)


def test_the_dead_are_not_confirmed(place: factories.Agency, clerk: Desk) -> None:
    number = announced(clerk)
    done(place, "declare_death", on=SINCE + timedelta(days=2), number=number)
    with pytest.raises(Refused, match="person_dead"):
        done(place, "confirm_registration", on=SINCE + timedelta(days=3), number=number)


def test_what_lapses_first_is_listed_first_and_an_employer_sees_its_own(
    place: factories.Agency, clerk: Desk
) -> None:
    late = announced(clerk, on=SINCE)
    soon = asked(
        place.registration,
        "preregister_person",
        on=SINCE + timedelta(days=20),
        **(NEW | {"family_name": "MANGA"}),
    ).subject
    sent = done(
        place,
        "register_for_body",
        on=SINCE + timedelta(days=25),
        **(NEW | {"family_name": "TALLA"}),
        body="Chambre",
    ).subject
    on = SINCE + timedelta(days=40)
    listed = waiting(place, on)
    assert [(each.number, each.state.value) for each in listed] == [
        (late, "lapsed"),
        (soon, "preregistered"),
        (sent, "to_activate"),
    ]
    assert [each.days_left(on) for each in listed] == [-10, 10, 0]
    own = waiting(place, on, employer_numbers=clerk.employer_numbers)
    assert [each.number for each in own] == [late]
    for state in RegistrationState:
        found = waiting(place, on, state=state)
        assert all(each.state is state for each in found)
        assert len(found) == (0 if state is RegistrationState.REGISTERED else 1)
    after = waiting(place, on, after=(listed[0].since, listed[0].number), limit=1)
    assert [each.number for each in after] == [soon]
    done(place, "confirm_registration", on=on - timedelta(days=1), number=soon)
    assert [each.number for each in waiting(place, on)] == [late, sent]
