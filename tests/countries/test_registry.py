"""Countries found by folder, and what each of them offers."""

import socket
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from socle.countries.registry import countries, country
from socle.kernel.errors import NotKnown, ParameterUnknown, Refused
from socle.kernel.months import Month
from socle.kernel.wording import LANGUAGES, catalogue
from socle.rules.completeness import contributions, penalties
from socle.rules.trace import Trace

CNPS = country("CM").schemes["cnps"]
CNSS = country("MA").schemes["cnss"]
GROUP_A = {"risk_group": "A"}


def _amounts(lines: list) -> dict[str, int]:
    return {f"{line.branch}.{line.payer}": line.amount for line in lines}


def test_cameroon_and_morocco_are_found_by_their_folders() -> None:
    assert {"CM", "MA"} <= set(countries())
    assert country("cm") is country("CM")


def test_an_unknown_country_or_scheme_is_said_so() -> None:
    with pytest.raises(NotKnown, match="country_unknown"):
        country("ZZ")
    with pytest.raises(NotKnown, match="scheme_unknown"):
        country("CM").scheme("nope")


def test_computing_needs_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "socket", None)
    assert CNPS.assess(Month(2025, 3), 100_000, GROUP_A)


def test_a_missing_risk_group_is_refused_with_what_is_allowed() -> None:
    with pytest.raises(Refused) as refused:
        CNPS.assess(Month(2025, 3), 100_000, {})
    assert refused.value.facts == {"fact": "risk_group", "allowed": "A, B, C"}


@pytest.mark.parametrize(
    ("facts", "code"),
    [({"risk_group": "Z"}, "fact_not_allowed"), ({"colour": "blue"}, "fact_unknown")],
)
def test_a_fact_that_means_nothing_is_refused(facts: dict[str, str], code: str) -> None:
    with pytest.raises(Refused, match=code):
        CNPS.assess(Month(2025, 3), 100_000, facts)


def test_a_month_before_the_law_that_is_known_is_refused_naming_the_parameter() -> None:
    with pytest.raises(ParameterUnknown) as refused:
        CNSS.assess(Month(2016, 12), 500_000, {})
    assert refused.value.facts["parameter"] == "cnss.short_term.employee_rate"
    assert refused.value.facts["on"] == "2016-12-31"


def test_february_2016_is_assessed_whole_on_the_new_law_as_a_convention() -> None:
    lines = CNPS.assess(Month(2016, 2), 800_000, GROUP_A)
    assert _amounts(lines)["old_age.employer"] == 31_500
    assert {line.status for line in lines} == {"convention", "provisional"}


def test_levies_for_others_stay_out_unless_asked() -> None:
    ordinary = CNPS.assess(Month(2025, 3), 300_000, GROUP_A)
    asked = CNPS.assess(Month(2025, 3), 300_000, GROUP_A | {"collected_for_others": "included"})
    assert [line.branch for line in ordinary] == ["old_age", "old_age", "family", "work_injury"]
    assert len(asked) == len(ordinary) + 3


def test_a_wage_under_the_minimum_is_assessed_on_the_minimum_and_a_zero_wage_owes_nothing() -> None:
    low = CNPS.assess(Month(2025, 2), 55_000, GROUP_A)
    assert low[0].amount == 2_520
    assert low[1].status == "provisional"
    assert all(line.amount == 0 for line in CNPS.assess(Month(2025, 2), 0, GROUP_A))


def test_before_2011_no_minimum_wage_is_known_and_no_floor_is_applied() -> None:
    assert CNPS.assess(Month(2005, 2), 10_000, GROUP_A)[0].base == 10_000


def test_a_voluntary_insured_person_pays_one_line() -> None:
    (line,) = CNPS.assess(Month(2025, 3), 900_000, {"affiliation": "voluntary"})
    assert (line.branch, line.payer, line.amount) == ("voluntary", "employee", 63_000)
    with pytest.raises(ParameterUnknown, match=r"voluntary\.ceiling"):
        CNPS.assess(Month(2015, 3), 900_000, {"affiliation": "voluntary"})


def test_an_employer_with_older_group_cover_pays_the_solidarity_part_only() -> None:
    found = _amounts(CNSS.assess(Month(2024, 6), 1_000_000, {"health_regime": "solidarity_only"}))
    assert (found["health.employee"], found["health.employer"]) == (0, 18_500)


