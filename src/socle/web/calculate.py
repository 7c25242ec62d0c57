"""Public calculators: a wage's contributions, a delay's surcharge, a benefit. No account asked.

The same computations as the command and the API, with the steps and the sources. An address says
all that was asked: it can be shared, kept and asked again. Nothing is written, and a computation
costs less than counting who asks for it: no allowance is kept.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from socle.countries.calculation import (
    LATE_PAYMENT,
    Computed,
    assessed,
    entitled,
    reason_in_words,
    step_label,
    totals_by_payer,
)
from socle.countries.registry import Country, countries, country
from socle.countries.tabular import plain
from socle.kernel.errors import NotKnown, SocleError
from socle.kernel.money import Money
from socle.kernel.months import Month
from socle.rules.benefits.children import Counted
from socle.rules.certainty import least_sure
from socle.rules.completeness import COMPLETE, Computable, benefits, contributions, penalties
from socle.rules.contributions import ContributionLine
from socle.rules.penalties import Penalty
from socle.rules.scheme import Scheme
from socle.rules.trace import Step, rate_in_words
from socle.web import clock, errors
from socle.web.access import fundless
from socle.web.calculators import Asked, asked
from socle.web.citations import Bibliography, Citation
from socle.web.rates import metered
from socle.web.status_shapes import Words
from socle.web.templatetags.socle import currency_unit

CERTAINTY: dict[str, tuple[str, Words]] = {
    "confirmed": (
        "good",
        gettext_lazy("Chaque valeur est confirmée par un texte, ou par deux sources d’accord."),
    ),
    "convention": (
        "",
        gettext_lazy(
            "La loi se tait sur un point : le calcul suit une convention, que la caisse peut "
            "choisir autrement."
        ),
    ),
    "provisional": (
        "warn",
        gettext_lazy(
            "Calcul provisoire : une valeur n’a qu’une source, est ancienne, ou deux sources se "
            "contredisent. Demandez confirmation à la caisse avant de vous y fier."
        ),
    ),
    "unverified": (
        "warn",
        gettext_lazy("La règle du régime n’a pas été trouvée : le résultat n’est pas vérifié."),
    ),
}
SHAPES = {"confirmed": "on", "convention": "todo", "provisional": "watch", "unverified": "off"}


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a country can be computed: complete ones and all, by kind."""

    code: str
    name: str
    contributions: tuple[int, int]
    benefits: tuple[int, int]
    penalties: tuple[int, int]


@dataclass(frozen=True, slots=True)
class ShownLine:
    """What one payer owes one branch, in words."""

    label: str
    payer: str
    base: int
    rate: str
    amount: int
    status: str
    shape: str
    cited: Citation


@dataclass(frozen=True, slots=True)
class ShownStep:
    label: str
    value: str
    cited: Citation


@dataclass(frozen=True, slots=True)
class ShownChild:
    """A child told, in words: what it does, its rank, what it brings, its last day."""

    born_on: date
    ground: str
    rank: int
    amount: int | None
    last_day: date | None
    cited: Citation


