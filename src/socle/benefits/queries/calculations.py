"""What the law gives for a claim: facts, then the formula of the country on the day of the event.

Nothing is guessed: a fact nobody told and a value of the law nobody read are named, and stop the
decision.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date

from socle.benefits.queries.facts import derive
from socle.benefits.queries.files import Files
from socle.benefits.queries.survivor_conditions import BENEFIT as SURVIVORS
from socle.benefits.queries.survivor_conditions import with_conditions
from socle.benefits.queries.totalising import (
    LUMP_SUM,
    before_pension,
    may_totalise,
    shared,
    totalising,
)
from socle.benefits.queries.unasked import without_month
from socle.benefits.types import Calculation, KnownFact, Origin, Told
from socle.countries.registry import country
from socle.kernel.errors import NotKnown, ParameterUnknown, Refused
from socle.kernel.money import Money
from socle.platform.access.types import FundView
from socle.rules.benefits.definition import BenefitDefinition, Formula
from socle.rules.benefits.facts import AMOUNT, FACTS
from socle.rules.scheme import Scheme
from socle.rules.trace import Trace

# Facts whose absence changes nothing: what stands for them is in the formula.
_OPTIONAL = frozenset({"taken_into_account", "births", "first_exam", "second_exam", "third_exam"})


def definition_of(fund: FundView, benefit: str) -> BenefitDefinition:
    """A benefit of the fund's scheme.

    Raises:
        NotKnown: `benefits.benefit_unknown`.
    """
    scheme = country(fund.country).scheme(fund.scheme)
    if benefit not in scheme.benefits:
        allowed = ", ".join(scheme.benefits)
        raise NotKnown("benefits.benefit_unknown", benefit=benefit, allowed=allowed)
    return scheme.benefits[benefit]


def benefits_of(fund: FundView) -> tuple[str, ...]:
    """The benefits of the fund's scheme, as a claim names them."""
    return tuple(country(fund.country).scheme(fund.scheme).benefits)


def files_of(*, fund: FundView, number: str, benefit: str, on: date) -> Files:
    """The files that a calculation reads; a page that shows them too hands them on.

    Raises:
        NotKnown: there is no such benefit.
    """
    definition_of(fund, benefit)
    scheme = country(fund.country).scheme(fund.scheme)
    return Files(fund, scheme, number, benefit, on)


def calculate(
    *,
    fund: FundView,
    number: str,
    benefit: str,
    on: date,
    told: Told,
    files: Files | None = None,
) -> Calculation:
    """What a claim of an insured person gives, by the facts known at present.

    Where the career here does not open the right, months that other funds certify are counted too,
    and the fund owes its share.

    Raises:
        NotKnown: no such person or benefit.
        Refused: what was told cannot be read.
    """
    files = files or files_of(fund=fund, number=number, benefit=benefit, on=on)
    definition = definition_of(fund, benefit)
    names = {each.name for each in definition.inputs}
    choices = {name: said for name, (said, _act) in told.items() if name in names}
    try:
        formula = files.scheme.benefit(benefit, on, choices)
    except ParameterUnknown as unknown:
        return Calculation(
            eligible=False,
            amount=0,
            periodicity=definition.periodicity,
            facts=(),
            unread=(str(unknown.facts["parameter"]),),
        )
    found = _judged(files, formula, definition, told)
    if not found.eligible and may_totalise(benefit, told):
        found = _totalised(found, files, formula, definition, told)
    if benefit == SURVIVORS and found.may_decide:
        return with_conditions(found, files)
    if benefit == LUMP_SUM and found.eligible and files.elsewhere:
        return before_pension(
            found,
            calculate(fund=fund, number=number, benefit="old_age", on=on, told=told),
            method=f"{files.scheme.code}.totalisation.method",
            currency=fund.currency,
        )
    return found


def _totalised(
    alone: Calculation, files: Files, formula: Formula, definition: BenefitDefinition, told: Told
) -> Calculation:
    """The same right on the months of all funds; what the career here gives where none counts."""
    try:
        across = totalising(files)
    except ParameterUnknown as unknown:
        return replace(alone, unread=(*alone.unread, str(unknown.facts["parameter"])))
    if across is None:
        return alone
    found = _judged(across.files, formula, definition, told)
    return shared(found, across, files.fund.currency)


def _judged(
    files: Files, formula: Formula, definition: BenefitDefinition, told: Told
) -> Calculation:
    """A formula on what files hold and what was told."""
    formula, why = without_month(files, formula)
    found = _on_facts(files, formula, definition, told)
    return replace(found, steps=(*why, *found.steps)) if why else found