def test_a_self_employed_artist_pays_on_the_flat_rate_income() -> None:
    (line,) = country("MA").schemes["amo_tns"].assess(Month(2021, 6), 395_700, {})
    assert line.amount == 25_206


def test_the_ceiling_of_a_month_is_known_or_refused() -> None:
    assert CNPS.ceiling(Month(2016, 1), "old_age") == 300_000
    assert CNPS.ceiling(Month(2016, 3), "old_age") == 750_000
    assert CNPS.ceiling(Month(2016, 3), "work_injury") is None
    with pytest.raises(ParameterUnknown):
        CNSS.ceiling(Month(2005, 1), "old_age")
    with pytest.raises(Refused, match="branch_unknown"):
        CNPS.ceiling(Month(2016, 3), "nope")


def test_contributions_fall_due_on_the_day_the_fund_prints() -> None:
    assert CNPS.due_on(Month(2025, 12)) == date(2026, 1, 15)
    assert CNSS.due_on(Month(2025, 3)) == date(2025, 4, 10)
    with pytest.raises(Refused, match="rule_not_found"):
        country("MA").schemes["amo_tns"].due_on(Month(2025, 3))


def test_a_fund_may_move_a_due_date_off_a_sunday_or_a_holiday() -> None:
    assert CNPS.due_on(Month(2025, 5)) == date(2025, 6, 15)
    assert CNPS.due_on(Month(2025, 5), moved="next_working_day") == date(2025, 6, 16)


@pytest.mark.parametrize(
    ("paid", "percent"),
    [
        (date(2025, 2, 15), 0),
        (date(2025, 2, 16), 10),
        (date(2025, 5, 15), 10),
        (date(2025, 5, 16), 13),
        (date(2025, 8, 15), 13),
        (date(2025, 8, 16), 16),
    ],
)
def test_cameroon_adds_three_percent_for_each_quarter_begun_after_three_months(
    paid: date, percent: int
) -> None:
    found = CNPS.penalty(amount=100_000, due=date(2025, 2, 15), paid=paid)
    assert (found.amount, found.rate * 100) == (percent * 1_000, percent)


@pytest.mark.parametrize(
    ("paid", "tenths"),
    [(date(2025, 1, 11), 30), (date(2025, 2, 10), 30), (date(2025, 2, 11), 40)],
)
def test_morocco_counts_a_month_begun_as_a_month(paid: date, tenths: int) -> None:
    assert CNSS.penalty(amount=1_000, due=date(2025, 1, 10), paid=paid).rate * 1000 == tenths


def test_a_scheme_whose_surcharge_was_not_found_refuses_to_compute_one() -> None:
    scheme = country("MA").schemes["amo_tns"]
    with pytest.raises(Refused, match="penalty_unknown"):
        scheme.penalty(amount=1, due=date(2025, 1, 1), paid=date(2025, 2, 1))


def test_a_debt_older_than_the_decree_has_no_known_surcharge() -> None:
    with pytest.raises(ParameterUnknown, match="late_payment"):
        CNPS.penalty(amount=1, due=date(2015, 1, 15), paid=date(2025, 2, 1))


@pytest.mark.parametrize(
    ("days", "wage", "branch", "credited"),
    [
        (15, 1_000, None, 1),
        (14, 60_000, None, 1),
        (14, 59_999, None, 0),
        (18, 59_999, "family", 0),
        (18, 60_000, "family", 1),
    ],
)
def test_a_month_of_insurance_in_cameroon_follows_days_or_wage(
    days: int, wage: int, branch: str | None, credited: int
) -> None:
    found = CNPS.insurance_month(Month(2025, 3), days, wage, branch=branch)
    assert found.credited == credited
    columns = CNPS.insurance_month(
        Month(2025, 3), np.array([days, days]), np.array([wage, wage]), branch=branch
    )
    assert columns.credited.tolist() == [credited, credited]


def test_where_no_rule_or_no_minimum_wage_is_known_the_credit_is_unverified() -> None:
    assert CNPS.insurance_month(Month(2005, 3), 20, 1_000).status == "unverified"
    morocco = CNSS.insurance_month(Month(2025, 3), 26, 500_000)
    assert (morocco.credited, morocco.unit, morocco.status) == (26, "day", "unverified")


def test_the_trace_says_each_value_with_its_source() -> None:
    trace = Trace("XAF")
    CNPS.assess(Month(2025, 3), 1_200_000, GROUP_A, trace=trace)
    rates = [step for step in trace.steps if step.label == "rate"]
    assert len(rates) == 4
    assert all(step.source for step in rates)


