"""Correctives: compared, confirmed, in force; what was known before stays."""

import io
from datetime import date, datetime
from functools import partial
from typing import Any

import pytest
from django.db import connection
from tests import factories
from tests.conftest import NOW, TODAY
from tests.contributions.files import JANUARY, dipe, handed_in
from tests.platform.sessions import at_once, failures

from socle.contributions import queries
from socle.contributions.correctives import comparisons, line_changes, versions
from socle.contributions.operations import confirm_deposit, deposit_file
from socle.contributions.types import Outcome
from socle.contributions.versions import DepositKind
from socle.kernel.errors import NotKnown, Refused
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk, Role
from socle.platform.audit.queries import first_break
from socle.platform.temporal.queries import horizon

SECOND = "2233445566C"


def working() -> factories.Agency:
    """A fund where the first person's January was declared at 200 000."""
    place = factories.agency("CM")
    factories.employer(place)
    factories.person(place)
    factories.person(place, SECOND, family_name="EPEE", given_names="Paul")
    first = dipe([200_000, 300_000], persons=[factories.CM_PERSON, SECOND])
    assert handed_in(place.accounts, first, key="first").status == "posted"
    return place


@pytest.fixture
def place(db: None) -> factories.Agency:
    return working()


def corrective(desk: Desk, content: bytes, *, key: str = "corrective", on: date = TODAY) -> Outcome:
    with fund_scope(desk.fund.id):
        return deposit_file(
            desk=desk,
            stream=io.BytesIO(content),
            file_name="rectificative.txt",
            deposited_on=on,
            key=key,
            at=NOW,
            kind=DepositKind.CORRECTIVE,
        )


def confirmed(desk: Desk, number: str) -> Outcome:
    with fund_scope(desk.fund.id):
        return confirm_deposit(desk=desk, number=number)


def owed(place: factories.Agency, known_at: datetime | None = None) -> int:
    with fund_scope(place.fund.id):
        found = queries.account(employer_number=factories.CM_EMPLOYER, known_at=known_at)
    return found.owed


def credited(place: factories.Agency, at: str = "infinity") -> list[tuple[Any, ...]]:
    """Who is credited, with which wage, as known at an instant."""
    with fund_scope(place.fund.id), connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.insured_number, l.wage FROM line_credit_as_of(%s) c JOIN declaration_line l"
            " ON l.declaration_id = c.declaration_id AND l.line = c.line ORDER BY 1, 2",
            [at],
        )
        return list(cursor.fetchall())


RAISED = dipe([250_000, 90_000], persons=[factories.CM_PERSON, ""])


def test_a_corrective_shows_what_it_changes_and_posts_nothing_before_it_is_confirmed(
    place: factories.Agency,
) -> None:
    before = owed(place)
    found = corrective(place.accounts, RAISED)
    assert (found.status, found.posted, found.total) == ("to_confirm", 0, 0)
    assert owed(place) == before
    with fund_scope(place.fund.id):
        [seen] = comparisons(deposit_number=found.receipt)
        lines = line_changes(comparison=seen.id, limit=10)
    assert (seen.added, seen.removed, seen.changed, seen.unchanged) == (1, 1, 1, 0)
    assert (seen.before, seen.replacing) == (before, "")
    assert [
        (each.insured_number, each.kind, each.wage_before, each.wage_after) for each in lines
    ] == [
        ("", "added", None, 90_000),
        (factories.CM_PERSON, "changed", 200_000, 250_000),
        (SECOND, "removed", 300_000, None),
    ]
    assert {each.branch for each in seen.branches} == {"old_age", "family", "work_injury"}


def test_confirmed_it_is_in_force_and_the_account_shows_both(place: factories.Agency) -> None:
    found = corrective(place.accounts, RAISED)
    with fund_scope(place.fund.id):
        [seen] = comparisons(deposit_number=found.receipt)
    done = confirmed(place.accounts, found.receipt)
    assert (done.status, done.lines) == ("posted", 2)
    assert owed(place) == seen.after == done.total
    with fund_scope(place.fund.id), connection.cursor() as cursor:
        cursor.execute("SELECT kind, sum(amount)::bigint FROM contributor_posting GROUP BY 1")
        assert dict(cursor.fetchall()) == {
            "debt": seen.before + seen.after,
            "correction": -seen.before,
        }
        [kept] = comparisons(declaration_number=_in_force())
        assert (kept.before, kept.after, kept.replaced) == (seen.before, seen.after, seen.replaced)
        assert kept.replacing == _in_force()
        known = versions(declaration_number=kept.replaced)
    assert [(each.version, each.is_in_force) for each in known] == [(1, False), (2, True)]
    assert confirmed(place.accounts, found.receipt).receipt == found.receipt


