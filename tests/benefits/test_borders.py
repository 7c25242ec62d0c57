"""Careers across borders: forms taken whole, months counted once, a share paid; certificates."""

import json
from datetime import date, timedelta

import pytest
from tests import factories
from tests.benefits.bordering import ELSEWHERE, form, sheet, taken
from tests.benefits.claiming import decided, filed, liquidator
from tests.benefits.test_claims import EVENT, computed, retired
from tests.conftest import NOW, TODAY
from tests.contributions.files import JANUARY, dipe, handed_in

from socle.benefits.errors import FormRefused
from socle.benefits.liaison import document_of, read_form
from socle.benefits.operations.certificates import rights_paper
from socle.benefits.queries.borders import foreign_periods, liaison_sheet
from socle.benefits.queries.calculations import calculate
from socle.benefits.queries.certificates import rights_certificates, verified
from socle.benefits.types import Certified, Origin, Stage
from socle.kernel.errors import Refused
from socle.kernel.money import Money
from socle.kernel.months import Month
from socle.platform.access.scope import fund_scope
from socle.platform.acts.operations import reverse
from socle.platform.acts.types import ActStatus
from socle.platform.printing.types import Check


@pytest.fixture
def place(db: None) -> factories.Agency:
    return factories.agency("CM")


def _wrong(**changes: object) -> set[tuple[str, str]]:
    said = form(**changes)
    found, faults = read_form(json.dumps(said).encode())
    assert found is None
    return {(each.code.removeprefix("liaison."), each.field or "") for each in faults}


def _period(**changes: object) -> list[dict[str, object]]:
    (period,) = document_of(sheet(ELSEWHERE))["periods"]
    return [period | changes]


def test_a_form_is_read_as_it_was_written_or_refused_with_every_place() -> None:
    written = document_of(sheet(ELSEWHERE))
    found, faults = read_form(json.dumps(written, indent=3).encode())
    assert found is not None
    assert not faults
    (period,) = found.periods
    assert (period.first, period.last, period.months) == (Month(2005, 1), Month(2025, 12), 252)
    assert (period.wage, period.currency, period.fund) == (450_000, "MAD", "MA cnss-la-bas")
    for content in (b"", b"\xff\xfe", b"[1]", b"[" * 100_000, b"{}"):
        assert read_form(content)[0] is None
    assert _wrong(person=None, total_months=9) == {
        *(("unread", place) for place in ("person", "person.number", "person.name")),
        ("total_differs", "total_months"),
    }
    half = {"number": "1", "name": "Dia \ud83d", "birth_on": None}
    assert _wrong(person=half) == {("unread", "person.name")}
    broken = read_form(json.dumps(form(person=half)).encode())[1]
    assert [each.read for each in broken] == ["Dia ?"]
    assert _wrong(issued_on="hier") == {("unread", "issued_on")}
    assert _wrong(periods=[], total_months=0) == {("no_period", "periods")}
    assert ("months_wrong", "periods[0].months") in _wrong(periods=_period(months=253))
    assert ("months_wrong", "periods[0].months") in _wrong(periods=_period(months=True))
    assert ("span_wrong", "periods[0].last") in _wrong(periods=_period(last="2030-01"))
    assert ("unread", "periods[0].first") in _wrong(periods=_period(first="2005-13"))
    assert ("wage_unread", "periods[0].wage") in _wrong(periods=_period(wage="-1"))
    assert ("overlap", "periods[1].first") in _wrong(periods=_period() * 2)
    changed = written | {"credited": 3}
    assert [each.code for each in read_form(json.dumps(changed).encode())[1]] == [
        "liaison.digest_differs"
    ]


def test_a_form_is_taken_once_and_whole(place: factories.Agency) -> None:
    by, person = liquidator(place), retired(place)
    with pytest.raises(FormRefused) as refused:
        taken(place, by, person, document_of(sheet(ELSEWHERE, birth_on="1970-01-01")))
    assert [each.code for each in refused.value.faults] == ["liaison.other_person"]
    first = taken(place, by, person, form())
    again = taken(place, by, person, json.dumps(form(), indent=1).encode())
    assert (again.act, again.status) == (first.act, ActStatus.ALREADY_DONE)
    with fund_scope(place.fund.id):
        (period,) = foreign_periods(number=person)
    assert (period.act_number, period.form_number) == (first.act, "FL-1")