_facts = st.sampled_from(
    [
        (CNPS, {"risk_group": "A"}),
        (CNPS, {"risk_group": "C", "family_regime": "agricultural"}),
        (CNPS, {"risk_group": "B", "collected_for_others": "included"}),
        (CNSS, {}),
        (CNSS, {"health_regime": "solidarity_only"}),
    ]
)


@settings(max_examples=60, deadline=None)
@given(
    _facts,
    st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=20),
    st.sampled_from([Month(2024, 9), Month(2025, 3), Month(2026, 1)]),
)
def test_one_wage_and_a_column_owe_the_same_to_the_last_franc(
    scheme_and_facts: tuple, wages: list[int], month: Month
) -> None:
    scheme, facts = scheme_and_facts
    columns = scheme.assess(month, np.array(wages, dtype=np.int64), facts)
    for place, wage in enumerate(wages):
        alone = scheme.assess(month, wage, facts)
        assert [line.amount for line in alone] == [int(line.amount[place]) for line in columns]
        assert [line.base for line in alone] == [int(line.base[place]) for line in columns]


@given(st.integers(0, 10**9), st.integers(0, 10**6))
def test_a_higher_wage_never_owes_less(wage: int, more: int) -> None:
    one = CNSS.assess(Month(2025, 3), wage, {})
    other = CNSS.assess(Month(2025, 3), wage + more, {})
    assert all(low.amount <= high.amount for low, high in zip(one, other, strict=True))


def test_an_amount_beyond_sixty_four_bits_is_refused_alone_and_in_a_column() -> None:
    with pytest.raises(Refused, match="amount_too_large"):
        CNPS.assess(Month(2025, 3), 2**62, GROUP_A)
    with pytest.raises(Refused, match="amount_too_large"):
        CNPS.assess(Month(2025, 3), np.array([2**62]), GROUP_A)


def test_an_empty_column_owes_empty_columns() -> None:
    lines = CNPS.assess(Month(2025, 3), np.array([], dtype=np.int64), GROUP_A)
    assert [line.amount.size for line in lines] == [0, 0, 0, 0]


def test_assessing_leaves_the_given_column_as_it_was() -> None:
    wages = np.array([1, 900_000, 70_000])
    CNPS.assess(Month(2025, 3), wages, GROUP_A | {"collected_for_others": "included"})
    assert wages.tolist() == [1, 900_000, 70_000]


def test_what_an_input_allows_is_what_the_parameters_know() -> None:
    for code in countries():
        for scheme in country(code).schemes.values():
            for levy in scheme.definition.levies:
                if levy.chosen_by:
                    allowed = next(i.allowed for i in scheme.inputs if i.name == levy.chosen_by)
                    known = scheme.parameters.parameter(levy.rate).selectors()
                    assert set(allowed) == set(known), levy.rate


def test_completeness_is_found_by_looking() -> None:
    assert {each.status for each in contributions(CNPS)} == {"complete"}
    voluntary = next(each for each in contributions(CNSS) if each.code == "voluntary")
    assert (voluntary.status, voluntary.missing) == ("partial", ("cnss.voluntary.pension_base",))
    assert [each.code for each in penalties(CNSS)] == [
        "late_payment",
        "no_teledeclaration",
        "no_telepayment",
    ]


def test_everything_a_person_reads_has_a_label_in_three_languages() -> None:
    for code in countries():
        here = country(code)
        for scheme in here.schemes.values():
            words = [("scheme", scheme.code)]
            words += [("branch", each.code) for each in contributions(scheme)]
            words += [("penalty", each.code) for each in penalties(scheme)]
            words += [("input", each.name) for each in scheme.inputs]
            words += [("levy", levy.name) for levy in scheme.definition.levies if levy.name]
            for kind, word in words:
                shown = {here.label(kind, word, language) for language in LANGUAGES}
                assert word not in shown, (code, kind, word)
                assert len(shown) >= 2, (code, kind, word)


def test_every_message_is_worded_in_three_languages() -> None:
    for code, by_language in catalogue().items():
        assert set(by_language) >= set(LANGUAGES), code


def test_formats_are_found_by_folder() -> None:
    assert [each.code for each in country("CM").formats()] == ["cm_dipe", "form_month"]
