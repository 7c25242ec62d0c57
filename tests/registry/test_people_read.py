"""A person is read in one question: it says what each of their tables says, at every instant."""

from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import factories
from tests.registry.people import asked, done, undone, validated

from socle.cli.bench_people import as_superuser
from socle.kernel.errors import NotKnown
from socle.platform.access.scope import fund_scope
from socle.platform.temporal.queries import as_of, horizon
from socle.registry import queries
from socle.registry.facts import CIVIL_STATUS, DEATH, NAME, ORIGIN, REGISTRATION
from socle.registry.models import Person
from socle.registry.types import PersonView

DAYS = [date(1979, 1, 1), date(1999, 6, 1), date(2015, 1, 1), date(2026, 1, 5), date(2030, 1, 1)]
BORN = date(1980, 3, 16)


@pytest.fixture
def place(db: None) -> factories.Agency:
    return factories.agency("MA")


def instant(place: factories.Agency) -> datetime:
    with fund_scope(place.fund.id):
        return horizon()


def read(number: str, on: date, known_at: datetime | None) -> PersonView | None:
    try:
        return queries.person(number=number, on=on, known_at=known_at)
    except NotKnown:
        return None


def test_one_question_says_what_every_table_says_at_every_instant(place: factories.Agency) -> None:
    said = {"family_name": "BENNANI", "birth_on": str(BORN)}
    announced = done(place, "preregister_person", on=date(2014, 12, 1), **said)
    moments: list[datetime | None] = [instant(place)]
    number = announced.subject
    steps: list[tuple[str, date, dict[str, str]]] = [
        ("confirm_registration", date(2015, 1, 1), {}),
        ("correct_civil_status", BORN, {"given_names": "Salma", "birth_place": "Fès"}),
        ("correct_civil_status", date(2015, 1, 1), {"family_name": "ALAOUI", "sex": "female"}),
        ("correct_civil_status", BORN, {"arabic_family_name": "بناني", "father_name": "Ahmed"}),
        ("declare_death", date(2026, 1, 4), {}),
    ]
    for kind, on, fields in steps:
        told = asked(place.registration, kind, on=on, motive="vu", number=number, **fields)
        last = validated(place, told)
        moments.append(instant(place))
    undone(place, last.act)
    moments += [instant(place), None]
    with fund_scope(place.fund.id):
        key = Person.objects.get(number=number).pk
        for known_at in moments:
            for on in DAYS:
                check(key, number, on, known_at)


def check(key: int, number: str, on: date, known_at: datetime | None) -> None:
    where = {"person_id": key}

    def told(table: Any, day: date | None = on) -> list[dict[str, Any]]:
        return as_of(table, on=day, known_at=known_at, where=where)

    seen, status = read(number, on, known_at), told(CIVIL_STATUS)
    if known_at is None:
        status = status or told(CIVIL_STATUS, None)[-1:]
    if not status:
        assert seen is None
        return
    assert seen is not None
    assert seen.belief is not None
    for name in ("family_name", "given_names", "birth_on", "birth_precision", "national_id"):
        assert getattr(seen, name) == status[0][name], name
    assert (seen.sex or "") == status[0]["sex"]
    assert seen.belief.valid_from == status[0]["valid"].lower
    assert seen.belief.valid_until == status[0]["valid"].upper
    assert seen.belief.recorded_at == status[0]["recorded_at"]
    origin = (told(ORIGIN) or [dict.fromkeys(ORIGIN.values, "")])[0]
    assert {name: getattr(seen, name) for name in ORIGIN.values} == {
        name: origin[name] for name in ORIGIN.values
    }
    assert {(each.kind, each.script, each.full_name, each.since) for each in seen.names} == {
        (
            each["kind"],
            each["script"],
            f"{each['family_name']} {each['given_names']}".strip(),
            each["valid"].lower,
        )
        for each in told(NAME)
    }
    registered = told(REGISTRATION)
    assert (seen.registration.since if registered else None) == (
        registered[0]["valid"].lower if registered else None
    )
    assert seen.registration == queries.people.registration(person_id=key, on=on, known_at=known_at)
    deaths = told(DEATH, None)
    assert seen.died_on == (deaths[0]["valid"].lower if deaths else None)
    assert (seen.death is None) == (not deaths)


def test_a_reversed_registration_is_known_no_more_but_was_known_then(
    place: factories.Agency,
) -> None:
    given = done(place, "register_person", family_name="BENNANI", birth_on=str(BORN))
    then = instant(place)
    undone(place, given.act)
    with fund_scope(place.fund.id):
        assert read(given.subject, DAYS[-1], None) is None
        assert read("999999999", DAYS[-1], then) is None
        seen = read(given.subject, DAYS[-1], then)
    assert seen is not None
    assert seen.belief is not None
    assert (seen.family_name, seen.belief.act_number) == ("BENNANI", given.act)


_OTHERS = """
    INSERT INTO person_civil_status_history (id, fund_id, act_id, recorded_at, valid, person_id,
      family_name, given_names, birth_precision, sex, national_id, name_key, superseded_at,
      superseded_by)
    SELECT -rank, %s, 0, '2000-01-01', '[2000-01-01,)', -rank / 10, 'N', 'P', 'day', '', '', '',
      '2001-01-01', 0 FROM generate_series(1, 20000) AS rank
"""
_WALKED = """
    SELECT pg_stat_get_xact_tuples_returned('person_civil_status_history'::regclass)
      + pg_stat_get_xact_tuples_fetched('person_civil_status_history_person_id_idx'::regclass)
"""


def walked() -> int:
    with connection.cursor() as cursor:
        cursor.execute(_WALKED)
        return int(cursor.fetchone()[0])


@pytest.mark.usefixtures("own_database")
def test_the_history_of_others_is_not_walked() -> None:
    """A hundred million rows of others must cost a reader nothing."""
    place = factories.agency("MA")
    number = done(place, "register_person", family_name="BENNANI", birth_on=str(BORN)).subject
    then = instant(place)
    done(place, "correct_civil_status", number=number, on=BORN, family_name="ALAOUI")
    with as_superuser() as server:
        server.execute(_OTHERS, [place.fund.id])
        server.execute("ANALYZE person_civil_status_history")
    with fund_scope(place.fund.id):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM person_civil_status_history")
            assert cursor.fetchone()[0] == 20_001
        before = walked()
        seen = read(number, DAYS[-1], then)
        assert walked() - before < 10
    assert seen is not None
    assert seen.family_name == "BENNANI"


@pytest.mark.parametrize("is_past", [False, True])
def test_a_person_costs_one_question(place: factories.Agency, *, is_past: bool) -> None:
    number = done(place, "register_person", family_name="BENNANI", birth_on=str(BORN)).subject
    known_at = instant(place) if is_past else None
    with fund_scope(place.fund.id), CaptureQueriesContext(connection) as asked_of:
        assert read(number, DAYS[-1], known_at)
    assert len(asked_of) == 1
