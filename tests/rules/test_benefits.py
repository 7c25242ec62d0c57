"""Benefits: thresholds, tables, limits, rounding and shares, on laws written for the test."""

from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from socle.countries.registry import country
from socle.kernel.errors import ParameterUnknown, Refused
from socle.rules.benefits.conditions import AtLeast, Below, Said, Unless, When, WhereRule
from socle.rules.benefits.definition import BenefitDefinition, Entitlement
from socle.rules.benefits.pensions import accrued_rate, reduced, share_of
from socle.rules.benefits.rounding import Rounded
from socle.rules.benefits.survivors import shares, spouses_rate, together
from socle.rules.benefits.tables import ByRank, BySpan
from socle.rules.benefits.terms import (
    Between,
    ByChoice,
    ByRule,
    Complete,
    Excess,
    Fact,
    IfReached,
    Labelled,
    Product,
    Sum,
    Term,
    Whole,
)
from socle.rules.inputs import Input
from socle.rules.parameters import Parameters
from socle.rules.schema import parameter_of
from socle.rules.trace import Trace

DAY = date(2025, 1, 1)
WAGE = Fact("average_wage")
MONTHS = Fact("insurance_months")
CHILDREN = Fact("children")


def _law(**values: tuple[str, Any]) -> Parameters:
    """Parameters `x.<name>`: a value, or values by selector."""

    def written(unit: str, value: Any) -> dict[str, Any]:
        by_selector = value if isinstance(value, dict) else {"": value}
        each = {"from": "2000-01-01", "source": ["gazette"], "status": "confirmed"}
        return {
            "unit": unit,
            "term": "terme",
            "values": [each | {"value": one, "for": key} for key, one in by_selector.items()],
        }

    sources = {"gazette": "Official gazette"}
    found = [
        parameter_of(f"x.{name}", written(unit, value), "XOF", sources)
        for name, (unit, value) in values.items()
    ]
    return Parameters(found, sources, "XOF")


LAW = _law(
    age=("count", "60"),
    early_age=("count", "55"),
    stage_months=("count", "180"),
    extra_months=("count", "12"),
    rate_at_stage=("percent", "30"),
    extra_rate=("percent", "4/3"),
    largest=("percent", "50"),
    nothing=("amount", "none"),
    reduction=("percent", "5"),
    hundred=("amount", "100"),
    ranks=("amount", {"1-2": "1000", "3-4": "500"}),
    six=("count", "6"),
    four=("count", "4"),
    half=("percent", "50"),
    quarter=("percent", "25"),
    whole=("percent", "100"),
    rule=("text", "yes"),
)


def _due(amount: Term, facts: dict[str, int], **rest: Any) -> Entitlement[int]:
    return BenefitDefinition("old_age", amount=amount, **rest).on(LAW, DAY).compute(facts)


@pytest.mark.parametrize(
    ("months", "rate"),
    [
        (0, Fraction(30, 100)),
        (180, Fraction(30, 100)),
        (191, Fraction(30, 100)),
        (192, Fraction(94, 300)),
        (359, Fraction(30, 100) + Fraction(56, 300)),
        (360, Fraction(50, 100)),
        (1_800, Fraction(50, 100)),
    ],
)
def test_a_rate_grows_by_complete_periods_up_to_its_most(months: int, rate: Fraction) -> None:
    accrued = accrued_rate("x", MONTHS, most="x.largest")
    found = _due(
        share_of(accrued, WAGE), {"insurance_months": months, "average_wage": 300}, rate=accrued
    )
    assert Fraction(found.rate, found.rate_denominator) == rate
    assert found.amount == int(rate * 300 + Fraction(1, 2))


def test_years_before_the_age_reduce_the_rate_never_below_nothing() -> None:
    rate = reduced(Whole(1), "x.reduction", "x.age")
    for age, share in ((58, 90), (60, 100), (70, 100), (40, 0), (10, 0)):
        assert _due(share_of(rate, WAGE), {"age_years": age, "average_wage": 100}).amount == share


