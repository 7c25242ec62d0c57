"""A clerk declares and reads for their own employers, and cannot tell which others exist."""

import pytest
from tests import factories
from tests.contributions.files import dipe, handed_in

from socle.contributions import queries
from socle.kernel.errors import NotKnown
from socle.platform.access import operations as access
from socle.platform.access.queries import desk_of_login
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk, Role

MINE, THEIRS = factories.CM_EMPLOYER, "3210100565S"


@pytest.fixture
def place(db: None) -> factories.Agency:
    place = factories.agency("CM")
    factories.employer(place, MINE)
    factories.employer(place, THEIRS)
    return place


@pytest.fixture
def clerk(place: factories.Agency) -> Desk:
    return factories.desk(place.fund, Role.EMPLOYER_CLERK, MINE)


def test_another_s_employer_is_refused_like_one_that_does_not_exist(
    place: factories.Agency, clerk: Desk
) -> None:
    theirs = handed_in(clerk, dipe([1], employer=THEIRS), key="one")
    nobody = handed_in(clerk, dipe([1], employer="7777777777Z"), key="two")
    assert theirs.status == nobody.status == "refused"
    (one,), (other,) = theirs.faults, nobody.faults
    assert (one.code, one.line, one.field) == (other.code, other.line, other.field)
    assert set(one.facts) == set(other.facts)


def test_a_file_that_also_names_another_is_refused_whole(clerk: Desk) -> None:
    outcome = handed_in(clerk, dipe([1]) + dipe([1], employer=THEIRS), key="k")
    assert [fault.line for fault in outcome.faults] == [2]


def test_a_clerk_sees_their_deposits_and_those_about_their_employer(
    place: factories.Agency, clerk: Desk
) -> None:
    own = handed_in(clerk, dipe([350_000]), key="own")
    theirs = handed_in(place.accounts, dipe([1], employer=THEIRS), key="theirs")
    refused = handed_in(clerk, b"pas un fichier", key="refused")
    with fund_scope(place.fund.id):
        seen = queries.deposits(employer_numbers=clerk.employer_numbers, limit=10)
        assert {each.number for each in seen} == {own.receipt, refused.receipt}
        with pytest.raises(NotKnown):
            queries.deposit(number=theirs.receipt, employer_numbers=clerk.employer_numbers)


def test_of_a_bureau_s_file_a_clerk_sees_only_their_own_part(
    place: factories.Agency, clerk: Desk
) -> None:
    content = dipe([350_000, 100_000]) + dipe([777_000], employer=THEIRS)
    bureau = handed_in(place.accounts, content, key="bureau")
    with fund_scope(place.fund.id):
        mine = queries.deposit(number=bureau.receipt, employer_numbers=clerk.employer_numbers)
        whole = queries.deposit(number=bureau.receipt)
        account = queries.account(employer_number=MINE, known_at=None)
    assert [each.employer_number for each in mine.declarations] == [MINE]
    assert (mine.line_count, mine.total) == (2, account.owed)
    assert whole.line_count == 3
    assert whole.total == bureau.total > mine.total


def test_a_clerk_of_two_employers_sees_what_they_deposited_for_both(
    place: factories.Agency, clerk: Desk
) -> None:
    access.grant_role(
        login=clerk.login,
        fund_code=place.fund.code,
        role=Role.EMPLOYER_CLERK,
        employer_number=THEIRS,
    )
    desk = desk_of_login(login=clerk.login, fund_code=place.fund.code)
    refused = handed_in(desk, b"pas un fichier", key="refused")
    posted = handed_in(desk, dipe([1]) + dipe([1], employer=THEIRS), key="posted")
    with fund_scope(place.fund.id):
        seen = queries.deposits(employer_numbers=desk.employer_numbers, limit=10)
    assert {each.number for each in seen} == {refused.receipt, posted.receipt}


def test_a_copy_of_another_s_file_tells_a_clerk_no_more_than_that_it_was_counted(
    place: factories.Agency, clerk: Desk
) -> None:
    other = factories.desk(place.fund, Role.EMPLOYER_CLERK, THEIRS)
    content = dipe([1], employer=THEIRS)
    handed_in(other, content, key="first")
    copy = handed_in(clerk, content, key="copy")
    assert copy.status == "refused"
    assert copy.total == 0


def test_two_clerks_of_many_employers_have_one_scope_only_when_all_are_the_same() -> None:
    first = [f"{rank:010d}K" for rank in range(3)]
    one, other = frozenset([*first, "9999999991A"]), frozenset([*first, "9999999992B"])
    assert queries.scope_text(one) != queries.scope_text(other)
    assert len(queries.scope_text(one)) == len(queries.scope_text(other)) == 40
