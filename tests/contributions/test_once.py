"""The same file posts once: in turn, at once, with one key or several."""

import io
from collections import Counter

import pytest
from django.db import connection
from tests import factories
from tests.conftest import NOW, TODAY
from tests.contributions.files import dipe, handed_in
from tests.platform.sessions import at_once, failures

from socle.contributions.operations import read_deposit, store_deposit
from socle.contributions.types import Outcome
from socle.kernel.errors import Conflict
from socle.platform.access.scope import fund_scope
from socle.platform.audit.queries import first_break

SECOND = "3210100565S"


def working() -> factories.Agency:
    place = factories.agency("CM")
    factories.employer(place)
    factories.employer(place, SECOND)
    factories.person(place)
    return place


def posted(place: factories.Agency) -> tuple[int, int, int]:
    """Declarations, lines, and what is owed in all; the books verified."""
    with fund_scope(place.fund.id), connection.cursor() as cursor:
        assert first_break(fund_id=place.fund.id) is None
        cursor.execute(
            "SELECT (SELECT count(*) FROM declaration), (SELECT count(*) FROM declaration_line),"
            " (SELECT coalesce(sum(amount), 0)::bigint FROM ledger_posting"
            "  WHERE account = 'contributor')"
        )
        return tuple(cursor.fetchone())  # type: ignore[return-value]


@pytest.mark.parametrize("keys", [("one", "two"), ("one", "one")])
def test_a_file_handed_in_again_answers_with_its_first_receipt(
    db: None, keys: tuple[str, str]
) -> None:
    place = working()
    first, again = (handed_in(place.accounts, dipe([350_000]), key=key) for key in keys)
    assert again.receipt == first.receipt
    assert again.status == ("posted" if keys[0] == keys[1] else "already_posted")
    assert posted(place) == (1, 1, first.total)


def test_another_agent_s_copy_is_the_same_file(db: None) -> None:
    place = working()
    first = handed_in(place.accounts, dipe([350_000]), key="one")
    other = factories.desk(place.fund, next(iter(place.accounts.roles)))
    again = handed_in(other, dipe([350_000]), key="two", name="copie.txt")
    assert (again.receipt, again.status) == (first.receipt, "already_posted")


def test_a_key_answers_for_its_own_file_only(db: None) -> None:
    place = working()
    handed_in(place.accounts, dipe([350_000]), key="one")
    with pytest.raises(Conflict, match="key_reused"):
        handed_in(place.accounts, dipe([350_001]), key="one")
    assert posted(place)[0] == 1


def test_two_funds_post_the_same_bytes_each(db: None) -> None:
    one, two = working(), working()
    assert [handed_in(each.accounts, dipe([350_000]), key="k").status for each in (one, two)] == [
        "posted"
    ] * 2


@pytest.mark.parametrize("keys", [("one", "two", "three"), ("one", "one", "one")])
def test_copies_that_arrive_together_post_once(own_database: str, keys: tuple[str, ...]) -> None:
    place = working()
    content = dipe([350_000, 900_000, 120_000])
    answers = at_once(
        *(lambda key=key: handed_in(place.accounts, content, key=key) for key in keys)
    )
    assert failures(answers) == []
    kept: list[Outcome] = [each for each in answers if each.status in {"posted", "already_posted"}]
    assert len({each.receipt for each in kept}) == 1
    for each in answers:
        if each.status == "refused":
            assert [fault.code for fault in each.faults] == ["declaration.file_already_posted"]
    assert posted(place) == (1, 3, kept[0].total)


def test_one_deposit_read_by_several_workers_posts_once(own_database: str) -> None:
    place = working()
    with fund_scope(place.fund.id):
        number = store_deposit(
            desk=place.accounts,
            stream=io.BytesIO(dipe([350_000])),
            file_name="dipe.txt",
            deposited_on=TODAY,
            key="k",
            at=NOW,
        )

    def read() -> Outcome:
        with fund_scope(place.fund.id):
            return read_deposit(number=number)

    answers = at_once(read, read, read)
    assert [each.status for each in answers] == ["posted"] * 3
    assert posted(place) == (1, 1, answers[0].total)


def test_one_key_for_two_files_that_arrive_together_keeps_one(own_database: str) -> None:
    """The second to come was once answered with the receipt of a file it had not sent."""
    place = working()
    answers = at_once(
        lambda: handed_in(place.accounts, dipe([350_000]), key="k"),
        lambda: handed_in(place.accounts, dipe([1], employer=SECOND), key="k"),
    )
    found = Counter(type(each).__name__ for each in answers)
    assert found == {"Outcome": 1, "Conflict": 1}
    assert posted(place)[0] == 1


@pytest.mark.parametrize("is_crossed", [False, True])
def test_two_files_about_one_month_that_arrive_together_count_it_once(
    own_database: str, is_crossed: bool
) -> None:
    """The second is told which declaration came first; it once failed on the constraint."""
    place = working()
    one = dipe([350_000]) + dipe([100_000], employer=SECOND)
    two = dipe([350_001]) + dipe([100_001], employer=SECOND)
    if is_crossed:
        two = dipe([100_001], employer=SECOND) + dipe([350_001])
    answers = at_once(
        lambda: handed_in(place.accounts, one, key="one"),
        lambda: handed_in(place.accounts, two, key="two"),
    )
    assert failures(answers) == []
    assert sorted(each.status for each in answers) == ["posted", "refused"]
    (late,) = [each for each in answers if each.status == "refused"]
    assert {fault.code for fault in late.faults} == {"declaration.already_declared"}
    assert posted(place)[:2] == (2, 2)


def test_a_closing_and_a_deposit_that_cross_leave_sound_books(own_database: str) -> None:
    place = working()
    answers = at_once(
        lambda: handed_in(place.accounts, dipe([350_000]), key="k"),
        lambda: factories.act(place.registration, "close_employer", number=factories.CM_EMPLOYER),
    )
    assert failures(answers) == []
    assert posted(place)[0] in {0, 1}