def test_a_condition_holds_at_its_threshold_and_not_before() -> None:
    conditions = (AtLeast("age_years", "x.early_age"), Below("age_years", "x.age"))
    for age, codes in ((54, ["age_years_low"]), (55, []), (59, []), (60, ["age_years_high"])):
        found = _due(Whole(7), {"age_years": age}, conditions=conditions)
        assert [reason.code for reason in found.reasons] == codes
        assert (found.eligible, found.amount) == ((0, 0) if codes else (1, 7))


def test_a_fact_that_nobody_told_is_not_checked_and_is_named() -> None:
    conditions = (AtLeast("age_years", "x.age"), AtLeast("insurance_months", "x.stage_months"))
    found = _due(Whole(7), {"insurance_months": 180}, conditions=conditions)
    assert (found.eligible, found.unchecked) == (1, ("age_years",))


def test_a_limit_of_none_asks_nothing() -> None:
    amount = Between(WAGE, least="x.nothing", most="x.nothing")
    conditions = (AtLeast("monthly_wage", "x.nothing"),)
    found = _due(amount, {"average_wage": 5, "monthly_wage": 0}, conditions=conditions)
    assert (found.amount, found.unchecked) == (5, ())


CAUSE = Input("cause", "choice", ("illness", "accident"), "illness")


@pytest.mark.parametrize(
    ("condition", "cause", "met"),
    [
        (Unless("cause", "accident", AtLeast("age_years", "x.age")), "accident", True),
        (Unless("cause", "accident", AtLeast("age_years", "x.age")), "illness", False),
        (When("cause", "accident", AtLeast("age_years", "x.age")), "accident", False),
        (When("cause", "accident", AtLeast("age_years", "x.age")), "illness", True),
        (Said("cause", "accident", source="x.age"), "accident", True),
        (Said("cause", "accident", source="x.age"), "illness", False),
        (WhereRule("x.rule", "yes", AtLeast("age_years", "x.age")), "illness", False),
        (WhereRule("x.rule", "no", AtLeast("age_years", "x.age")), "illness", True),
    ],
)
def test_a_choice_or_a_text_of_the_law_waives_or_asks(
    condition: Any, cause: str, met: bool
) -> None:
    definition = BenefitDefinition("sickness", Whole(1), (condition,), inputs=(CAUSE,))
    found = definition.on(LAW, DAY, {"cause": cause}).compute({"age_years": 20})
    assert bool(found.eligible) is met
    assert all(reason.source == "gazette" for reason in found.reasons)
    column = definition.on(LAW, DAY, {"cause": cause}).compute({"age_years": np.array([20])})
    assert column.eligible.tolist() == [found.eligible]


@pytest.mark.parametrize(
    ("children", "amount"), [(0, 0), (1, 1_000), (2, 2_000), (3, 2_500), (4, 3_000), (9, 3_000)]
)
def test_each_rank_has_its_amount_up_to_the_last(children: int, amount: int) -> None:
    by_rank = ByRank(CHILDREN, "x.ranks", most="x.four")
    assert _due(by_rank, {"children": children}).amount == amount


def test_a_hole_in_a_table_is_refused_naming_it() -> None:
    with pytest.raises(ParameterUnknown, match=r"x\.ranks\[5-6\]"):
        _due(ByRank(CHILDREN, "x.ranks", most="x.six"), {"children": 1})
    definition = BenefitDefinition("x", ByRank(CHILDREN, "x.ranks", most="x.four"))
    poorer = LAW.without("x.ranks", 1)
    with pytest.raises(ParameterUnknown, match=r"x\.ranks\[3-4\]"):
        definition.on(poorer, DAY)
    with pytest.raises(ParameterUnknown, match=r"x\.unheard\[1-4\]"):
        _due(ByRank(CHILDREN, "x.unheard", most="x.four"), {"children": 1})


@pytest.mark.parametrize(("number", "amount"), [(0, 0), (1, 1_000), (2, 1_000), (3, 500), (9, 500)])
def test_a_span_gives_its_own_amount(number: int, amount: int) -> None:
    by_span = BySpan(CHILDREN, "x.ranks", first=Whole(1), last="x.four")
    assert _due(by_span, {"children": number}).amount == amount


