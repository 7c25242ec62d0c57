"""Families and affiliates taken over: a row is the act that it would be at the counter."""

import pytest
from tests import factories
from tests.conftest import TODAY
from tests.registry.imports import confirmed, handed_in, source

from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Role
from socle.platform.acts.queries import acts
from socle.registry import queries
from socle.registry.queries.imports import import_faults
from socle.registry.types.imports import ImportState

BONDS = {"column_effective_on": "Date", "column_child": "Enfant", "column_father": "Père"}


@pytest.fixture
def place(db: None) -> factories.Agency:
    return factories.agency("MA")


def born(place: factories.Agency, on: str) -> str:
    """A person of that birth; their number."""
    by = place.registration
    return factories.act(by, "register_person", on=TODAY, family_name="FASSI", birth_on=on).subject


def test_a_filiation_is_declared_row_by_row_with_the_controls_of_the_counter(
    place: factories.Agency,
) -> None:
    officer = factories.desk(place.fund, Role.FAMILY_OFFICER)
    child = born(place, "2015-03-01")
    father = factories.person(place, birth_on="1980-01-01")
    number = source(place, "filiations", "État civil", **BONDS)
    content = (
        f"Date;Enfant;Père\n01/03/2015;{child};{father}\n"
        f"01/03/2015;{father};{child}\n01/03/2015;{child};999999999\n"
    )
    found = handed_in(place, number, content, by=officer)
    assert (found.counts.rows, found.counts.good, found.counts.at_fault) == (3, 1, 2)
    with fund_scope(place.fund.id):
        told = [(each.line, each.code) for each in import_faults(number=found.number, limit=9)]
        before = acts(limit=1, before=None)
    assert told[0] == (3, "family.elder_child")
    assert before[0].type != "declare_filiation"
    done = confirmed(place, found.number, by=officer)
    assert (done.state, done.written.good, done.left_out) == (ImportState.DONE, 1, 2)
    with fund_scope(place.fund.id):
        [act] = acts(limit=1, before=None)
        [shown, _opened] = queries.acts_on(kind="person", number=child)
    assert (act.type, act.subject_number) == ("import_filiations", done.number)
    assert shown.act_number == act.number


def test_a_row_in_doubt_is_kept_out_for_a_second_person(place: factories.Agency) -> None:
    officer = factories.desk(place.fund, Role.FAMILY_OFFICER)
    child = born(place, "1990-03-01")
    father = factories.person(place, birth_on="1980-01-01")
    number = source(place, "filiations", "État civil", **BONDS)
    found = handed_in(place, number, f"Date;Enfant;Père\n01/03/2015;{child};{father}\n", by=officer)
    with fund_scope(place.fund.id):
        [told] = import_faults(number=found.number, limit=9)
    assert (told.line, told.code) == (2, "family.doubt_young_parent")


def test_affiliates_are_affiliated_with_what_their_kind_asks(db: None) -> None:
    place = factories.agency("CM")
    columns = {
        "column_effective_on": "Depuis",
        "column_number": "Numéro",
        "column_legal_name": "Raison sociale",
        "column_risk_group": "Groupe",
    }
    number = source(place, "affiliates", "Registre du commerce", **columns)
    content = (
        "Depuis;Numéro;Raison sociale;Groupe\n"
        "01/01/2020;0123456789K;Savonnerie du Wouri;B\n01/01/2020;9876543210Z;Brasserie;Q\n"
    )
    done = confirmed(place, handed_in(place, number, content).number)
    assert (done.written.good, done.left_out) == (1, 1)
    with fund_scope(place.fund.id):
        found = queries.employer(number="0123456789K", on=TODAY, known_at=None)
    assert found.legal_name == "Savonnerie du Wouri"
