"""Family allowances month by month: a month is due once the career shows its work."""

from datetime import date
from typing import Any

import pytest
from django.db import connections
from tests import factories
from tests.benefits import awarded
from tests.benefits.campaigning import allowance
from tests.benefits.claiming import decided, filed, liquidator
from tests.benefits.running import FEB, JAN, Office, done
from tests.contributions.files import JANUARY, dipe, handed_in
from tests.registry import families

from socle.benefits.operations import computing
from socle.kernel.errors import Conflict, Refused


@pytest.fixture
def office(db: None) -> Office:
    found = Office()
    factories.person(found.place)
    factories.employer(found.place)
    return found


def declares(office: Office, month: int, wage: int, *, days: int = 30) -> None:
    """The employer declares a month of 2026, the month after."""
    content = dipe([wage], month=JANUARY + month - 1, days=days)
    handed_in(office.place.accounts, content, key=f"m{month}", on=date(2026, month + 1, 10))


def test_a_month_declared_late_is_paid_later_by_itself(office: Office) -> None:
    allowance(office.liquidator, factories.CM_PERSON, JAN)
    declares(office, 1, 350_000)
    assert office.dues(office.run("2026-01")) == [("2026-01", "regular", 9_000)]
    assert office.dues(office.run("2026-02")) == []
    declares(office, 3, 350_000)
    assert office.dues(office.run("2026-03")) == [("2026-03", "regular", 9_000)]
    declares(office, 2, 350_000)
    assert office.dues(office.run("2026-04")) == [("2026-02", "arrears", 9_000)]
    assert office.paid() == [("2026-01", 9_000), ("2026-03", 9_000), ("2026-04", 9_000)]


@pytest.mark.parametrize(
    ("wage", "days", "paid"), [(350_000, 18, 1), (350_000, 17, 0), (20_000, 30, 0)]
)
def test_a_month_asks_eighteen_days_and_the_least_wage(
    office: Office, wage: int, days: int, paid: int
) -> None:
    allowance(office.liquidator, factories.CM_PERSON, JAN)
    declares(office, 1, wage, days=days)
    assert len(office.dues(office.run("2026-01"))) == paid


def test_who_has_a_pension_in_force_is_paid_without_work(office: Office) -> None:
    allowance(office.liquidator, factories.CM_PERSON, JAN)
    awarded.granted(office.liquidator, factories.CM_PERSON, [(FEB, None, 80_000)])
    number = office.run("2026-02", "family_allowance")
    assert office.dues(number) == [("2026-02", "regular", 9_000)]


def test_a_spouse_who_survives_is_paid_without_work_and_an_orphan_is_not(office: Office) -> None:
    allowance(office.liquidator, factories.CM_PERSON, JAN)
    said: dict[str, Any] = {"benefit": "survivors"}
    terms = [(FEB, None, 40_000)]
    awarded.granted(office.liquidator, factories.CM_PERSON, terms, **said, part="orphans")
    assert office.dues(office.run("2026-01", "family_allowance")) == []
    assert office.dues(office.run("2026-02", "family_allowance")) == []
    awarded.granted(office.liquidator, factories.CM_PERSON, terms, **said, part="spouses")
    number = office.run("2026-03", "family_allowance")
    assert office.dues(number) == [
        ("2026-02", "arrears", 9_000),
        ("2026-03", "regular", 9_000),
    ]


def test_who_is_dismissed_by_force_majeure_is_paid_three_months_more_once(office: Office) -> None:
    allowance(office.liquidator, factories.CM_PERSON, JAN)
    declares(office, 1, 350_000)
    office.run("2026-01")
    said = {"person": factories.CM_PERSON, "piece": "Inspection du travail, 3/2/2026"}
    done(office, office.liquidator, "keep_allowances", date(2026, 1, 31), **said)
    for again in (date(2026, 1, 15), date(2026, 4, 30)):
        with pytest.raises(Conflict, match="kept_already"):
            done(office, office.liquidator, "keep_allowances", again, **said)
    kept = [office.dues(office.run(f"2026-0{month}")) for month in (2, 3, 4, 5)]
    assert kept == [*([(f"2026-0{month}", "regular", 9_000)] for month in (2, 3, 4)), []]