def test_a_right_opened_on_totalised_months_gives_the_share_of_the_fund(
    place: factories.Agency,
) -> None:
    factories.employer(place)
    person = retired(place)
    for month in (1, 2, 3):
        content = dipe([350_000], month=JANUARY + month - 1)
        handed_in(place.accounts, content, key=f"m{month}", on=date(2026, month + 1, 10))
    by = liquidator(place)
    claim = filed(place, by, person, "old_age", EVENT)
    assert not computed(place, claim).eligible
    # The form also covers the first of the three months, where no wage can be compared.
    months = Certified(Month(2005, 1), Month(2026, 1), 253, 450_000)
    form_act = taken(place, by, person, document_of(sheet(months)))
    found = computed(place, claim)
    facts = {each.name: (each.value, each.origin) for each in found.facts}
    assert facts["insurance_months"] == (255, Origin.TOTALISED)
    # Three months of 350,000, over 36: the wages of this fund alone.
    assert facts["average_wage"] == (29_167, Origin.TOTALISED)
    across = found.totalisation
    assert across is not None
    # January counts once: there, where the person was insured first.
    assert (across.own, across.total, across.overlapping) == (2, 255, 1)
    assert across.elsewhere == (("MA cnss-la-bas", 253),)
    theoretical = across.theoretical
    assert found.eligible
    assert found.amount == (2 * theoretical * 2 + 255) // 510
    assert found.status == "provisional"
    steps = {each.label: each for each in found.steps}
    assert steps["totalisation"].status == "provisional"
    assert str(steps["share_of_fund"].value) == "2 / 255"
    assert steps["months_elsewhere"].value == "MA cnss-la-bas : 253"
    granted = decided(place, by, claim)
    (award,) = granted.awards
    assert [each.amount for each in award.terms] == [found.amount]
    assert granted.last_decision is not None
    assert granted.last_decision.calculation.totalisation == across
    # A counter-act takes the months back.
    with fund_scope(place.fund.id):
        reverse(desk=by, number=form_act.act, motive="autre assuré", key="undo", at=NOW)
    assert computed(place, claim).totalisation is None


def test_a_lump_sum_waits_for_a_judgement_where_all_months_open_a_pension(
    place: factories.Agency,
) -> None:
    factories.employer(place)
    person = retired(place)
    for month in range(12):
        at = JANUARY - 7 + month
        handed_in(place.accounts, dipe([350_000], month=at), key=f"m{month}", on=date(2026, 7, 10))
    by = liquidator(place)
    claim = filed(place, by, person, "old_age_lump_sum", EVENT)
    alone = computed(place, claim)
    assert (alone.eligible, alone.unchecked_law) == (True, ())
    taken(place, by, person, form())
    found = computed(place, claim)
    assert (found.eligible, found.amount, found.totalisation) == (True, alone.amount, None)
    assert found.unchecked_law == ("cnps.totalisation.method",)
    with fund_scope(place.fund.id):
        pension = calculate(fund=place.fund, number=person, benefit="old_age", on=EVENT, told={})
    (step,) = (each for each in found.steps if each.label == "pension_by_totalisation")
    assert step.value == Money(pension.amount, "XAF")
    with pytest.raises(Refused, match="judgment_missing"):
        decided(place, by, claim)
    assert decided(place, by, claim, judged="l’assuré la préfère").stage is Stage.GRANTED


def test_what_is_certified_here_can_be_taken_elsewhere(place: factories.Agency) -> None:
    factories.employer(place)
    person = retired(place)
    for month in (1, 2):
        content = dipe([350_000], month=JANUARY + month - 1)
        handed_in(place.accounts, content, key=f"m{month}", on=date(2026, month + 1, 10))
    with fund_scope(place.fund.id):
        said = document_of(liaison_sheet(fund=place.fund, number=person, on=TODAY))
    assert said["periods"] == [
        {"first": "2026-01", "last": "2026-02", "months": 2, "wage": "350000", "currency": "XAF"}
    ]
    there = factories.agency("MA", scheme="cnss")
    by = liquidator(there)
    abroad = factories.person(there, birth_on="1966-05-01")
    taken(there, by, abroad, said)
    with fund_scope(there.fund.id):
        (period,) = foreign_periods(number=abroad)
    assert (period.fund, period.number_there, period.months) == (
        f"CM {place.fund.code}",
        person,
        2,
    )
    with pytest.raises(FormRefused) as refused:
        taken(place, liquidator(place), person, said)
    assert [each.code for each in refused.value.faults] == ["liaison.own_form"]


def test_a_certificate_of_rights_prints_what_was_known_and_is_verified(
    place: factories.Agency,
) -> None:
    person = retired(place)
    factories.act(liquidator(place), "certify_rights", on=TODAY, person=person)
    with fund_scope(place.fund.id):
        (given,) = rights_certificates(number=person)
        assert verified(code=given.code, on=TODAY).result is Check.VALID
        ended = verified(code=given.code, on=given.valid_until + timedelta(days=1))
        assert ended.result is Check.ENDED
        assert verified(code="X", on=TODAY).result is Check.UNKNOWN
        paper = rights_paper(number=given.number, address="https://caisse.example/verify", at=NOW)
        assert given.number in paper.subtitle
        assert given.code in paper.qr
