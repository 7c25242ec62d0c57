"""Taxation by the fund's own motion: after a notice, by two people, until the employer declares."""

from datetime import date

import pytest
from django.db import connection
from tests import factories
from tests.conftest import NOW
from tests.contributions.files import JANUARY, dipe, handed_in

from socle.contributions import queries
from socle.contributions.obligations import first_month, missing_months
from socle.kernel.errors import ParameterUnknown, Refused
from socle.platform.access.scope import fund_scope
from socle.platform.acts.operations import validate

NOTICE = date(2026, 4, 1)
MINE = factories.CM_EMPLOYER


@pytest.fixture
def place(db: None) -> factories.Agency:
    """January declared at 200 000 and 900 000; February due on 15 March and missing."""
    place = factories.agency("CM")
    factories.employer(place)
    factories.person(place)
    handed_in(place.accounts, dipe([200_000, 900_000]), key="january", on=date(2026, 2, 10))
    return place


def taxed(place: factories.Agency, *, on: date = date(2026, 4, 9), month: str = "2026-02") -> str:
    """Proposed by the accounts officer, validated by the verifier."""
    said = {"employer": MINE, "month": month, "notice": "MD-12", "notice_on": NOTICE.isoformat()}
    proposed = factories.act(place.accounts, "tax_by_own_motion", on=on, **said)
    assert proposed.status == "to_validate"
    with fund_scope(place.fund.id):
        return validate(desk=place.verifier, number=proposed.act, at=NOW).act


def owed(place: factories.Agency, month: str = "2026-02") -> int:
    with fund_scope(place.fund.id):
        account = queries.account(employer_number=MINE, known_at=None)
    return next((each.owed for each in account.months if each.month == month), 0)


def test_the_estimate_is_the_month_last_declared(place: factories.Agency) -> None:
    taxed(place)
    assert owed(place) == owed(place, "2026-01") > 0


def test_it_credits_nobody_and_the_month_stays_missing(place: factories.Agency) -> None:
    taxed(place)
    with fund_scope(place.fund.id), connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT month FROM line_credit")
        assert cursor.fetchall() == [(date(2026, 1, 1),)]
        [found] = missing_months(on=date(2026, 4, 10))
    assert (found.month, bool(found.taxed_by)) == ("2026-02", True)


def test_a_real_declaration_takes_its_place_at_once(place: factories.Agency) -> None:
    taxed(place)
    real = handed_in(place.accounts, dipe([100_000], month=JANUARY + 1), key="february")
    assert real.status == "posted"
    assert owed(place) == real.total
    with fund_scope(place.fund.id):
        assert missing_months(on=date(2026, 4, 10)) == []


@pytest.mark.parametrize(
    ("on", "code"),
    [(date(2026, 4, 8), "own_motion.notice_too_recent"), (date(2026, 4, 9), "")],
)
def test_the_notice_leaves_the_days_of_the_law(
    place: factories.Agency, on: date, code: str
) -> None:
    if code:
        with pytest.raises(Refused, match=code):
            taxed(place, on=on)
    else:
        assert taxed(place, on=on)


@pytest.mark.parametrize(
    ("month", "code"),
    [
        ("2026-03", "own_motion.notice_before_due"),
        ("2026-01", "own_motion.declared"),
        ("2015-01", "own_motion.nothing_declared"),
    ],
)
def test_what_cannot_be_taxed_is_refused(place: factories.Agency, month: str, code: str) -> None:
    with pytest.raises(Refused, match=code):
        taxed(place, month=month)
    assert owed(place) == 0


def test_where_the_law_s_delay_is_not_known_it_is_refused(db: None) -> None:
    place = factories.agency("MA")
    factories.employer(place)
    said = {"employer": factories.MA_EMPLOYER, "month": "2026-01", "notice": "MD-1"}
    proposed = factories.act(
        place.accounts, "tax_by_own_motion", on=date(2026, 4, 9), notice_on="2026-03-01", **said
    )
    with pytest.raises(ParameterUnknown), fund_scope(place.fund.id):
        validate(desk=place.verifier, number=proposed.act, at=NOW)


def test_the_fund_sets_from_which_month_it_follows_declarations(place: factories.Agency) -> None:
    factories.act(place.accounts, "follow_declarations", on=NOTICE, month="2026-02")
    with fund_scope(place.fund.id):
        assert str(first_month()) == "2026-02"
        assert [each.month for each in missing_months(on=NOTICE)] == ["2026-02"]
