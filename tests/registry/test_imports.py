"""Persons taken over from a file: tried, located, confirmed, once."""

from datetime import date
from functools import partial

import pytest
from django.db import DatabaseError, connection, transaction
from tests import factories
from tests.conftest import TODAY
from tests.registry.imports import AWA, HEADINGS, PAUL, PERSONS, confirmed, handed_in, source
from tests.registry.people import undone

from socle.kernel.errors import Conflict, NotKnown, Refused
from socle.kernel.wording import wording
from socle.platform.access.scope import fund_scope
from socle.platform.acts.queries import acts
from socle.registry import queries
from socle.registry.importing.receiving import drop
from socle.registry.importing.rejects import import_report, named_faults, rows_at_fault
from socle.registry.queries.finding import persons
from socle.registry.queries.imports import import_faults, import_of
from socle.registry.queries.suspicions import suspicions
from socle.registry.types.imports import ImportState, ImportView
from socle.registry.types.suspicions import SuspicionOrigin


@pytest.fixture
def place(db: None) -> factories.Agency:
    return factories.agency("CM")


def faults(place: factories.Agency, found: ImportView) -> list[tuple[int | None, str | None, str]]:
    with fund_scope(place.fund.id):
        said = import_faults(number=found.number, limit=100)
    return [(each.line, each.record, each.code) for each in said]


def is_known(place: factories.Agency, number: str) -> bool:
    with fund_scope(place.fund.id):
        return bool(persons(text=number, limit=2))


def test_a_file_is_tried_and_nothing_of_it_is_written(place: factories.Agency) -> None:
    found = handed_in(place, source(place), HEADINGS + AWA + PAUL)
    assert found.state is ImportState.CHECKED
    assert (found.counts.rows, found.counts.good) == (2, 2)
    assert not is_known(place, "1212121212A")


def test_a_confirmed_file_is_registered_as_it_reads(place: factories.Agency) -> None:
    found = confirmed(place, handed_in(place, source(place), HEADINGS + AWA + PAUL).number)
    assert (found.state, found.written.good, found.percent) == (ImportState.DONE, 2, 100)
    with fund_scope(place.fund.id):
        awa = queries.person(number="1212121212A", on=TODAY, known_at=None)
        paul = queries.person(number="1313131313B", on=TODAY, known_at=None)
        [act] = acts(limit=1, before=None)
    assert (awa.full_name, awa.birth_on, awa.sex) == ("MBARGA Awa", date(1984, 3, 16), "female")
    assert (paul.birth_on, paul.birth_precision) == (date(1979, 1, 1), "year")
    assert (act.type, act.subject_number) == ("import_persons", found.number)
    assert is_known(place, "Mbarga Awa")


def test_what_a_file_says_is_stored_as_it_stands_whatever_signs_it_has(
    place: factories.Agency,
) -> None:
    odd = "1212121212A;\\N;A\\tw\\a\\\\;16/03/1984;F;\\.\n" + PAUL
    done = confirmed(place, handed_in(place, source(place), HEADINGS + odd).number)
    assert done.written.good == 2
    with fund_scope(place.fund.id):
        found = queries.person(number="1212121212A", on=TODAY, known_at=None)
    assert (found.full_name, found.national_id) == ("\\N A\\tw\\a\\\\", "\\.")


def test_what_is_wrong_is_said_by_cell_and_the_row_kept_out(place: factories.Agency) -> None:
    content = (
        f"{HEADINGS}{AWA}12;KANA;Jo;31/02/1990;X;\n1414141414C;;Rose;01/01/2090;F;CNI3\n"
        f"1212121212A;AUTRE;Nom;01/01/1990;F;\n;;;;;\n{PAUL}"
        "1515151515E;12 - 3;Zoé;01/01/1990;F;1,2E+11\n1616161616F;NGO;Ève;1990;F;;عائشة\n"
    ).replace("CNI\n", "CNI;Prénoms en arabe\n", 1)
    columns = PERSONS | {"column_arabic_given_names": "Prénoms en arabe"}
    found = handed_in(place, source(place, **columns), content)
    assert (found.counts.rows, found.counts.good, found.counts.at_fault) == (7, 2, 5)
    assert faults(place, found) == [
        (3, "A3", "registry.number_wrong"),
        (3, "D3", "tabular_not_a_day"),
        (3, "E3", "acts.not_a_choice"),
        (4, "B4", "import.field_blank"),
        (4, "D4", "registry.birth_to_come"),
        (5, "", "import.number_twice"),
        (8, "B8", "registry.name_without_letter"),
        (8, "F8", "tabular_scientific"),
        (9, "G9", "registry.arabic_name_alone"),
    ]
    done = confirmed(place, found.number)
    assert (done.written.good, done.left_out) == (2, 5)


