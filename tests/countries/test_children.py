"""Children told one by one: each under the age that its country's law gives it, none guessed."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socle.countries.calculation import Computed, entitled
from socle.countries.registry import Country, country
from socle.kernel.errors import ParameterUnknown, Refused
from socle.kernel.months import Month
from socle.rules.benefits.children import CHILDREN_BORN, GROUNDS
from socle.rules.completeness import benefits

CM, MA, BJ = (country(code) for code in ("CM", "MA", "BJ"))
ON = date(2026, 3, 20)
_BORN = st.dates(date(2000, 1, 1), date(2028, 1, 1))


def _allowance(here: Country, scheme: str, born: str, on: date = ON) -> Computed:
    return entitled(here, scheme, "family_allowance", on=on, facts={CHILDREN_BORN: born})


def test_each_child_is_counted_by_its_age_and_by_what_it_does() -> None:
    found = _allowance(CM, "cnps", "2019-01-01, 2019-01-02 student, 2008-03-01 apprentice")
    shown = {each.child.ground: (each.rank, each.until) for each in found.children}
    assert shown == {
        "alone": (0, date(2025, 1, 1)),  # six years, read from the list of pieces
        "student": (1, date(2040, 2, 1)),
        "apprentice": (0, date(2026, 3, 1)),
    }
    assert found.entitlement.amount == 4_500


def test_ranks_go_from_the_eldest_and_each_brings_what_its_rank_gives() -> None:
    born = ", ".join(f"{year}-05-10" for year in (2024, 2019, 2021, 2016, 2023, 2018, 2022))
    found = _allowance(MA, "cnss", born)
    assert [each.child.born_on.year for each in found.children] == [
        *(2016, 2018, 2019, 2021, 2022, 2023, 2024)
    ]
    brought = [each.amount for each in found.children]
    assert brought == [30_000, 30_000, 30_000, 10_000, 10_000, 10_000, 0]  # six count
    assert found.entitlement.amount == 120_000


def test_a_month_begun_is_whole_for_a_child_whose_age_ends_in_it() -> None:
    last = _allowance(MA, "cnss", "2014-03-15", date(2026, 3, 31))
    assert [each.rank for each in last.children] == [1]
    after = _allowance(MA, "cnss", "2014-03-15", date(2026, 4, 1))
    assert [each.rank for each in after.children] == [0]


def test_what_is_due_later_changes_on_the_days_when_a_child_stops_counting() -> None:
    found = _allowance(MA, "cnss", "2014-03-15; 2016-09-02\n2005-05-01 student")
    assert [(each.since, each.amount) for each in found.ahead] == [
        (ON, 90_000),
        (date(2026, 4, 1), 60_000),
        (date(2026, 5, 1), 30_000),
        (date(2028, 10, 1), 0),
    ]
    assert found.ahead[0].amount == found.entitlement.amount


def test_a_disabled_child_has_no_limit_where_the_law_says_so_and_no_figure_is_made_up() -> None:
    found = _allowance(MA, "cnss", "1980-01-01 disabled")
    assert [(each.rank, each.until) for each in found.children] == [(1, None)]
    with pytest.raises(ParameterUnknown) as refused:
        _allowance(CM, "cnps", "1980-01-01 disabled")
    assert refused.value.facts["parameter"] == "cnps.dependants.family_child_age[disabled]"


def test_a_law_whose_age_nobody_read_refuses_children_told_one_by_one() -> None:
    with pytest.raises(ParameterUnknown) as refused:
        _allowance(country("SN"), "css", "2020-01-01")
    assert refused.value.facts["parameter"] == "css.family_allowance.child_age"


def test_orphans_told_one_by_one_share_as_a_group() -> None:
    facts = {"spouses": "1", "pension_of_deceased": "100000"}
    born = facts | {CHILDREN_BORN: "2010-01-02, 2004-12-31"}
    found = entitled(BJ, "cnss", "survivors", on=ON, facts=born)
    assert [each.amount for each in found.children] == [None, None]
    counted = entitled(BJ, "cnss", "survivors", on=ON, facts=facts | {"children": "1"})
    assert found.entitlement == counted.entitlement
    assert found.ahead[-1].amount == 40_000  # the spouse's, for life


@pytest.mark.parametrize(
    ("written", "ground"),
    [
        ("2009-05-16 étudie", "student"),
        ("16/05/2009 Étudie", "student"),
        ("16.5.2009 apprentice", "apprentice"),
        ("16/05/2009 يدرس", "student"),
        ("16/05/2009", "alone"),
    ],
)
def test_a_child_is_read_as_people_write_it(written: str, ground: str) -> None:
    (found,) = _allowance(MA, "cnss", written).children
    assert (found.child.born_on, found.child.ground) == (date(2009, 5, 16), ground)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({CHILDREN_BORN: "yesterday"}, "child_unread"),
        ({CHILDREN_BORN: "2026-02-30"}, "child_unread"),
        ({CHILDREN_BORN: "2020-01-01 astronaut"}, "child_unread"),
        ({CHILDREN_BORN: "2020-01-01", "children": "1"}, "children_told_twice"),
        ({CHILDREN_BORN: ",".join(["2020-01-01"] * 31)}, "children_too_many"),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_field(facts: dict[str, str], code: str) -> None:
    with pytest.raises(Refused) as refused:
        entitled(CM, "cnps", "family_allowance", on=ON, facts=facts)
    assert refused.value.code == code
    assert refused.value.facts["fact"] == CHILDREN_BORN


def test_a_computation_that_asks_no_child_refuses_them() -> None:
    facts = {CHILDREN_BORN: "2020-01-01", "insurance_months": "200", "average_wage": "1000"}
    with pytest.raises(Refused, match="children_not_asked"):
        entitled(CM, "cnps", "old_age", on=ON, facts=facts)


def test_the_list_of_computations_offers_it_where_the_ages_are_known_alone() -> None:
    def offers(code: str, scheme: str) -> set[str]:
        found = benefits(country(code).scheme(scheme))
        return {each.code for each in found if CHILDREN_BORN in {one.name for one in each.inputs}}

    assert offers("CM", "cnps") == {"family_allowance"}
    assert offers("BJ", "cnss") == {"family_allowance", "survivors", "survivors_lump_sum"}
    assert offers("SN", "css") == set()


@given(st.lists(st.tuples(_BORN, st.sampled_from(GROUNDS)), min_size=1, max_size=8))
def test_the_sum_of_what_children_bring_is_what_their_number_gives(
    children: list[tuple[date, str]],
) -> None:
    born = ", ".join(f"{day} {ground}" for day, ground in children)
    found = _allowance(MA, "cnss", born)
    counting = [each for each in found.children if each.rank]
    told = {"children": str(len(counting))}
    by_number = entitled(MA, "cnss", "family_allowance", on=ON, facts=told)
    assert found.entitlement.amount == by_number.entitlement.amount
    assert sum(each.amount or 0 for each in counting) == found.entitlement.amount
    assert [each.rank for each in counting] == list(range(1, len(counting) + 1))
    for one, other in pairwise(found.ahead):
        assert one.since < other.since
        assert one.amount > other.amount
        assert Month.of(other.since - timedelta(days=1)) != Month.of(other.since)