@pytest.mark.usefixtures("db")
def test_a_widow_claims_allowances_by_her_pension_and_not_by_her_work() -> None:
    home = families.household("CM")
    mother = home.person("NGONO", "1985-01-01", "female")
    child = home.person("PETIT", "2023-05-01")
    home.done("declare_filiation", date(2023, 5, 1), child=child, mother=mother)
    said = {"dependant": child, "bearer": mother, "benefit": "family"}
    home.done("take_charge", date(2026, 1, 5), **said)
    by = liquidator(home.place)
    claim = filed(home.place, by, mother, "family_allowance", FEB, on=FEB)
    with pytest.raises(Refused, match="not_ready"):
        decided(home.place, by, claim)
    terms = [(JAN, None, 40_000)]
    number = awarded.granted(by, mother, terms, benefit="survivors", part="spouses")
    found = decided(home.place, by, claim)
    assert found.awards[0].terms[0].amount == 4_500
    steps = found.decisions[-1].calculation.steps
    assert ("work_unasked", number) in [(each.label, each.value) for each in steps]


@pytest.mark.usefixtures("db")
def test_a_widow_who_never_worked_is_paid_on_for_the_children_whom_the_dead_was_paid_for() -> None:
    home = families.household("CM")
    office, by = Office(home.place), liquidator(home.place)
    father = home.person("NGONO", "1980-01-01", "male")
    mother = home.person("MBIDA", "1985-01-01", "female")
    born = {"AINE": "2021-05-01", "PETIT": "2026-01-20", "AUTRE": "2024-02-01"}
    children = {name: home.person(name, day) for name, day in born.items()}
    for name, day in born.items():
        tied = {"child": children[name], "mother": mother}
        tied |= {} if name == "AUTRE" else {"father": father}
        home.done("declare_filiation", date.fromisoformat(day), **tied)
    said = {"benefit": "family"}
    eldest = {"dependant": children["AINE"]} | said
    home.done("take_charge", date(2021, 6, 1), bearer=father, **eldest)
    his = allowance(by, father, date(2025, 1, 1))
    home.dies(father, "2026-01-10")
    claim = filed(home.place, by, mother, "family_allowance", FEB, on=FEB)
    home.done("move_charge", date(2026, 1, 21), bearer=mother, **eldest)
    unborn = {"dependant": children["PETIT"]} | said  # born of the dead since: known too
    home.done("take_charge", date(2026, 1, 21), bearer=mother, **unborn)
    other = {"dependant": children["AUTRE"]} | said
    home.done("take_charge", date(2026, 1, 21), bearer=mother, **other)
    found = decided(home.place, by, claim)
    steps = [(each.label, each.value) for each in found.decisions[-1].calculation.steps]
    assert ("known_children", his) in steps
    assert found.awards[0].terms[0].amount == 9_000  # the two known of three
    number = office.run("2026-03", "family_allowance")
    assert ("2026-03", "regular", 9_000) in office.dues(number)


NOTHING_ASKED = {
    **{name: [] for name in ("asked_benefits", "asked_months", "least_days", "least_wages")},
    **{name: [] for name in ("without_work", "known_children")},
    "known_step": "",
}


@pytest.mark.usefixtures("own_database")
def test_what_was_paid_before_work_was_asked_stays_paid(monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office()
    factories.person(office.place)
    factories.employer(office.place)
    allowance(office.liquidator, factories.CM_PERSON, JAN)
    declares(office, 1, 350_000)
    monkeypatch.setattr(computing, "asked_work", lambda **_: NOTHING_ASKED)
    number = office.run("2026-02")
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT set_config('app.fund', %s, false)", [str(office.place.fund.id)])
        cursor.execute("ALTER TABLE benefit_run DISABLE TRIGGER append_only")
        cursor.execute("UPDATE benefit_run SET asks_work = NULL WHERE number = %s", [number])
        cursor.execute("ALTER TABLE benefit_run ENABLE TRIGGER append_only")
    monkeypatch.undo()
    assert office.dues(office.run("2026-03")) == []
    declares(office, 4, 350_000)
    assert office.dues(office.run("2026-04")) == [("2026-04", "regular", 9_000)]


def test_a_pension_asks_no_work_of_a_month(office: Office) -> None:
    awarded.granted(office.liquidator, factories.CM_PERSON, [(JAN, None, 80_000)])
    assert office.dues(office.run("2026-01")) == [("2026-01", "regular", 80_000)]