def test_a_file_to_be_taken_whole_is_refused_for_one_row(place: factories.Agency) -> None:
    content = HEADINGS + AWA + "1414141414C;;Rose;01/01/1990;F;CNI3\n"
    found = handed_in(place, source(place), content, is_whole=True)
    assert found.state is ImportState.REFUSED
    assert found.why
    assert found.why.code == "import.whole_refused"
    with pytest.raises(Refused):
        confirmed(place, found.number)


def test_the_same_file_again_is_the_same_import(place: factories.Agency) -> None:
    number = source(place)
    first = confirmed(place, handed_in(place, number, HEADINGS + AWA).number)
    assert handed_in(place, number, HEADINGS + AWA).number == first.number


def test_who_is_in_the_register_as_they_read_is_not_written_again(place: factories.Agency) -> None:
    number = source(place)
    confirmed(place, handed_in(place, number, HEADINGS + AWA).number)
    found = confirmed(place, handed_in(place, number, HEADINGS + AWA + PAUL).number)
    assert (found.written.good, found.written.known, found.left_out) == (1, 1, 0)


def test_rows_without_number_are_given_the_fund_s_own(db: None) -> None:
    place = factories.agency("MA")
    content = HEADINGS + ";ALAOUI;Salma;16/03/1984;F;AB1\n;BENNANI;Omar;17/03/1984;H;AB2\n"
    found = confirmed(place, handed_in(place, source(place), content).number)
    with fund_scope(place.fund.id):
        numbers = {each.number for each in persons(text="Alaoui Salma", limit=5)}
    assert (found.written.good, len(numbers)) == (2, 1)


def test_a_file_that_is_no_table_is_refused_with_its_reason(place: factories.Agency) -> None:
    found = handed_in(place, source(place), "Autre;Titre\n1;2\n")
    assert found.state is ImportState.REFUSED
    assert found.why
    assert found.why.code == "tabular_column_missing"


def test_a_desk_without_the_permission_hands_nothing_in(place: factories.Agency) -> None:
    number = source(place)
    with pytest.raises(Refused):
        handed_in(place, number, HEADINGS + AWA, by=place.accounts)


def test_the_report_locates_and_the_rows_come_back_under_their_headings(
    place: factories.Agency,
) -> None:
    content = f"{HEADINGS}{AWA}1414141414C;=A1+1;Rose;2090-01-01;F;CNI3\n"
    found = handed_in(place, source(place), content)
    with fund_scope(place.fund.id):
        report = import_report(number=found.number, language="fr").decode("utf-8-sig")
        rows = rows_at_fault(number=found.number).decode("utf-8-sig")
    assert report.splitlines()[0].startswith("Ligne;Cellule;Colonne")
    assert report.splitlines()[1].startswith("3;D3;Né le;2090-01-01;")
    assert rows.splitlines() == [
        HEADINGS.strip(),
        "1414141414C;'=A1+1;Rose;2090-01-01;F;CNI3",
    ]


def test_corrected_rows_come_back_under_the_title_of_the_file_and_its_own_separator(
    place: factories.Agency,
) -> None:
    comma = source(place, name="Titre", **PERSONS, headings_row="3", separator="comma")
    title = f"Liste de la mairie,,\n\n{HEADINGS}{AWA}{AWA}".replace(";", ",")
    found = handed_in(place, comma, title)
    with fund_scope(place.fund.id):
        [told] = import_faults(number=found.number, limit=9)
        rows = rows_at_fault(number=found.number)
    assert (told.line, told.code, told.field) == (5, "import.number_twice", "Numéro")
    again = handed_in(place, comma, rows.replace(b"1212121212A", b"1212121212B"))
    assert (again.counts.rows, again.counts.good) == (1, 1)


