"""A file with anything wrong is refused as a whole: every fault located, nothing posted."""

from datetime import date

import pytest
from tests import factories
from tests.conftest import TODAY
from tests.contributions.files import CM_CEILING, JANUARY, counts, dipe, ebds, handed_in
from tests.countries.formats.samples import PREFILLED, joined

from socle.contributions.types import Outcome
from socle.kernel.errors import Fault, Refused
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Role

# What a refused file leaves: itself, and what is wrong with it.
LEFT = {"deposit", "deposit_fault", "document", "document_chunk"}
SECOND = "3210100565S"
CLOSED = "4561237890T"


@pytest.fixture
def place(db: None) -> factories.Agency:
    place = factories.agency("CM")
    for number in (factories.CM_EMPLOYER, SECOND, CLOSED):
        factories.employer(place, number)
    factories.person(place)
    factories.act(place.registration, "close_employer", on=date(2026, 1, 1), number=CLOSED)
    return place


def refused(
    place: factories.Agency, content: bytes, *, on: date = TODAY, name: str = "fichier.txt"
) -> Outcome:
    """The refusal of a file, once nothing but the file itself was kept."""
    with fund_scope(place.fund.id):
        before = counts()
    outcome = handed_in(place.accounts, content, key="refused", on=on, name=name)
    with fund_scope(place.fund.id):
        after = counts()
    assert {name for name in before if before[name] != after[name]} <= LEFT
    assert after["deposit_fault"] == outcome.fault_count > 0
    assert (outcome.status, outcome.lines, outcome.posted, outcome.total) == ("refused", 0, 0, 0)
    return outcome


def only(outcome: Outcome) -> Fault:
    assert outcome.fault_count == len(outcome.faults) == 1
    return outcome.faults[0]


def test_an_employer_nobody_knows(place: factories.Agency) -> None:
    fault = only(refused(place, dipe([350_000], employer="7777777777Z")))
    assert (fault.code, fault.line, fault.field, fault.read) == (
        "declaration.employer_unknown",
        1,
        "employer_number",
        "7777777777Z",
    )


def test_an_employer_of_another_fund_is_not_known_here(place: factories.Agency) -> None:
    elsewhere = factories.agency("CM")
    factories.employer(elsewhere, "7777777777Z")
    fault = only(refused(place, dipe([350_000], employer="7777777777Z")))
    assert fault.code == "declaration.employer_unknown"


def test_an_employer_closed_the_whole_month(place: factories.Agency) -> None:
    fault = only(refused(place, dipe([350_000], employer=CLOSED)))
    assert fault.code == "declaration.employer_not_affiliated"
    assert fault.facts == {"number": CLOSED, "month": "2026-01"}


def test_the_days_before_a_closing_are_declared(place: factories.Agency) -> None:
    """The month in which an employer closes was once refused, though its wages are owed."""
    factories.act(place.registration, "close_employer", on=date(2026, 1, 16), number=SECOND)
    assert handed_in(place.accounts, dipe([350_000], employer=SECOND), key="k").status == "posted"
    later = dipe([350_000], employer=SECOND, month=JANUARY + 1)
    assert only(refused(place, later)).code == "declaration.employer_not_affiliated"


def test_a_month_before_the_affiliation(place: factories.Agency) -> None:
    fault = only(refused(place, dipe([350_000], month=2014 * 12 + 11)))
    assert fault.code == "declaration.employer_not_affiliated"


def test_a_month_to_come(place: factories.Agency) -> None:
    content = dipe([350_000], month=2026 * 12 + 5)
    fault = only(refused(place, content, on=date(2026, 5, 31)))
    assert fault.code == "declaration.month_to_come"
    assert fault.facts["deposited"] == "2026-05"


def test_a_month_declared_already(place: factories.Agency) -> None:
    handed_in(place.accounts, dipe([350_000]), key="first")
    fault = only(refused(place, dipe([351_000])))
    assert fault.code == "declaration.already_declared"
    assert str(fault.facts["declaration"]).startswith("D-2026-01-")


def test_every_wrong_capped_wage_is_told_with_its_line(place: factories.Agency) -> None:
    wages = [350_000, 900_000, 800_000, 100_000]
    content = dipe(wages, capped=[350_000, 900_000, CM_CEILING, 90_000])
    found = refused(place, content)
    assert [(fault.line, fault.code, fault.read) for fault in found.faults] == [
        (2, "declaration.capped_wage_wrong", "900000"),
        (4, "declaration.capped_wage_wrong", "90000"),
    ]
    assert found.faults[0].facts == {
        "read": 900_000,
        "expected": CM_CEILING,
        "ceiling": CM_CEILING,
    }


