"""Mandates: a mandatary acts for its employers and no other, in the days of the mandate."""

from datetime import UTC, date, datetime, timedelta

import pytest
from tests import factories
from tests.conftest import NOW

from socle.kernel.errors import Conflict, NotKnown, Refused
from socle.platform.access import operations as access
from socle.platform.access.queries import desk, require_user
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk, FundView, Role
from socle.platform.acts.queries import act as act_in_full
from socle.registry.mandates import mandates

ONE, TWO = "0123456789K", "0448021700"
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)


@pytest.fixture
def place(db: None) -> factories.Agency:
    place = factories.agency("CM")
    factories.employer(place, ONE)
    return place


@pytest.fixture
def clerk(place: factories.Agency) -> Desk:
    return factories.desk(place.fund, Role.EMPLOYER_CLERK, ONE)


def given(by: Desk, login: str, *, on: date = FIRST, until: str = "", number: str = ONE) -> str:
    last = {"until": until} if until else {}
    return factories.act(by, "give_mandate", on=on, employer=number, mandatary=login, **last).act


def acts_for(fund: FundView, login: str, on: date, hour: int = 12) -> frozenset[str]:
    """The employers of the mandatary's desk on a day; none where no desk opens."""
    at = datetime(on.year, on.month, on.day, hour, tzinfo=UTC)
    user_id = require_user(login=login)
    try:
        return desk(user_id=user_id, fund_code=fund.code, at=at).employer_numbers
    except NotKnown as error:
        assert error.code == "access.no_mandate"  # noqa: PT017 - the one refusal expected
        return frozenset()


def test_it_holds_from_its_first_day_to_its_last(place: factories.Agency, clerk: Desk) -> None:
    firm = factories.mandatary(place.fund)
    given(clerk, firm, until=LAST.isoformat())
    days = [date(2026, 2, 28), FIRST, LAST, date(2026, 4, 1)]
    assert [bool(acts_for(place.fund, firm, day)) for day in days] == [False, True, True, False]
    # At 23:30 UTC of the last day, it is already the next one in Douala.
    assert acts_for(place.fund, firm, LAST, 22)
    assert not acts_for(place.fund, firm, LAST, 23)


def test_ended_it_opens_nothing_more_from_that_day_on(place: factories.Agency, clerk: Desk) -> None:
    firm = factories.mandatary(place.fund)
    given(clerk, firm)
    assert acts_for(place.fund, firm, LAST) == {ONE}
    factories.act(clerk, "end_mandate", on=LAST, employer=ONE, mandatary=firm)
    assert acts_for(place.fund, firm, LAST) == frozenset()
    assert acts_for(place.fund, firm, date(2026, 3, 30)) == {ONE}


def test_what_was_known_before_the_end_is_still_read(place: factories.Agency, clerk: Desk) -> None:
    firm = factories.mandatary(place.fund)
    given(clerk, firm)
    with fund_scope(place.fund.id):
        known = act_in_full(
            number=factories.act(clerk, "end_mandate", on=LAST, employer=ONE, mandatary=firm).act
        )
        before = known.recorded_at - timedelta(microseconds=1)
        [now], [then] = mandates(number=ONE), mandates(number=ONE, known_at=before)
    assert (now.login, now.since, now.until) == (firm, FIRST, date(2026, 3, 30))
    assert (then.login, then.until) == (firm, None)


def test_a_mandatary_passes_nothing_on(place: factories.Agency, clerk: Desk) -> None:
    firm, other = factories.mandatary(place.fund), factories.mandatary(place.fund)
    given(clerk, firm)
    acting = desk(user_id=require_user(login=firm), fund_code=place.fund.code, at=NOW)
    with pytest.raises(Refused, match=r"access.forbidden"):
        given(acting, other)
    # Not even one that is another employer's clerk.
    factories.employer(place, TWO)
    access.grant_role(
        login=firm, fund_code=place.fund.code, role=Role.EMPLOYER_CLERK, employer_number=TWO
    )
    both = desk(user_id=require_user(login=firm), fund_code=place.fund.code, at=NOW)
    assert both.employer_numbers == {ONE, TWO}
    with pytest.raises(NotKnown, match=r"registry.employer_unknown"):
        given(both, other)


def test_only_the_employer_itself_or_the_fund_on_a_document(
    place: factories.Agency, clerk: Desk
) -> None:
    firm = factories.mandatary(place.fund)
    factories.employer(place, TWO)
    with pytest.raises(NotKnown, match=r"registry.employer_unknown"):
        given(clerk, firm, number=TWO)
    with pytest.raises(Refused, match=r"mandate.evidence_needed"):
        given(place.registration, firm)


def test_what_makes_no_sense_is_refused(place: factories.Agency, clerk: Desk) -> None:
    firm = factories.mandatary(place.fund)
    with pytest.raises(NotKnown, match=r"access.no_mandatary"):
        given(clerk, place.auditor.login)
    with pytest.raises(Refused, match=r"mandate.ends_first"):
        given(clerk, firm, until="2026-02-01")
    given(clerk, firm)
    with pytest.raises(Conflict, match=r"mandate.exists"):
        given(clerk, firm, on=LAST)
    other = factories.mandatary(place.fund)
    with pytest.raises(NotKnown, match=r"mandate.none"):
        factories.act(clerk, "end_mandate", on=LAST, employer=ONE, mandatary=other)


def test_a_mandate_of_one_fund_opens_nothing_in_another(
    place: factories.Agency, clerk: Desk
) -> None:
    firm = factories.mandatary(place.fund)
    given(clerk, firm)
    elsewhere = factories.agency("CM")
    access.grant_role(login=firm, fund_code=elsewhere.fund.code, role=Role.MANDATARY)
    assert acts_for(elsewhere.fund, firm, LAST) == frozenset()
