"""Whatever is decided, suspended and lifted between runs, what was due sums to what is owed."""

from datetime import date
from itertools import pairwise

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import factories
from tests.benefits import awarded
from tests.benefits.running import Office

from socle.benefits.types.retentions import Debt, retained
from socle.kernel.errors import Conflict
from socle.kernel.months import Month

_FIRST = Month(2026, 1)
_RUNS = 6
_days = st.integers(0, 7 * 30).map(
    lambda days: date.fromordinal(date(2026, 1, 1).toordinal() + days)
)
_amounts = st.sampled_from([30_000, 45_500, 100_000])


def _terms(drawn: tuple[list[date], list[int], bool]) -> list[awarded.Term]:
    days, amounts, is_open = drawn
    bounds: list[date | None] = [*sorted(set(days))]
    if is_open:
        bounds.append(None)
    return [
        (since, until, amount)
        for (since, until), amount in zip(pairwise(bounds), amounts, strict=False)
        if since is not None
    ]


_decided = (
    st.tuples(
        st.lists(_days, min_size=2, max_size=4, unique=True),
        st.lists(_amounts, min_size=4, max_size=4),
        st.booleans(),
    )
    .map(_terms)
    .map(lambda terms: ("decide", terms))
)
_told = st.tuples(st.sampled_from(["suspend", "lift", "end"]), _days)
_steps = st.lists(
    st.one_of(st.just(("run", None)), st.just(("again", None)), _decided, _told), max_size=12
)


def owed(terms: list[tuple[object, ...]], until: Month) -> int:
    """What a month owes is the term in force on its first day of right; written anew, in Python."""
    total = 0
    for index in range(_FIRST.index, until.index + 1):
        month = Month.from_index(index)
        found = sorted(
            (max(since, month.first_day), status, amount)
            for since, end, status, amount in terms
            if since <= month.last_day and (end is None or end > month.first_day)  # type: ignore[operator]
        )
        if found and found[0][1] == "active":
            total += found[0][2]
    return total


@pytest.mark.usefixtures("db")
@settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(_steps)
def test_dues_sum_to_what_is_owed_whatever_was_learned_between_runs(
    steps: list[tuple[str, object]],
) -> None:
    with transaction.atomic():
        _told_and_run(steps)
        # Given back with its temporary tables' locks: those of many examples fill the server.
        transaction.set_rollback(True)


def _told_and_run(steps: list[tuple[str, object]]) -> None:
    office = Office()
    person = factories.person(office.place)
    award = awarded.granted(office.liquidator, person, [(date(2026, 1, 1), None, 60_000)])
    month = _FIRST
    for step, said in [*steps, ("run", None)]:
        if step in {"run", "again"}:
            month = month + 1 if step == "run" and month.month < _RUNS else month
            number = office.compute(str(month))
            computed = office.dues(number)
            office.act(office.liquidator, "discard_run", run=number)
            assert office.dues(office.run(str(month))) == computed
        elif step == "decide":
            awarded.decided_again(office.liquidator, award, said)  # type: ignore[arg-type]
        else:
            try:
                awarded.told(office.liquidator, award, step, said)  # type: ignore[arg-type]
            except Conflict:
                continue  # nothing to suspend, to lift or to end on that day
    terms = office.ask("SELECT lower(valid), upper(valid), status, amount FROM award_term")
    ((counted, kept),) = office.ask(
        "SELECT coalesce(sum(amount) FILTER (WHERE kind <> 'overpaid'), 0)::bigint,"
        " coalesce(min(amount) FILTER (WHERE kind = 'regular'), 1)"
        " FROM award_due d JOIN counted_run r ON r.id = d.run_id"
    )
    assert counted == owed(terms, month)
    assert kept > 0  # type: ignore[operator]


_dues = st.lists(st.integers(1, 10**7), min_size=1, max_size=4).map(lambda a: list(enumerate(a)))
_debts = st.lists(st.tuples(st.integers(1, 10**8), st.integers(1, 100)), max_size=4)


@given(_dues, _debts, st.integers(0, 100))
def test_what_is_kept_never_passes_the_share_nor_the_debt(
    dues: list[tuple[int, int]], debts: list[tuple[int, int]], most: int
) -> None:
    asked = [Debt(rank, rest, percent) for rank, (rest, percent) in enumerate(debts)]
    kept = retained(asked, dues, most_percent=most)
    assert all(each.amount > 0 for each in kept)
    for award, amount in dues:
        assert sum(each.amount for each in kept if each.award_id == award) <= amount * most // 100
    for debt in asked:
        assert (
            sum(each.amount for each in kept if each.overpayment_id == debt.overpayment_id)
            <= debt.rest
        )


def test_a_debt_keeps_its_share_until_nothing_is_left_of_it() -> None:
    kept = retained([Debt(1, 15_000, 10), Debt(2, 9_000, 20)], [(7, 100_000)], most_percent=20)
    assert [(each.overpayment_id, each.amount) for each in kept] == [(1, 10_000), (2, 9_000)]
