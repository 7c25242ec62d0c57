"""Spreadsheets deposited under a profile: which one reads them, and that they post as any file."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from tests import factories
from tests.conftest import NOW, TODAY
from tests.contributions import files
from tests.contributions.sheets import COLUMNS, csv, defined, handed_in, xlsx

from socle.contributions import profiles, queries
from socle.contributions.spreadsheets import Said
from socle.kernel.errors import Conflict, NotKnown, Refused
from socle.kernel.months import Month
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Role
from socle.platform.acts.errors import Invalid
from socle.platform.acts.operations import reverse
from socle.platform.acts.queries import act as act_of
from socle.platform.audit.queries import first_break

SECOND = "3210100565S"
JANUARY = Month(2026, 1)


def working() -> factories.Agency:
    place = factories.agency("CM")
    factories.employer(place)
    factories.person(place)
    return place


def clerk(place: factories.Agency, number: str = factories.CM_EMPLOYER) -> Any:
    return factories.desk(place.fund, Role.EMPLOYER_CLERK, number)


def codes(outcome: Any) -> list[str]:
    return [fault.code for fault in outcome.faults]


def posted(place: factories.Agency) -> list[tuple[Any, ...]]:
    with fund_scope(place.fund.id), connection.cursor() as cursor:
        cursor.execute(
            "SELECT month, insured_number, person_id IS NOT NULL, days, wage, wage_capped"
            " FROM declaration_line ORDER BY month, line"
        )
        return cursor.fetchall()


@pytest.mark.parametrize("made", [csv, xlsx])
def test_a_spreadsheet_posts_what_the_same_dipe_posts(db: None, made: Any) -> None:
    place, other = working(), working()
    defined(place.accounts)
    found = handed_in(clerk(place), made([350_000, 900_000]))
    assert (found.status, codes(found), found.format) == ("posted", [], "tabular")
    same = files.handed_in(other.accounts, files.dipe([350_000, 900_000]), key="d")
    assert (found.total, found.total_employee) == (same.total, same.total_employee)
    assert posted(place) == [
        (JANUARY.first_day, factories.CM_PERSON, True, 30, 350_000, 350_000),
        (JANUARY.first_day, "0000000001X", False, 30, 900_000, files.CM_CEILING),
    ]
    with fund_scope(place.fund.id):
        assert first_break(fund_id=place.fund.id) is None


def test_a_row_that_holds_a_quarter_declares_its_three_months_at_once(db: None) -> None:
    place = working()
    across = {"month": "", "days": "J1 | J2 | J3", "wage": "S1 | S2 | S3"}
    defined(place.accounts, changed=across)
    head = "N° CNPS;Nom;J1;S1;J2;S2;J3;S3"
    rows = (f"{factories.CM_PERSON};ALAOUI;30;350000;;;28;900000", "0000000001X;X;;;12;90000;;")
    content = "\r\n".join((head, *rows)).encode("cp1252")
    desk = clerk(place)
    refused = handed_in(desk, content, said=Said(month=JANUARY + 1))
    assert (refused.status, codes(refused)) == ("refused", ["tabular_quarter_month"])
    found = handed_in(desk, content, said=Said(month=JANUARY))
    assert (found.status, found.lines) == ("posted", 3)
    assert posted(place) == [
        (JANUARY.first_day, factories.CM_PERSON, True, 30, 350_000, 350_000),
        ((JANUARY + 1).first_day, "0000000001X", False, 12, 90_000, 90_000),
        ((JANUARY + 2).first_day, factories.CM_PERSON, True, 28, 900_000, files.CM_CEILING),
    ]


def test_the_act_of_a_deposit_says_which_profile_read_it(db: None) -> None:
    place = working()
    number = defined(place.accounts).subject
    found = handed_in(clerk(place), csv([350_000]))
    with fund_scope(place.fund.id):
        deposit = queries.deposit(number=found.receipt)
        assert act_of(number=deposit.act_number or "").after["profile"] == number


def test_the_same_spreadsheet_posts_once(db: None) -> None:
    place = working()
    defined(place.accounts)
    desk = clerk(place)
    first, again = (handed_in(desk, csv([350_000])) for _ in range(2))
    assert (first.status, again.status) == ("posted", "already_posted")
    assert (again.receipt, len(posted(place))) == (first.receipt, 1)


def test_without_a_profile_the_file_is_refused_and_says_what_to_do(db: None) -> None:
    found = handed_in(clerk(working()), csv([350_000]))
    assert (found.status, codes(found)) == ("refused", ["profile.none"])


def test_a_clerk_s_own_profile_comes_before_the_fund_s(db: None) -> None:
    place = working()
    defined(place.accounts, "", changed={"wage": "Autre"})
    desk = clerk(place)
    assert codes(handed_in(desk, csv([350_000]))) == ["tabular_column_missing"]
    defined(desk)
    assert handed_in(desk, csv([350_000])).status == "posted"


def test_the_fund_s_own_profile_serves_an_employer_who_has_none(db: None) -> None:
    place = working()
    defined(place.accounts, "")
    assert handed_in(clerk(place), csv([350_000])).status == "posted"
    # An agent declares for nobody in particular, and the file does not say for whom.
    assert codes(handed_in(place.accounts, csv([1]))) == ["tabular_employer_missing"]


def test_between_several_profiles_the_depositor_chooses(db: None) -> None:
    place, desk = working(), None
    desk = clerk(place)
    one = defined(desk, name="Paie").subject
    defined(desk, name="Primes", changed={"wage": "Prime"})
    assert codes(handed_in(desk, csv([350_000]))) == ["profile.several"]
    assert handed_in(desk, csv([350_000]), said=Said(one)).status == "posted"


def test_an_agent_names_an_employer_s_profile(db: None) -> None:
    place = working()
    number = defined(place.accounts).subject
    assert codes(handed_in(place.accounts, csv([350_000]))) == ["profile.none"]
    assert handed_in(place.accounts, csv([350_000]), said=Said(number)).status == "posted"


def test_a_profile_of_another_employer_is_as_if_there_were_none(db: None) -> None:
    place = working()
    factories.employer(place, SECOND)
    number = defined(place.accounts).subject
    other = clerk(place, SECOND)
    with pytest.raises(NotKnown, match="unknown"):
        handed_in(other, csv([350_000]), said=Said(number))
    with fund_scope(place.fund.id):
        assert profiles.profiles(desk=other, on=TODAY) == []
    with pytest.raises(NotKnown, match="employer_unknown"):
        defined(other)


def test_the_fund_s_own_profile_is_not_a_clerk_s_to_define(db: None) -> None:
    with pytest.raises(Refused, match="fund_own"):
        defined(clerk(working()), "")


def test_another_fund_s_profile_does_not_exist(db: None) -> None:
    number = defined(working().accounts, "").subject
    there = working()
    with pytest.raises(NotKnown, match="unknown"):
        handed_in(there.accounts, csv([350_000]), said=Said(number))


def test_a_file_is_read_by_the_profile_of_the_day_it_was_deposited(db: None) -> None:
    place = working()
    desk = clerk(place)
    defined(desk, on=date(2026, 1, 1), changed={"wage": "Brut"})
    defined(desk, on=date(2026, 6, 1))
    early = date(2026, 5, 31)
    assert codes(handed_in(desk, csv([350_000]), on=early)) == ["tabular_column_missing"]
    assert handed_in(desk, csv([350_000]), on=date(2026, 6, 1)).status == "posted"
    assert codes(handed_in(desk, csv([2]), on=date(2025, 12, 31))) == ["profile.none"]


def test_the_history_of_a_profile_stays(db: None) -> None:
    place = working()
    desk = clerk(place)
    first = defined(desk, on=date(2026, 1, 1), changed={"wage": "Brut"})
    second = defined(desk, on=date(2026, 6, 1))
    assert first.subject == second.subject
    with fund_scope(place.fund.id):
        found = profiles.profile(desk=desk, number=first.subject, on=TODAY)
        assert found.mapping.columns["wage"] == "Salaire"
        held = profiles.periods(profile_id=found.id)
        assert [(each.valid_from, each.mapping.columns["wage"]) for each in held] == [
            (date(2026, 6, 1), "Salaire"),
            (date(2026, 1, 1), "Brut"),
        ]
        reverse(desk=desk, number=second.act, motive="erreur", key="r", at=NOW)
        found = profiles.profile(desk=desk, number=first.subject, on=TODAY)
        assert found.mapping.columns["wage"] == "Brut"


def test_an_ended_profile_reads_no_more(db: None) -> None:
    place = working()
    desk = clerk(place)
    number = defined(desk).subject
    factories.act(desk, "end_file_profile", on=date(2026, 6, 1), profile=number)
    assert codes(handed_in(desk, csv([350_000]))) == ["profile.none"]
    assert handed_in(desk, csv([350_000]), on=date(2026, 5, 31)).status == "posted"


def test_a_month_said_at_the_deposit_serves_a_file_without_one(db: None) -> None:
    place = working()
    desk = clerk(place)
    defined(desk, changed={"month": ""})
    assert codes(handed_in(desk, csv([350_000]))) == ["tabular_month_missing"]
    february = Said(month=Month(2026, 2))
    assert handed_in(desk, csv([350_000]), said=february).status == "posted"
    assert [row[0] for row in posted(place)] == [date(2026, 2, 1)]


def test_the_same_file_for_another_month_is_not_taken_for_the_first(db: None) -> None:
    """Wages that never change make the same file each month: it must not pass for declared."""
    place = working()
    desk = clerk(place)
    defined(desk, changed={"month": ""})
    handed_in(desk, csv([350_000]), said=Said(month=JANUARY))
    with pytest.raises(Refused, match="same_file_other_month"):
        handed_in(desk, csv([350_000]), said=Said(month=Month(2026, 2)))
    again = handed_in(desk, csv([350_000]), said=Said(month=JANUARY))
    assert again.status == "already_posted"


def test_a_key_answers_for_one_profile_and_month_only(db: None) -> None:
    place = working()
    desk = clerk(place)
    defined(desk, changed={"month": ""})
    handed_in(desk, csv([350_000]), key="k", said=Said(month=JANUARY))
    assert handed_in(desk, csv([350_000]), key="k", said=Said(month=JANUARY)).status == "posted"
    with pytest.raises(Conflict, match="key_reused"):
        handed_in(desk, csv([350_000]), key="k", said=Said(month=Month(2026, 2)))


def test_one_wrong_line_refuses_the_file_and_posts_nothing(db: None) -> None:
    place = working()
    desk = clerk(place)
    defined(desk)
    found = handed_in(desk, csv([350_000, "12O 000"], foot=["TOTAL;;;;470000"]))
    assert (found.status, codes(found)) == ("refused", ["tabular_not_a_number"])
    assert posted(place) == []


def test_the_reject_file_shows_the_refused_rows_with_their_reasons(db: None) -> None:
    place = working()
    desk = clerk(place)
    defined(desk)
    for made, name in ((csv, "paie.csv"), (xlsx, "paie.xlsx")):
        found = handed_in(desk, made([350_000, "12O 000"]), name=name)
        with fund_scope(place.fund.id):
            text = queries.reject_file(number=found.receipt, language="fr").decode("utf-8-sig")
        heading, row = text.splitlines()
        assert heading.startswith("ligne;")
        assert row.startswith("3;E3;Salaire;Salaire;tabular_not_a_number;12O 000;")
        assert row.endswith("| 0000000001X | ALAOUI Fatima | 30 | 12O 000")


def test_employers_of_a_bureau_are_named_by_a_column(db: None) -> None:
    place = working()
    factories.employer(place, SECOND)
    number = defined(place.accounts, "", changed={"employer_number": "Employeur"}).subject
    lines = csv([350_000, 120_000]).decode("cp1252").split("\r\n")
    employers = ("Employeur", factories.CM_EMPLOYER, SECOND)
    content = "\r\n".join(f"{of};{line}" for of, line in zip(employers, lines, strict=True))
    found = handed_in(place.accounts, content.encode(), said=Said(number))
    assert (found.status, codes(found)) == ("posted", [])
    with fund_scope(place.fund.id):
        declared = queries.deposit(number=found.receipt).declarations
    assert [each.employer_number for each in declared] == list(employers[1:])


def test_a_mapping_that_does_not_hold_together_is_refused_whole(db: None) -> None:
    desk = clerk(working())
    with pytest.raises(Invalid) as refused:
        defined(desk, changed={"days": "Salaire", "month": "#999"})
    assert {fault.code for fault in refused.value.faults} == {
        "tabular_column_shared",
        "tabular_place_far",
    }
    with pytest.raises(Invalid):
        defined(desk, changed={"headings_row": "²"})


def test_a_dipe_is_still_a_dipe_and_a_workbook_named_so_is_a_workbook(db: None) -> None:
    place = working()
    desk = clerk(place)
    defined(desk)
    assert files.handed_in(desk, files.dipe([350_000]), key="d").format == "cm_dipe"
    found = handed_in(desk, xlsx([120_000], month=date(2026, 2, 1)), name="dipe.txt")
    assert (found.status, found.format) == ("posted", "tabular")


def test_a_month_declared_twice_is_refused_as_from_any_file(db: None) -> None:
    place = working()
    desk = clerk(place)
    defined(desk)
    handed_in(desk, csv([350_000]))
    assert codes(handed_in(desk, csv([350_001]))) == ["declaration.already_declared"]


def test_every_field_of_a_mapping_comes_back_as_it_was_said(db: None) -> None:
    place = working()
    said = {
        "separator": "tab",
        "decimal_mark": "point",
        "sheet": "Juillet",
        "employer_number": "#7",
        "wage_capped": "Plafonné",
        "headings_row": "3",
    }
    number = defined(place.accounts, changed=said).subject
    with fund_scope(place.fund.id):
        found = profiles.profile(desk=place.accounts, number=number, on=TODAY)
    written = {name: str(value) for name, value in profiles.written(found.mapping).items()}
    assert written == COLUMNS | said


def test_an_accented_name_is_kept_from_any_file(db: None) -> None:
    """A binary COPY takes no encoding: such a name once broke the posting, of a DIPE too."""
    sheet = csv([350_000]).replace(b"ALAOUI Fatima", "ALAOUI Zoé-Françoise".encode("cp1252"))
    dipe = files.dipe([350_000], names=["ALAOUI ZOE"]).replace(b"ZOE", "Zoé".encode("latin-1"))
    for content in (sheet, dipe):
        place = working()
        desk = clerk(place)
        defined(desk)
        found = handed_in(desk, content)
        assert (found.status, codes(found), found.queued) == ("posted", [], 0)
        with fund_scope(place.fund.id), connection.cursor() as cursor:
            cursor.execute("SELECT insured_name FROM declaration_line")
            assert cursor.fetchone()[0].startswith("ALAOUI Zoé")
            assert first_break(fund_id=place.fund.id) is None