@fundless
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The countries, and how much of each can be computed."""
    language = errors.language()
    found = [
        Coverage(code, country(code).name.get(language, country(code).name["fr"]), *_counts(code))
        for code in countries()
    ]
    found.sort(key=lambda each: plain(each.name))
    return render(request, "calculate/index.html", {"countries": found})


@fundless
@require_GET
@metered
def of_wage(request: HttpRequest, code: str) -> HttpResponse:
    """What a wage owes for a month, branch by branch. French: calculer ma cotisation."""
    try:
        here, scheme = _place(request, code)
    except NotKnown as error:
        return errors.said(request, error)
    today = clock.today(here.code)
    last_month = str(Month.of(today) + -1)
    form = asked(request, here, scheme.inputs, {"month": last_month})
    lines: list[ContributionLine[int]] = []
    if form.is_ready:
        facts = form.facts(but=("wage", "month"))
        try:
            lines = assessed(
                here, scheme.code, month=form.read["month"], wage=form.read["wage"], facts=facts
            )
        except SocleError as error:
            form.refuse(error)
    notes = Bibliography(here)
    shown = {"lines": [_line(here, each, notes) for each in lines]} | _sums(here, lines)
    shown["notes"] = notes.listed()
    return _page(request, scheme, form, "contributions", shown, _partial(scheme, contributions))


@fundless
@require_GET
@metered
def of_delay(request: HttpRequest, code: str) -> HttpResponse:
    """What a delay adds to a debt, or a fine. French: majoration de retard, amende."""
    try:
        here, scheme = _place(request, code)
        kinds = {each.code: each for each in penalties(scheme)}
        kind = _chosen(request, "kind", kinds)
    except NotKnown as error:
        return errors.said(request, error)
    form = asked(request, here, kind.inputs if kind else (), {})
    shown: dict[str, Any] = {"kinds": _named(here, "penalty", kinds), "kind": kind}
    if kind and form.is_ready:
        try:
            found = _penalty(scheme, kind.code, form)
            shown |= {"amount": found.amount} | steps_of(here, found.steps, Bibliography(here))
            shown |= certainty_of(here, found.status)
        except SocleError as error:
            form.refuse(error)
    return _page(request, scheme, form, "penalty", shown, _partial_one(kind))


@fundless
@require_GET
@metered
def of_benefit(request: HttpRequest, code: str) -> HttpResponse:
    """What a person has a right to on a day, step by step. French: estimer ma pension."""
    try:
        here, scheme = _place(request, code, with_benefits=True)
        kinds = {each.code: each for each in benefits(scheme)}
        kind = _chosen(request, "benefit", kinds)
    except NotKnown as error:
        return errors.said(request, error)
    usual = {"on": f"{clock.today(here.code):%d/%m/%Y}"}
    form = asked(request, here, kind.inputs if kind else (), usual)
    shown: dict[str, Any] = {"kinds": _named(here, "benefit", kinds), "kind": kind}
    if kind and form.is_ready:
        on = date.fromisoformat(form.read["on"])
        try:
            found = entitled(here, scheme.code, kind.code, on=on, facts=form.facts(but=("on",)))
            shown |= _entitlement(here, found)
        except SocleError as error:
            form.refuse(error)
    return _page(request, scheme, form, "benefit", shown, _partial_one(kind))


def _page(
    request: HttpRequest,
    scheme: Scheme,
    form: Asked,
    page: str,
    shown: dict[str, Any],
    partial: list[Computable],
) -> HttpResponse:
    here, language = form.here, errors.language()
    common = {
        "country": here.code,
        "currency": here.currency,
        "currency_unit": currency_unit(here.currency),
        "country_name": here.name.get(language, here.name["fr"]),
        "scheme": scheme.code,
        "scheme_name": here.label("scheme", scheme.code, language),
        "schemes": _named(here, "scheme", here.schemes),
        "page": page,
        "fields": form.shown(),
        "wrong": form.wrong,
        "refusal": form.refusal,
        "is_answered": form.is_ready and not form.refusal,
        "missing": sorted({name for each in partial for name in each.missing}),
        "has_benefits": any(each.benefits for each in here.schemes.values()),
    }
    status = 422 if form.wrong else 200
    return render(request, f"calculate/{page}.html", common | shown, status=status)


def _place(
    request: HttpRequest, code: str, *, with_benefits: bool = False
) -> tuple[Country, Scheme]:
    """The country and the scheme of a page: the one named, else that of the most branches.

    Raises:
        NotKnown: no such country or scheme.
    """
    here = country(code)
    named = request.GET.get("scheme", "")
    if named:
        return here, here.scheme(named)
    having = [each for each in here.schemes.values() if each.benefits or not with_benefits]
    return here, max(having or here.schemes.values(), key=lambda each: len(each.branches()))


def _chosen(request: HttpRequest, name: str, kinds: dict[str, Computable]) -> Computable | None:
    """The computation named in the address, else the first; None where there is none.

    Raises:
        NotKnown: no such computation.
    """
    said = request.GET.get(name, "")
    if said and said not in kinds:
        allowed = ", ".join(kinds)
        raise NotKnown("web.calculation_unknown", read=said[:40], allowed=allowed)
    return kinds[said] if said else next(iter(kinds.values()), None)


def _named(here: Country, kind: str, codes: Any) -> list[tuple[str, str]]:
    return [(code, here.label(kind, code, errors.language())) for code in codes]


def _penalty(scheme: Scheme, kind: str, form: Asked) -> Penalty:
    told = form.read
    if kind == LATE_PAYMENT:
        amount = Money.parse(told["amount"], form.here.currency).minor
        due, paid = (date.fromisoformat(told[name]) for name in ("due", "paid"))
        return scheme.penalty(amount=amount, due=due, paid=paid)
    return scheme.fine(kind, heads=int(told["employees"]), on=date.fromisoformat(told["on"]))


def _line(here: Country, line: ContributionLine[int], notes: Bibliography) -> ShownLine:
    language = errors.language()
    kind, code = ("levy", line.name) if line.name else ("branch", line.branch)
    # A flat amount is owed so many times, and no share of anything.
    is_share = line.rate < 1
    return ShownLine(
        label=here.label(kind, code, language),
        payer=here.label("payer", line.payer, language),
        base=line.base,
        rate=rate_in_words(line.rate, language) if is_share else f"× {line.rate}",
        amount=line.amount,
        status=here.label("status", line.status, language),
        shape=SHAPES[line.status],
        cited=notes.read(line.source),
    )


def _sums(here: Country, lines: list[ContributionLine[int]]) -> dict[str, Any]:
    if not lines:
        return {}
    language = errors.language()
    totals = totals_by_payer(lines)
    shown = [
        (here.label("payer", payer, language), total)
        for payer, total in totals.items()
        if payer != "state" or total
    ]
    found = {"totals": shown, "total": sum(totals.values())}
    return found | certainty_of(here, least_sure(line.status for line in lines))


def certainty_of(here: Country, status: str) -> dict[str, Any]:
    """How sure a result is, in a word, a shape and a sentence."""
    look, sentence = CERTAINTY[status]
    return {
        "status": here.label("status", status, errors.language()),
        "shape": SHAPES[status],
        "look": look,
        "certainty": sentence,
    }


def steps_of(here: Country, steps: tuple[Step, ...], notes: Bibliography) -> dict[str, Any]:
    """The steps of a computation in words, and the sources that they cite."""
    shown = [
        ShownStep(
            label=step_label(here, each.label, errors.language()),
            value=_value(here, each),
            cited=notes.read(each.source),
        )
        for each in steps
    ]
    return {"steps": shown, "notes": notes.listed()}


def _value(here: Country, step: Step) -> str:
    language = errors.language()
    said = step.text(language)
    try:
        return f"{date.fromisoformat(said):%d/%m/%Y}"
    except ValueError:
        return here.label(step.label, said, language)


def _entitlement(here: Country, computed: Computed) -> dict[str, Any]:
    formula, found, steps = computed[:3]
    language, notes = errors.language(), Bibliography(here)
    shown: dict[str, Any] = {
        "is_eligible": bool(found.eligible),
        "amount": found.amount,
        "periodicity": here.label("periodicity", formula.periodicity, language),
        "parts": [(here.label("part", each, language), sum_) for each, sum_ in found.parts.items()],
        "reasons": [
            (reason_in_words(here, each, language), notes.read(each.source))
            for each in found.reasons
        ],
        "unchecked": [here.label("input", each, language) for each in found.unchecked],
        "children": [_child(here, each, notes) for each in computed.children],
        "ahead": computed.ahead[1:],
    }
    return shown | steps_of(here, steps, notes) | certainty_of(here, formula.status)


def _child(here: Country, each: Counted, notes: Bibliography) -> ShownChild:
    return ShownChild(
        born_on=each.child.born_on,
        ground=here.label("ground", each.child.ground, errors.language()),
        rank=each.rank,
        amount=each.amount,
        last_day=each.until and each.until - timedelta(days=1),
        cited=notes.read(each.limit.cited),
    )


def _partial(scheme: Scheme, kind: Any) -> list[Computable]:
    return [each for each in kind(scheme) if each.status != COMPLETE]


def _partial_one(kind: Computable | None) -> list[Computable]:
    return [kind] if kind and kind.missing else []


@cache
def _counts(code: str) -> tuple[tuple[int, int], ...]:
    """Complete computations and all of them, for contributions, benefits and penalties."""
    found = []
    for kind in (contributions, benefits, penalties):
        each = [one for scheme in country(code).schemes.values() for one in kind(scheme)]
        found.append((sum(one.status == COMPLETE for one in each), len(each)))
    return tuple(found)
