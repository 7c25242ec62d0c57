"""A death: what ends that day, what is refused after it, and how it is taken back."""

from datetime import date, timedelta

import pytest
from django.db import connection
from tests import factories
from tests.conftest import TODAY
from tests.registry.people import asked, done, person, undone, validated

from socle.kernel.errors import Conflict, NotKnown, Refused
from socle.platform.access.scope import fund_scope
from socle.platform.acts.errors import Invalid
from socle.platform.audit.queries import first_break
from socle.registry import queries

EMPLOYER, PERSON = factories.CM_EMPLOYER, factories.CM_PERSON
DIED = date(2024, 5, 10)
WORK = {"person": PERSON, "employer": EMPLOYER}


@pytest.fixture
def place(db: None) -> factories.Agency:
    place = factories.agency("CM")
    with fund_scope(place.fund.id):
        factories.act(
            place.registration,
            "affiliate_employer",
            on=date(2010, 1, 1),
            number=EMPLOYER,
            legal_name="Savonnerie du Wouri",
            risk_group="B",
        )
    factories.person(place)
    return place


def employed(place: factories.Agency) -> list[tuple[date, date | None]]:
    with fund_scope(place.fund.id):
        found = queries.employments_of_person(number=PERSON, on=None, known_at=None)
    return [(each.valid_from, each.valid_until) for each in found]


def test_employments_end_on_the_day_of_death_and_come_back_with_its_counter_act(
    place: factories.Agency,
) -> None:
    done(place, "hire", on=factories.SINCE, **WORK)
    act = done(place, "declare_death", on=DIED, number=PERSON)
    assert person(place, PERSON).died_on == DIED
    assert employed(place) == [(factories.SINCE, DIED + timedelta(days=1))]
    undone(place, act.act)
    assert person(place, PERSON).died_on is None
    assert employed(place) == [(factories.SINCE, None)]


def test_nothing_takes_effect_after_a_death(place: factories.Agency) -> None:
    done(place, "declare_death", on=DIED, number=PERSON)
    with pytest.raises(Refused, match="person_dead"):
        done(place, "hire", on=DIED + timedelta(days=1), **WORK)
    with pytest.raises(Conflict, match="death_known"):
        done(place, "declare_death", on=TODAY, number=PERSON)


def test_a_hire_before_a_known_death_ends_with_it(place: factories.Agency) -> None:
    done(place, "declare_death", on=DIED, number=PERSON)
    done(place, "hire", on=date(2020, 1, 1), **WORK)
    assert employed(place) == [(date(2020, 1, 1), DIED + timedelta(days=1))]
    assert first_break(fund_id=place.fund.id, with_digests=True) is None


@pytest.mark.parametrize(
    ("on", "refusal"),
    [(TODAY + timedelta(days=30), "death_to_come"), (date(1979, 12, 31), "died_before_birth")],
)
def test_a_death_that_cannot_be_is_refused(place: factories.Agency, on: date, refusal: str) -> None:
    with pytest.raises(Refused, match=refusal):
        done(place, "declare_death", on=on, number=PERSON)
    if refusal == "death_to_come":  # the author is told, before it waits for anybody
        with pytest.raises(Refused, match=refusal):
            asked(place.registration, "declare_death", on=on, number=PERSON)
    with pytest.raises(NotKnown, match="person_unknown"):
        done(place, "declare_death", on=DIED, number="9911223344C")


def test_a_birth_is_not_corrected_past_the_death(place: factories.Agency) -> None:
    done(place, "declare_death", on=DIED, number=PERSON)
    with pytest.raises(Refused, match="died_before_birth"):
        done(place, "correct_civil_status", number=PERSON, birth_on="2025-01-01")


def test_who_works_before_birth_is_refused_and_a_child_at_work_is_in_doubt(
    place: factories.Agency,
) -> None:
    child, old = (
        factories.person(place, number, birth_on=born)
        for number, born in (("2233445566C", "2014-06-01"), ("3344556677D", "1940-01-01"))
    )
    work = WORK | {"person": child}
    with pytest.raises(Refused, match="before_birth"):
        done(place, "hire", on=date(2014, 1, 1), **work)
    for who, code in ((child, "young"), (old, "old")):
        with pytest.raises(Invalid) as refused:
            asked(place.registration, "hire", on=TODAY, **(WORK | {"person": who}))
        assert refused.value.faults[0].code == f"registry.doubt_{code}_worker"
    waits = asked(place.registration, "hire", on=TODAY, motive="apprenti", **work)
    assert waits.status == "to_validate"
    assert validated(place, waits).status == "done"
    with fund_scope(place.fund.id):
        found = queries.employments_of_person(number=child, on=TODAY, known_at=None)
    assert [each.valid_from for each in found] == [TODAY]


def test_the_audit_names_a_dead_person_at_work(place: factories.Agency) -> None:
    done(place, "hire", on=factories.SINCE, **WORK)
    with fund_scope(place.fund.id), connection.cursor() as cursor:
        cursor.execute("SELECT registry_find_dead_at_work()")
        assert cursor.fetchone()[0] is None
        cursor.execute("SELECT set_config('app.act', '1', true)")
        cursor.execute("SELECT set_config('app.recorded_at', now()::text, true)")
        cursor.execute(
            "INSERT INTO person_death (fund_id, person_id, valid) SELECT fund_id, id,"
            " daterange('2024-05-10', NULL) FROM person WHERE number = %s",
            [PERSON],
        )
        cursor.execute("SELECT registry_find_dead_at_work()")
        assert PERSON in cursor.fetchone()[0]
        cursor.execute("DELETE FROM person_death")
        cursor.execute("SELECT socle_end_act()")