def test_a_row_of_affiliates_is_told_all_that_is_wrong_at_once_and_comes_back_as_it_was_typed(
    place: factories.Agency,
) -> None:
    names = ("effective_on", "number", "legal_name", "phone", "headcount")
    columns = {f"column_{name}": name for name in names}
    row = "31/02/2026;3210100565S;Maison;+237655001122;deux"
    content = f"{';'.join(names)}\n{row}\n"
    found = handed_in(place, source(place, "affiliates", "Greffe", **columns), content)
    with fund_scope(place.fund.id):
        told = named_faults(number=found.number, limit=9)
        back = rows_at_fault(number=found.number).decode("utf-8-sig").splitlines()
    assert [(each.code, each.field) for each in told] == [
        ("acts.field_missing", "Groupe de risque de l'établissement"),
        ("employer.not_a_count", "headcount"),
        ("tabular_not_a_day", "effective_on"),
    ]
    assert found.counts.at_fault == 1
    assert back[1] == row.replace("+", "'+")
    corrected = back[1].replace("31/02", "01/02").replace("deux", "2")
    whole = source(place, "affiliates", "Greffe 2", **columns, column_risk_group="risk_group")
    again = handed_in(place, whole, f"{back[0]};risk_group\n{corrected};B\n")
    assert confirmed(place, again.number).written.good == 1
    with fund_scope(place.fund.id), connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM employer_contact")
        assert cursor.fetchall() == [("+237655001122",)]


def test_a_row_with_somebody_s_number_or_document_waits_in_the_queue(
    place: factories.Agency,
) -> None:
    number = source(place)
    confirmed(place, handed_in(place, number, HEADINGS + AWA).number)
    other = "1212121212A;ETOA;Luc;01/02/1990;H;CNI9\n1515151515D;MBARGA;Awa;16/03/1984;F;CNI1\n"
    found = handed_in(place, number, HEADINGS + other + PAUL)
    assert (found.counts.good, found.counts.clashing, found.counts.at_fault) == (1, 2, 0)
    done = confirmed(place, found.number)
    assert (done.written.good, done.written.clashing) == (1, 2)
    with fund_scope(place.fund.id):
        first, second = suspicions(limit=5)
    assert first.origin is SuspicionOrigin.IMPORT_NUMBER
    assert (first.one.full_name, first.other.full_name) == ("MBARGA Awa", "ETOA Luc")
    assert (first.import_number, first.line) == (done.number, 2)
    assert (second.other.number, second.other.national_id) == ("1515151515D", "CNI1")
    assert not is_known(place, "1515151515D")


def test_a_row_that_clashes_is_settled_once_and_taken_back_waits_again(
    place: factories.Agency,
) -> None:
    number = source(place)
    confirmed(place, handed_in(place, number, HEADINGS + AWA).number)
    other = HEADINGS + "1212121212A;ETOA;Luc;01/02/1990;H;CNI9\n"
    confirmed(place, handed_in(place, number, other).number)
    with fund_scope(place.fund.id):
        [found] = suspicions(limit=5)
    settle = partial(
        factories.act,
        place.registration,
        "settle_import_clash",
        on=TODAY,
        suspicion=found.number,
        outcome="to_correct",
        reason="numéro mal recopié",
    )
    answer = settle()
    with pytest.raises(Conflict):
        settle()
    with fund_scope(place.fund.id):
        assert suspicions(limit=5) == []
    undone(place, answer.act)
    with fund_scope(place.fund.id):
        assert len(suspicions(limit=5)) == 1