@pytest.mark.parametrize(("half", "rounded"), [(1, 1), (2, 1), (3, 2), (200, 100), (201, 101)])
def test_without_a_rule_of_the_law_halves_go_up(half: int, rounded: int) -> None:
    assert _due(share_of("x.half", WAGE), {"average_wage": half}).amount == rounded


@pytest.mark.parametrize(
    ("wage", "rounded"), [(0, 0), (1, 100), (200, 100), (202, 200), (399, 200)]
)
def test_the_law_rounds_up_to_its_multiple(wage: int, rounded: int) -> None:
    due = share_of("x.half", WAGE, up_to="x.hundred")
    assert _due(due, {"average_wage": wage}).amount == rounded


def test_the_branch_that_is_not_taken_asks_nothing_of_one_person() -> None:
    either = IfReached(MONTHS, "x.stage_months", WAGE, Whole(9))
    assert _due(either, {"insurance_months": 179}).amount == 9
    with pytest.raises(Refused, match="benefit_fact_missing"):
        _due(either, {"insurance_months": 180})


def test_a_form_is_chosen_by_the_law_or_by_what_is_said() -> None:
    by_rule = ByRule("x.rule", {"yes": Whole(1), "no": "x.unheard"})
    assert _due(by_rule, {}).amount == 1
    by_choice = ByChoice("cause", {"illness": Whole(1), "accident": Whole(2)})
    definition = BenefitDefinition("x", by_choice, inputs=(CAUSE,))
    assert definition.on(LAW, DAY, {"cause": "accident"}).compute({}).amount == 2


def test_a_form_that_the_law_has_left_wants_no_value_without_end() -> None:
    values = [
        {"value": "old", "from": "2000-01-01", "to": "2011-12-31"},
        {"value": "new", "from": "2025-11-01"},
    ]
    said = {"source": ["gazette"], "status": "confirmed"}
    rule = {"unit": "text", "term": "règle", "values": [each | said for each in values]}
    sources = {"gazette": "Official gazette"}
    law = Parameters([*LAW, parameter_of("y.rule", rule, "XOF", sources)], sources, "XOF")
    by_rule = ByRule("y.rule", {"old": Product("y.left", WAGE), "new": Product("x.half", MONTHS)})
    reads = BenefitDefinition("x", by_rule).reads(law)
    assert {name for name, _ in reads.values} == {"y.rule", "x.half"}
    assert {"average_wage", "insurance_months"} <= set(reads.may_use)
    both = Sum(by_rule, Product("y.left", WAGE))
    assert ("y.left", "") in BenefitDefinition("x", both).reads(law).values


def test_shares_that_pass_the_limit_are_reduced_in_proportion() -> None:
    parts = shares(spouses_rate("x.half"), Product(CHILDREN, "x.quarter"), "x.whole")
    facts = {"pension_of_deceased": 100_000, "spouses": 2, "children": 3}
    found = _due(together(parts), facts, parts=parts)
    assert found.parts == {"spouses": 40_000, "orphans": 60_000, "each_spouse": 20_000}
    assert found.amount == 100_000
    alone = _due(together(parts), facts | {"spouses": 0}, parts=parts)
    assert alone.parts == {"spouses": 0, "orphans": 75_000, "each_spouse": 0}


@given(st.integers(0, 10**7), st.integers(0, 4), st.integers(0, 8))
def test_groups_together_never_have_more_than_the_limit(
    pension: int, spouses: int, children: int
) -> None:
    parts = shares(spouses_rate("x.half"), Product(CHILDREN, "x.quarter"), "x.whole")
    facts = {"pension_of_deceased": pension, "spouses": spouses, "children": children}
    found = _due(together(parts), facts, parts=parts)
    assert found.amount == found.parts["spouses"] + found.parts["orphans"] <= pension
    owed = min(4, 2 * bool(spouses) + children)  # quarters
    assert abs(4 * found.amount - owed * pension) <= 4