def test_one_wrong_employer_refuses_the_others_of_the_file(place: factories.Agency) -> None:
    content = dipe([350_000]) + dipe([200_000], employer=SECOND) + dipe([1], employer="7777777777Z")
    fault = only(refused(place, content))
    assert (fault.code, fault.line) == ("declaration.employer_unknown", 3)
    right = dipe([350_000]) + dipe([200_000], employer=SECOND)
    assert handed_in(place.accounts, right, key="right").status == "posted"


def test_faults_of_several_kinds_are_told_together(place: factories.Agency) -> None:
    content = (
        dipe([350_000], employer="7777777777Z")
        + dipe([900_000], capped=[1])
        + dipe([350_000], employer=CLOSED)
    )
    assert {(fault.line, fault.code) for fault in refused(place, content).faults} == {
        (1, "declaration.employer_unknown"),
        (2, "declaration.capped_wage_wrong"),
        (3, "declaration.employer_not_affiliated"),
    }


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "declaration.format_unknown"),
        (b"\n", "declaration.format_unknown"),
        (b"PK\x03\x04 a spreadsheet", "profile.none"),
        ("الملف".encode(), "declaration.format_unknown"),
        (b"\x00" * 100, "declaration.format_unknown"),
    ],
)
def test_a_file_that_is_no_declaration(place: factories.Agency, content: bytes, code: str) -> None:
    assert only(refused(place, content)).code == code


def test_a_declaration_without_a_line(place: factories.Agency) -> None:
    assert refused(place, b"", name="dipe.txt").faults[-1].code in {
        "declaration.no_line",
        "file_empty",
    }


@pytest.mark.parametrize(
    "content", [b"C04", b"C04\x00\x00\r\n", b"C04" + b"\xff" * 132 + b"\r\n", dipe([1])[:-40]]
)
def test_a_file_that_breaks_off_or_holds_no_text(place: factories.Agency, content: bytes) -> None:
    found = refused(place, content)
    assert all(fault.line == 1 or fault.line is None for fault in found.faults)


def test_the_prefilled_file_of_the_fund_declares_nothing(db: None) -> None:
    place = factories.agency("MA")
    factories.employer(place)
    fault = only(refused(place, joined(PREFILLED)))
    assert fault.code == "declaration.prefilled_only"


def test_a_file_of_another_country_is_not_recognised(db: None) -> None:
    place = factories.agency("MA")
    factories.employer(place)
    assert only(refused(place, dipe([350_000]))).code == "declaration.format_unknown"


def test_a_wage_before_the_law_is_known_is_refused_and_not_guessed(db: None) -> None:
    place = factories.agency("MA")
    factories.employer(place, on=date(1990, 1, 1))
    content = ebds([(factories.MA_PERSON, "ALAOUI FATIMA", 1)], month=1999 * 12)
    found = refused(place, content)
    assert all(fault.line for fault in found.faults)


def test_a_refused_file_may_be_handed_in_again_once_the_cause_is_cured(
    place: factories.Agency,
) -> None:
    content = dipe([350_000], employer="7777777777Z")
    first = refused(place, content)
    factories.employer(place, "7777777777Z")
    again = handed_in(place.accounts, content, key="again")
    assert again.status == "posted"
    assert again.receipt != first.receipt
    # The same key is the same request: it answers as it did.
    assert handed_in(place.accounts, content, key="refused").status == "refused"


def test_a_deposit_dated_tomorrow_is_refused(place: factories.Agency) -> None:
    with pytest.raises(Refused, match="deposit_to_come"):
        handed_in(place.accounts, dipe([1]), key="k", on=date(2026, 11, 23))


@pytest.mark.parametrize(
    "role", [Role.ADMINISTRATOR, Role.AUDITOR, Role.VERIFIER, Role.REGISTRATION_OFFICER]
)
def test_who_may_not_deposit_keeps_no_file(place: factories.Agency, role: Role) -> None:
    desk = factories.desk(place.fund, role)
    with fund_scope(place.fund.id):
        before = counts()
    with pytest.raises(Refused, match="forbidden"):
        handed_in(desk, dipe([350_000]), key="k")
    with fund_scope(place.fund.id):
        assert counts() == before