def test_nobody_writes_suspicions_or_changes_a_file_handed_in_past_the_acts(
    place: factories.Agency,
) -> None:
    found = handed_in(place, source(place), HEADINGS + AWA)
    for statement in (
        "UPDATE import_run SET sha256 = ''",
        "DELETE FROM import_run",
        "DELETE FROM import_fault",
        "UPDATE import_source SET name = 'autre'",
        "INSERT INTO import_mapping (fund_id, source_id, field, said, valid)"
        " SELECT fund_id, id, 'sex', 'X', '(,)' FROM import_source",
        "INSERT INTO duplicate_suspicion (fund_id, act_id, origin, person_id, other_id, likeness)"
        " SELECT fund_id, act_id, 'linkage', 1, 2, 50 FROM import_source",
    ):
        with (
            fund_scope(place.fund.id),
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    assert found.number.startswith("I-2026-")


def test_another_fund_sees_no_import(place: factories.Agency) -> None:
    found = handed_in(place, source(place), HEADINGS + AWA)
    other = factories.agency("MA")
    with fund_scope(other.fund.id), pytest.raises(NotKnown):
        import_of(number=found.number)


def test_an_employer_that_hires_nobody_on_the_day_keeps_the_row_out_and_stays_while_others_work(
    place: factories.Agency,
) -> None:
    by = place.registration
    is_open, shut, asleep, alone = (f"000000000{rank}{key}" for rank, key in enumerate("ABCD"))
    opened = factories.act(
        *(by, "affiliate_employer"), number=is_open, legal_name="Ouvert", risk_group="B"
    )
    for number in (shut, asleep):
        factories.act(by, "affiliate_employer", number=number, legal_name=number, risk_group="B")
    own = {"affiliate_kind": "voluntary_insured", "person": factories.person(place)}
    factories.act(by, "affiliate_employer", number=alone, legal_name="Seul", **own)
    factories.act(by, "close_employer", on=date(2026, 3, 1), number=shut)
    factories.act(by, "suspend_employer", on=date(2026, 3, 1), number=asleep)
    columns = PERSONS | {"column_employer": "Employeur", "column_hired_on": "Embauche"}
    told = (
        *((is_open, "05/01/2026"), (shut, "05/01/2026"), (shut, "01/03/2026")),
        *((asleep, "02/03/2026"), (alone, "05/01/2026"), ("9999999999Z", "05/01/2026")),
        *((is_open, "01/01/1979"), ("", ""), (is_open, "05/01/2090")),
    )
    rows = "".join(
        f"101010101{rank}A;NOM{rank};Awa;16/03/1984;F;CNI{rank};{number};{day}\n"
        for rank, (number, day) in enumerate(told)
    )
    content = HEADINGS.strip() + ";Employeur;Embauche\n" + rows
    found = handed_in(place, source(place, **columns), content)
    with fund_scope(place.fund.id):
        said = import_faults(number=found.number, limit=100)
    assert [(each.line, each.code, each.read) for each in said] == [
        (4, "registry.employer_not_active", shut),
        (5, "registry.employer_not_active", asleep),
        (6, "employer.hires_nobody", alone),
        (7, "registry.employer_unknown", "9999999999Z"),
        (8, "registry.before_birth", "01/01/1979"),
        (10, "acts.day_far", "05/01/2090"),
    ]
    assert "9999999999Z" in wording(said[3].code, said[3].facts, "fr").message
    assert confirmed(place, found.number).written.good == 3
    with fund_scope(place.fund.id), connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.number, w.valid FROM employment w"
            " JOIN employer e ON e.id = w.employer_id ORDER BY 1"
        )
        assert [(number, valid.lower, valid.upper) for number, valid in cursor.fetchall()] == [
            (is_open, date(2026, 1, 5), None),
            (shut, date(2026, 1, 5), date(2026, 3, 1)),
        ]
        [act] = acts(limit=1, before=None)
    with pytest.raises(Refused) as refused:
        undone(place, opened.act)
    assert refused.value.facts["later"] == act.number


def test_what_was_tried_is_neither_changed_nor_taken_away_and_goes_once_it_is_written(
    place: factories.Agency,
) -> None:
    found = handed_in(place, source(place), HEADINGS + AWA + PAUL)
    dropped = handed_in(place, source(place, name="Autre"), HEADINGS + AWA)
    with fund_scope(place.fund.id), connection.cursor() as cursor:
        for change in (
            "UPDATE import_piece SET rows = 0",
            "DELETE FROM import_piece",
            "INSERT INTO import_piece (fund_id, run_id, position, first_line, last_line, rows,"
            " is_numbered, body) SELECT fund_id, run_id, 9, 9, 9, 1, true, body FROM import_piece",
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                cursor.execute(change)
        drop(desk=place.registration, number=dropped.number)
        cursor.execute("SELECT count(*), sum(rows) FROM import_piece")
        assert cursor.fetchone() == (1, 2)
    confirmed(place, found.number)
    with fund_scope(place.fund.id), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM import_piece")
        assert cursor.fetchone() == (0,)
