"""An import taken back whole: by two people, with a motive, unless something stands on its rows."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from tests import factories
from tests.conftest import TODAY
from tests.contributions import files as deposits
from tests.contributions.files import JANUARY, dipe
from tests.registry.families import household
from tests.registry.imports import AWA, HEADINGS, PAUL, confirmed, handed_in, source
from tests.registry.people import asked, validated

from socle.kernel.errors import Conflict, NotKnown
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Role
from socle.platform.acts.errors import Invalid
from socle.platform.acts.progress import performing
from socle.platform.acts.queries import acts, proposal
from socle.platform.acts.types import ActStatus
from socle.platform.audit.queries import first_break
from socle.registry.errors import ImportStoodOn
from socle.registry.operations import import_undoing
from socle.registry.queries import person
from socle.registry.queries.families import family
from socle.registry.queries.imports import import_of
from socle.registry.queries.suspicions import suspicion_counts, suspicions
from socle.registry.types.imports import ImportState

CLASHING = "1212121212A;ETOA;Luc;01/02/1990;H;CNI9\n"
BONDS = {"column_effective_on": "Date", "column_child": "Enfant", "column_father": "Père"}


def undone(place: factories.Agency, number: str) -> str:
    """The act by which an import was taken back."""
    said = asked(place.registration, "undo_import", motive="mauvaise source", import_number=number)
    assert said.status is ActStatus.TO_VALIDATE
    return validated(place, said).act


@pytest.fixture
def place(db: None) -> factories.Agency:
    return factories.agency("CM")


def test_persons_go_at_once_the_past_stays_and_the_corrected_file_brings_them_back(
    place: factories.Agency,
) -> None:
    origin = source(place)
    first = confirmed(place, handed_in(place, origin, HEADINGS + AWA + PAUL).number)
    with fund_scope(place.fund.id):
        [act] = acts(limit=1, before=None)
    undone(place, first.number)
    with fund_scope(place.fund.id):
        assert import_of(number=first.number).state is ImportState.UNDONE
        with pytest.raises(NotKnown):
            person(number="1212121212A", on=TODAY, known_at=None)
        before = person(number="1212121212A", on=TODAY, known_at=act.recorded_at)
        assert before.family_name == "MBARGA"
        assert first_break(fund_id=place.fund.id, with_digests=True) is None
    again = confirmed(place, handed_in(place, origin, HEADINGS + AWA + PAUL).number)
    assert (again.written.good, again.written.at_fault) == (2, 0)
    with fund_scope(place.fund.id):
        assert person(number="1212121212A", on=TODAY, known_at=None).family_name == "MBARGA"


def test_nothing_is_taken_back_where_an_act_or_a_bond_stands_on_a_row(
    place: factories.Agency,
) -> None:
    found = confirmed(place, handed_in(place, source(place), HEADINGS + AWA + PAUL).number)
    employer = factories.employer(place)
    by, since = place.registration, date(2026, 1, 5)
    later = factories.act(by, "hire", on=since, person="1212121212A", employer=employer).act
    with pytest.raises(ImportStoodOn) as refused:
        asked(place.registration, "undo_import", motive="mauvaise", import_number=found.number)
    [told] = refused.value.faults
    assert (told.code, told.record) == ("import.act_stands", "1212121212A")
    assert told.facts["later"] == later
    with fund_scope(place.fund.id):
        assert import_of(number=found.number).state is ImportState.DONE


def test_what_somebody_does_in_a_file_meanwhile_stops_the_whole(
    place: factories.Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = confirmed(place, handed_in(place, source(place), HEADINGS + AWA + PAUL).number)
    said = asked(place.registration, "undo_import", motive="mauvaise", import_number=found.number)
    fields = {"person": "1212121212A", "employer": factories.employer(place)}
    wages = dipe([100_000], month=JANUARY, persons=["1212121212A"])
    acting: list[Callable[[], object]] = [
        lambda: factories.act(place.registration, "hire", on=date(2026, 1, 5), **fields),
        # Its act names the employer alone.
        lambda: deposits.handed_in(place.accounts, wages, key="wages"),
    ]
    for act in acting:

        def meanwhile(*of: Any, act: Callable[[], object] = act, **more: Any) -> Any:
            act()
            return performing(*of, **more)

        monkeypatch.setattr(import_undoing, "performing", meanwhile)
        with pytest.raises(Conflict, match="try_again"):
            validated(place, said)
        with fund_scope(place.fund.id):
            assert import_of(number=found.number).state is ImportState.DONE


def test_without_a_motive_it_is_not_asked_and_the_second_person_is_told_how_much_goes(
    place: factories.Agency,
) -> None:
    found = confirmed(place, handed_in(place, source(place), HEADINGS + AWA).number)
    with pytest.raises(Invalid):
        asked(place.registration, "undo_import", import_number=found.number)
    said = asked(place.registration, "undo_import", motive="doublon", import_number=found.number)
    with fund_scope(place.fund.id):
        [doubt] = proposal(number=said.act).doubts
    assert (doubt.code, doubt.facts["rows"]) == ("import.undone_whole", 1)


def test_a_row_that_clashed_waits_no_more_once_its_file_is_taken_back(
    place: factories.Agency,
) -> None:
    origin = source(place)
    confirmed(place, handed_in(place, origin, HEADINGS + AWA).number)
    found = confirmed(place, handed_in(place, origin, HEADINGS + CLASHING + PAUL).number)
    undone(place, found.number)
    with fund_scope(place.fund.id):
        assert (suspicions(limit=5), suspicion_counts()) == ([], {})


def kinds(place: factories.Agency, count: int) -> list[tuple[str, str]]:
    with fund_scope(place.fund.id):
        return [(each.type, each.subject_number) for each in acts(limit=count, before=None)]


def test_rows_written_together_go_together_and_others_one_by_one(db: None) -> None:
    place = factories.agency("MA")
    officer = factories.desk(place.fund, Role.FAMILY_OFFICER)
    elder, father, *children = (
        factories.act(
            place.registration, "register_person", on=TODAY, family_name="FASSI", birth_on=born
        ).subject
        for born in ("1950-01-01", "1980-01-01", "2014-03-01", "2015-03-01")
    )
    pairs = [(father, elder), *((child, father) for child in children)]
    rows = "".join(f"01/03/2020;{child};{parent}\n" for child, parent in pairs)
    number = source(place, "filiations", "État civil", **BONDS)
    found = confirmed(
        place, handed_in(place, number, "Date;Enfant;Père\n" + rows, by=officer).number, by=officer
    )
    assert found.written.good == 3
    # His own father is certain whatever else the file says; whose father is a child of it is not.
    together, one_by_one = ("import_filiations", found.number), "declare_filiation"
    assert kinds(place, 3) == [*((one_by_one, each) for each in reversed(children)), together]
    undone(place, found.number)
    assert kinds(place, 4) == [
        ("undo_import", found.number),
        together,
        *((one_by_one, each) for each in children),
    ]
    with fund_scope(place.fund.id):
        assert import_of(number=found.number).state is ImportState.UNDONE
        assert not family(number=father, on=TODAY, known_at=None).parents
        assert not family(number=father, on=TODAY, known_at=None).children
        assert first_break(fund_id=place.fund.id, with_digests=True) is None


def test_rows_written_together_stay_while_a_charge_rests_on_one(db: None) -> None:
    home = household("MA")
    father = home.person("RACHID", "1980-01-01", "male")
    children = [home.person(f"INES{day}", f"2015-03-0{day}") for day in (1, 2)]
    number = source(home.place, "filiations", "État civil", **BONDS)
    rows = "".join(f"01/03/2020;{child};{father}\n" for child in children)
    content = "Date;Enfant;Père\n" + rows
    tried = handed_in(home.place, number, content, by=home.officer)
    found = confirmed(home.place, tried.number, by=home.officer)
    home.done("take_charge", TODAY, dependant=children[1], bearer=father, benefit="family")
    said = asked(
        home.place.registration, "undo_import", motive="mauvaise", import_number=found.number
    )
    with pytest.raises(ImportStoodOn) as refused:
        validated(home.place, said)
    assert [each.code for each in refused.value.faults] == ["acts.later_act"]
    with fund_scope(home.place.fund.id):
        assert len(family(number=father, on=TODAY, known_at=None).children) == 2
