"""Two readings of one file, compared: what differs, by which acts, and what was once believed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from tests import factories
from tests.conftest import NOW, TODAY

from socle.platform.access.scope import fund_scope
from socle.platform.acts.operations import validate
from socle.platform.temporal.queries import differences, retractions, steps
from socle.platform.temporal.tables import file_id, kinds_of_file, tables_of, temporal_tables
from socle.platform.temporal.types import Difference, Moment

PERSON, EMPLOYER = factories.CM_PERSON, factories.CM_EMPLOYER
MARRIED = date(2020, 5, 1)


@pytest.fixture
def place(db: None) -> factories.Agency:
    place = factories.agency("CM")
    factories.employer(place)
    factories.person(place)
    return place


def correct(place: factories.Agency, on: date, **fields: str) -> None:
    said = {"family_name": "ALAOUI", "given_names": "Fatima", "birth_on": "1980-01-01"} | fields
    asked = factories.act(place.registration, "correct_civil_status", on=on, number=PERSON, **said)
    with fund_scope(place.fund.id):
        validate(desk=place.verifier, number=asked.act, at=NOW)


def compared(place: factories.Agency, one: Moment, other: Moment) -> list[Difference]:
    with fund_scope(place.fund.id):
        return differences("person", file_id("person", PERSON), one, other)


def test_two_days_differ_by_what_changed_between_them(place: factories.Agency) -> None:
    correct(place, MARRIED, family_name="TCHOUPO")
    before, after = Moment(date(2019, 1, 1), None), Moment(TODAY, None)
    (found,) = compared(place, before, after)
    assert found.table.table.name == "person_civil_status"
    assert found.names == ("family_name",)
    assert found.before
    assert found.before.values["family_name"] == "ALAOUI"
    assert found.after
    assert found.after.values["family_name"] == "TCHOUPO"
    assert compared(place, after, after) == []


def test_one_day_known_at_two_instants_differs_by_what_was_learned(
    place: factories.Agency,
) -> None:
    factories.act(place.registration, "hire", person=PERSON, employer=EMPLOYER, on=MARRIED)
    then = datetime.now(UTC)
    factories.act(
        place.registration, "end_employment", person=PERSON, employer=EMPLOYER, on=date(2022, 1, 1)
    )
    day = date(2021, 6, 1)
    (found,) = compared(place, Moment(day, then), Moment(day, None))
    assert found.before
    assert found.after
    assert (found.before.valid_until, found.names) == (None, ())
    assert found.after.valid_until is not None
    (gone,) = compared(place, Moment(day, None), Moment(TODAY, None))
    assert gone.table.table.name == "employment"
    assert gone.after is None


def test_what_was_once_believed_of_a_day_stands_beside_what_is_believed(
    place: factories.Agency,
) -> None:
    correct(place, factories.SINCE, family_name="ALAWI")
    correct(place, factories.SINCE, family_name="ALAOUI", given_names="Fatim")
    with fund_scope(place.fund.id):
        key = file_id("person", PERSON)
        found = retractions("person", key, MARRIED, after=NOW)
        assert retractions("person", key, MARRIED, after=datetime.now(UTC)) == []
    said = [
        (each.difference.before.values["family_name"], each.difference.names)
        for each in found
        if each.difference.before
    ]
    assert said == [
        ("ALAWI", ("family_name", "given_names")),
        ("ALAOUI", ("given_names",)),
    ]


def test_the_steps_of_a_file_are_its_days_in_law_and_its_instants_of_learning(
    place: factories.Agency,
) -> None:
    earliest = datetime.now(UTC) - timedelta(days=1)
    correct(place, MARRIED, family_name="TCHOUPO")
    with fund_scope(place.fund.id):
        found = steps("person", file_id("person", PERSON), None)
        unknown = steps("person", file_id("person", PERSON), earliest)
    assert found.days == (date(1980, 1, 1), MARRIED)
    assert len(found.instants) == 2
    assert unknown.days == ()


def test_each_table_of_a_file_is_a_temporal_table_that_names_the_file(db: None) -> None:
    known = {table.name for table in temporal_tables()}
    assert kinds_of_file()
    for kind in kinds_of_file():
        assert tables_of(kind)
        for each in tables_of(kind):
            assert each.table.name in known
            assert each.column in each.table.key
            # An id tells a reader nothing: whoever adds a table says what its ids are called.
            ids = {name for name in (*each.item, *each.table.values) if name.endswith("_id")}
            assert ids - {"national_id"} == set(each.names)