def _in_force() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM declaration_in_force")
        [row] = cursor.fetchall()
    return str(row[0])


def test_what_was_credited_before_stays_known_as_it_was(own_database: str) -> None:
    place = working()
    with fund_scope(place.fund.id):
        then = horizon()
    before, owed_before = credited(place), owed(place)
    found = corrective(place.accounts, dipe([250_000]))
    confirmed(place.accounts, found.receipt)
    assert before == [(factories.CM_PERSON, 200_000), (SECOND, 300_000)]
    assert credited(place) == [(factories.CM_PERSON, 250_000)]
    assert credited(place, then.isoformat()) == before
    assert owed(place, then) == owed_before != owed(place)
    with fund_scope(place.fund.id):
        assert first_break(fund_id=place.fund.id) is None


def test_a_month_years_ago_is_corrected_under_its_own_law(place: factories.Agency) -> None:
    month = 2015 * 12 + 5  # before the decree of 2016: another rate and another ceiling
    old = dipe([500_000], month=month, capped=[300_000])
    assert handed_in(place.accounts, old, key="old").status == "posted"
    found = corrective(place.accounts, dipe([600_000], month=month, capped=[300_000]))
    assert found.status == "to_confirm", found.faults
    done = confirmed(place.accounts, found.receipt)
    with fund_scope(place.fund.id):
        [declaration] = queries.deposit(number=done.receipt).declarations
    assert declaration.month == "2015-06"
    old_age = next(each for each in declaration.branches if each.branch == "old_age")
    assert old_age.base == 300_000


def test_the_first_file_again_as_a_corrective_brings_back_what_it_said(
    place: factories.Agency,
) -> None:
    first = dipe([200_000, 300_000], persons=[factories.CM_PERSON, SECOND])
    before = owed(place)
    confirmed(place.accounts, corrective(place.accounts, dipe([250_000])).receipt)
    again = corrective(place.accounts, first, key="again")
    assert confirmed(place.accounts, again.receipt).status == "posted"
    assert owed(place) == before


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (
            dipe([200_000, 300_000], persons=[factories.CM_PERSON, SECOND]),
            "declaration.nothing_changes",
        ),
        (dipe([1_000], month=JANUARY + 1), "declaration.nothing_to_correct"),
        (dipe([900_000], capped=[900_000]), "declaration.capped_wage_wrong"),
    ],
)
def test_a_corrective_that_corrects_nothing_is_refused(
    place: factories.Agency, content: bytes, code: str
) -> None:
    found = corrective(place.accounts, content)
    assert found.status == "refused"
    assert [fault.code for fault in found.faults] == [code]


def test_an_ordinary_file_for_a_declared_month_is_still_refused(place: factories.Agency) -> None:
    found = handed_in(place.accounts, dipe([250_000]), key="second")
    assert [fault.code for fault in found.faults] == ["declaration.already_declared"]


def test_of_two_correctives_one_wins_and_the_other_is_told(place: factories.Agency) -> None:
    one = corrective(place.accounts, dipe([250_000]), key="one")
    two = corrective(place.accounts, dipe([260_000]), key="two")
    assert confirmed(place.accounts, one.receipt).status == "posted"
    lost = confirmed(place.accounts, two.receipt)
    assert lost.status == "refused"
    assert [fault.code for fault in lost.faults] == ["declaration.corrected_meanwhile"]


@pytest.mark.slow
def test_of_two_correctives_confirmed_at_once_one_wins(own_database: str) -> None:
    place = working()
    ready = [
        corrective(place.accounts, dipe([wage]), key=str(wage)).receipt
        for wage in (250_000, 260_000)
    ]
    answers = at_once(*(partial(confirmed, place.accounts, each) for each in ready))
    assert not failures(answers)
    assert sorted(each.status for each in answers) == ["posted", "refused"]
    with fund_scope(place.fund.id):
        assert first_break(fund_id=place.fund.id) is None


def test_only_those_whose_file_it_is_confirm_it(place: factories.Agency) -> None:
    mine = factories.desk(place.fund, Role.EMPLOYER_CLERK, factories.CM_EMPLOYER)
    other = factories.desk(place.fund, Role.EMPLOYER_CLERK, "9999999999Z")
    found = corrective(mine, dipe([250_000]))
    with pytest.raises(NotKnown):
        confirmed(other, found.receipt)
    with pytest.raises(Refused, match="forbidden"):
        confirmed(place.auditor, found.receipt)
    assert confirmed(place.accounts, found.receipt).status == "posted"


def test_a_deposit_that_waits_for_nothing_is_not_confirmed(place: factories.Agency) -> None:
    refused = corrective(place.accounts, dipe([1_000], month=JANUARY + 1))
    with pytest.raises(Refused, match="nothing_to_confirm"):
        confirmed(place.accounts, refused.receipt)