def test_what_a_least_amount_covers_is_still_asked() -> None:
    amount = Between(share_of("x.half", WAGE), most="x.hundred", least="x.whole")
    reads = BenefitDefinition("x", amount).reads(LAW)
    assert "average_wage" in reads.may_use


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"average_wage": -1}, "amount_negative"),
        ({"average_wage": 10**11 + 1}, "amount_too_large"),
        ({"insurance_months": 2_000, "average_wage": 1}, "amount_too_large"),
        ({"height": 1}, "fact_unknown"),
        ({}, "benefit_fact_missing"),
    ],
)
def test_facts_that_cannot_be_are_refused_alone_and_in_a_column(
    facts: dict[str, int], code: str
) -> None:
    formula = BenefitDefinition("x", share_of("x.half", WAGE)).on(LAW, DAY)
    columns = {name: np.array([value], dtype=np.int64) for name, value in facts.items()}
    for given_facts in (facts, columns):
        with pytest.raises(Refused) as refused:
            formula.compute(given_facts)  # type: ignore[type-var]
        assert refused.value.code == code


def test_a_column_of_floats_is_not_taken() -> None:
    formula = BenefitDefinition("x", share_of("x.half", WAGE)).on(LAW, DAY)
    with pytest.raises(TypeError):
        formula.compute({"average_wage": np.array([1.5])})


def test_a_formula_that_could_leave_64_bits_is_refused_before_any_figure() -> None:
    with pytest.raises(OverflowError):
        BenefitDefinition("x", Rounded(Product(WAGE, WAGE))).on(LAW, DAY)


def test_a_column_has_no_steps() -> None:
    formula = BenefitDefinition("x", Labelled("amount", WAGE)).on(LAW, DAY)
    trace = Trace("XOF")
    formula.compute({"average_wage": np.array([1])}, trace)
    assert trace.steps == []


def test_a_labelled_term_used_twice_is_one_step() -> None:
    once = Labelled("extra_periods", Complete(Excess(MONTHS, "x.stage_months"), "x.extra_months"))
    trace = Trace("XOF")
    formula = BenefitDefinition("x", Sum(once, once)).on(LAW, DAY)
    assert formula.compute({"insurance_months": 204}, trace).amount == 4
    assert [step.label for step in trace.steps].count("extra_periods") == 1


_NUMBERS = st.integers(0, 1_000)


@given(st.lists(st.tuples(_NUMBERS, st.integers(0, 1_800), st.integers(0, 100)), min_size=1))
def test_terms_give_a_column_what_they_give_each_person(
    persons: list[tuple[int, int, int]],
) -> None:
    rate = accrued_rate("x", Sum(MONTHS, Product(CHILDREN, Whole(12))), most="x.largest")
    amount = IfReached(MONTHS, "x.stage_months", share_of(rate, WAGE), Complete(WAGE, "x.four"))
    formula = BenefitDefinition("x", amount, (AtLeast("children", "x.four"),), rate=rate).on(
        LAW, DAY
    )
    names = ("average_wage", "insurance_months", "children")
    alone = [formula.compute(dict(zip(names, each, strict=True))) for each in persons]
    columns = zip(names, np.array(persons, dtype=np.int64).T, strict=True)
    column = formula.compute({name: values.copy() for name, values in columns})
    assert column.amount.tolist() == [each.amount for each in alone]
    assert column.rate.tolist() == [each.rate for each in alone]
    assert column.eligible.tolist() == [each.eligible for each in alone]


def test_morocco_gives_flat_pensions_from_2023_only() -> None:
    scheme = country("MA").scheme("cnss")
    young = {"insured_days": 1_320}
    assert not scheme.benefit("old_age", date(2022, 12, 31)).compute(young).eligible
    assert scheme.benefit("old_age", date(2023, 1, 1)).compute(young).amount == 600_00
    miner = scheme.benefit("old_age", date(2025, 1, 1), {"occupation": "underground_miner"})
    assert miner.compute({"insured_days": 1_320, "age_years": 55}).eligible


def test_a_benefit_whose_figures_nobody_found_is_refused_naming_them() -> None:
    with pytest.raises(ParameterUnknown) as refused:
        country("MA").scheme("cnss").benefit("survivors", DAY)
    assert refused.value.facts["parameter"] == "cnss.survivors.spouse_rate"