def _on_facts(
    files: Files, formula: Formula, definition: BenefitDefinition, told: Told
) -> Calculation:
    derived = derive(files, wanted=formula.facts())
    facts = _with_told(files.fund, derived.facts, told, formula)
    missing = _missing(formula, facts)
    # A value of the law that only served to find a fact is wanting while the fact is.
    unread = tuple(derived.unread) if "average_wage" in missing else ()
    if missing:
        return _wanting(formula, facts, missing, unread, definition)
    return _computed(files.fund, formula, facts, definition)


def formula_of(*, fund: FundView, benefit: str, on: date, told: Told) -> Formula:
    """The formula of a claim whose calculation was made: its law is known.

    Raises:
        ParameterUnknown: a value of the law is not known for that day.
    """
    scheme: Scheme = country(fund.country).scheme(fund.scheme)
    names = {each.name for each in definition_of(fund, benefit).inputs}
    return scheme.benefit(
        benefit, on, {name: said for name, (said, _act) in told.items() if name in names}
    )


def facts_of(fund: FundView, benefit: str, on: date | None = None) -> tuple[str, ...]:
    """The facts that a benefit of the fund's scheme may read, by a day's law where known."""
    scheme = country(fund.country).scheme(fund.scheme)
    found = definition_of(fund, benefit).reads(scheme.parameters).may_use
    if on is not None:
        with suppress(ParameterUnknown):
            found = (*found, *scheme.benefit(benefit, on).facts())
    return tuple(each for each in dict.fromkeys(found) if each in FACTS)


def figure(fund: FundView, name: str, said: str) -> int:
    """A fact as written, as a number: an amount in minor units, else a whole number.

    Raises:
        Refused: it cannot be read, or no person could have so much.
    """
    known = FACTS[name]
    if known.unit == AMOUNT:
        value = Money.parse(said, fund.currency).minor
    elif said.isascii() and said.isdecimal() and len(said) <= 9:
        value = int(said)
    else:
        raise Refused("benefits.fact_unread", fact=name, read=said[:40])
    if not 0 <= value <= known.largest:
        raise Refused("benefits.fact_too_large", fact=name, most=known.largest)
    return value


def _with_told(
    fund: FundView, derived: Mapping[str, KnownFact], told: Told, formula: Formula
) -> dict[str, KnownFact]:
    """The facts of the files, and over them what was told, with both where they differ."""
    facts = dict(derived)
    for name in formula.facts():
        if name in told:
            said, act = told[name]
            known = derived.get(name)
            value = figure(fund, name, said)
            other = known.value if known else None
            facts[name] = KnownFact(name, value, Origin.TOLD, "", act, other)
    return {name: facts[name] for name in formula.facts() if name in facts}


def _missing(formula: Formula, facts: Mapping[str, KnownFact]) -> tuple[str, ...]:
    """What conditions and the amount ask and nobody told."""
    asked = [name for test in formula.tests for name in sorted(test.had.needs)]
    needs = formula.amount.needs | (formula.rate.needs if formula.rate else frozenset())
    wanted = dict.fromkeys([*asked, *sorted(needs)])
    missing = [name for name in wanted if name not in facts and name not in _OPTIONAL]
    if missing:
        return tuple(missing)
    try:
        formula.compute({name: fact.value for name, fact in facts.items()})
    except Refused as refused:
        if refused.code == "benefit_fact_missing":
            return (str(refused.facts["fact"]),)
        raise
    return ()


def _wanting(
    formula: Formula,
    facts: Mapping[str, KnownFact],
    missing: tuple[str, ...],
    unread: tuple[str, ...],
    definition: BenefitDefinition,
) -> Calculation:
    return Calculation(
        eligible=False,
        amount=0,
        periodicity=formula.periodicity,
        facts=tuple(facts.values()),
        missing=missing,
        unread=unread,
        unchecked_law=definition.not_found,
        status=formula.status,
    )


def _computed(
    fund: FundView, formula: Formula, facts: Mapping[str, KnownFact], definition: BenefitDefinition
) -> Calculation:
    trace = Trace(fund.currency)
    found = formula.compute({name: fact.value for name, fact in facts.items()}, trace)
    return Calculation(
        eligible=bool(found.eligible) and found.amount > 0,
        amount=found.amount,
        periodicity=formula.periodicity,
        facts=tuple(facts.values()),
        steps=tuple(dict.fromkeys(trace.steps)),
        reasons=found.reasons,
        parts=found.parts,
        unchecked_law=definition.not_found,
        status=formula.status,
    )
