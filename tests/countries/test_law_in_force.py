"""The law on a day, and between two days."""

from datetime import date

import pytest

from socle.countries.law_in_force import changes, in_force
from socle.countries.registry import countries, country

LAW = country("CM").parameters


def test_each_value_in_force_holds_on_the_day_and_once_for_each_selector() -> None:
    day = date(2020, 6, 1)
    found = list(in_force(LAW, day))
    assert all(each.value.holds_on(day) for each in found)
    keys = [(each.parameter.name, each.value.selector) for each in found]
    assert len(keys) == len(set(keys)) > 30


def test_a_value_seen_long_ago_is_provisional_on_a_later_day() -> None:
    housing = "cnps.collected_for_others.housing_loan_fund_employee_rate"
    status = {
        day: next(e.value.status for e in in_force(LAW, day) if e.parameter.name == housing)
        for day in (date(2025, 1, 1), date(2040, 1, 1))
    }
    assert list(status.values()) == ["confirmed", "provisional"]


def test_a_value_is_filed_by_scheme_and_subject() -> None:
    places = {each.parameter.name: (each.scheme, each.section) for each in in_force(LAW, date.max)}
    assert places["cnps.old_age.ceiling"] == ("cnps", "old_age")
    assert places["minimum_wage.monthly"] == ("", "minimum_wage")


def test_the_reform_of_2016_is_seen_with_what_held_before() -> None:
    found = {
        (each.parameter.name, each.selector): each
        for each in changes(LAW, date(2016, 1, 31), date(2016, 3, 1))
    }
    ceiling = found["cnps.old_age.ceiling", ""]
    assert ceiling.before
    assert ceiling.after
    assert (ceiling.before.value, ceiling.after.value) == (300_000, 750_000)
    assert "90/1198" in ceiling.before.law
    assert "2016/072" in ceiling.after.law


def test_a_new_text_for_the_same_figure_is_no_change() -> None:
    found = [each.parameter.name for each in changes(LAW, date(2016, 1, 31), date(2016, 3, 1))]
    assert "cnps.old_age.employer_rate" not in found


def test_what_begins_to_be_known_is_a_change_with_nothing_before() -> None:
    found = [each for each in changes(LAW, date(2024, 1, 1), date(2025, 1, 1)) if not each.before]
    assert "cnps.collected_for_others.ceiling" in {each.parameter.name for each in found}
    assert all(each.after for each in found)


@pytest.mark.parametrize("code", countries())
def test_nothing_changes_within_a_day_and_everything_changes_back(code: str) -> None:
    law = country(code).parameters
    since, until = date(2015, 1, 1), date(2026, 1, 1)
    assert not list(changes(law, until, until))
    there = [(each.before, each.after) for each in changes(law, since, until)]
    back = [(each.after, each.before) for each in changes(law, until, since)]
    assert there == back
