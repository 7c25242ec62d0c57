"""Claims: the liquidator's basket, one claim with its calculation, one award with its terms."""

from datetime import date
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_GET

from socle.benefits.queries.calculations import benefits_of, calculate, files_of
from socle.benefits.queries.claims import claim as claim_of
from socle.benefits.queries.claims import claims as claims_of
from socle.benefits.queries.claims import whole_decision
from socle.benefits.queries.files import Files
from socle.benefits.queries.health import (
    may_read_health,
    medical_accesses_on,
    without_health,
)
from socle.benefits.queries.injuries import injuries, injury_of_claim
from socle.benefits.queries.letters import decision_letter
from socle.benefits.queries.medical import medical_benefits, opinion_on
from socle.benefits.queries.planning import begins_on, plan_of
from socle.benefits.queries.totalising import BENEFITS as TOTALISED
from socle.benefits.types import (
    Calculation,
    ClaimLine,
    ClaimView,
    KnownFact,
    Origin,
    PlannedAward,
    Stage,
)
from socle.benefits.types.health import MEDICAL_PIECES
from socle.benefits.types.injuries import OF_INJURY, OF_ITS_DEATH, InjuryLine, InjuryState
from socle.countries.calculation import reason_in_words
from socle.countries.registry import Country, country
from socle.kernel.money import Money
from socle.platform.access.types import Desk, Permission
from socle.platform.acts.catalogue import act_type
from socle.platform.printing import pdf
from socle.platform.printing.operations import note_paper
from socle.registry.queries.merging import ids_of_person
from socle.rules.benefits.facts import AMOUNT, FACTS
from socle.web import access, clock, errors
from socle.web.calculate import certainty_of, steps_of
from socle.web.careers import shown_gaps
from socle.web.citations import Bibliography
from socle.web.liaison import with_wages
from socle.web.papers import PAPER_LANGUAGES, paper_language, pdf_answer
from socle.web.reading import parse_day

_A_PAGE = 50
_GAPS_SHOWN = 3
_MEDICAL = "incapacity_percent"
_UNRECOGNISED = frozenset({InjuryState.DECLARED, InjuryState.COMPLETE, InjuryState.REFUSED})
_OF_CAREER = frozenset({"insurance_months", "insured_days", "average_wage"})


class ShownFact(NamedTuple):
    """A fact as the page tells it: in words, who knew it, what else the files say."""

    label: str
    value: str
    origin: str
    detail: str
    act: str
    otherwise: str


class Step(NamedTuple):
    """The one next step of a claim, and the form that does it."""

    words: str
    address: str


@require_GET
def claims(request: HttpRequest) -> HttpResponse:
    """The liquidator's basket: what waits, the longest waiting first; all with `?all=1`."""
    desk = access.require(request, Permission.READ_BENEFITS)
    everything = request.GET.get("all") == "1"
    found = claims_of(limit=_A_PAGE + 1, only_open=not everything, after=_after(request))
    rows, today = found[:_A_PAGE], clock.today(desk.fund.country)
    following = ""
    if len(found) > _A_PAGE:
        last = rows[-1]
        kept = "&all=1" if everything else ""
        following = f"?after={last.filed_on:%Y-%m-%d}.{last.id}{kept}"
    shown = {
        "menu": "claims",
        "everything": everything,
        "benefits": benefits_of(desk.fund),
        "rows": [(each, each.days_waited(today)) for each in rows],
        "waiting": _counted(rows, today),
        "following": following,
    }
    return render(request, "claims/list.html", shown)


def _after(request: HttpRequest) -> tuple[date, int] | None:
    """The place of the last line already seen."""
    day, _dot, key = request.GET.get("after", "").partition(".")
    read = parse_day(day)
    return (read, int(key)) if read and key.isdecimal() and len(key) < 19 else None


def _counted(rows: list[ClaimLine], today: date) -> list[tuple[Stage, int, int]]:
    """Of this page: each stage that waits, how many, and the days of the oldest."""
    found: dict[Stage, list[int]] = {}
    for each in rows:
        found.setdefault(each.stage, []).append(each.days_waited(today))
    return [(stage, len(days), max(days)) for stage, days in found.items()]


@require_GET
def claim(request: HttpRequest, number: str) -> HttpResponse:
    """One claim: facts and who knew them, what is wanting, the calculation, what was decided."""
    desk = access.require(request, Permission.READ_BENEFITS)
    found = claim_of(number=number)
    here, language = country(desk.fund.country), errors.language()
    decision = found.last_decision
    is_open = decision is None or found.stage is Stage.TO_REDO
    files = files_of(
        fund=desk.fund, number=found.person_number, benefit=found.benefit, on=found.event_on
    )
    is_reader = may_read_health(desk, claim=number, at=clock.now())
    if decision and not is_open:
        whole = whole_decision(number=decision.number) if is_reader else decision.calculation
    else:
        whole = _computed(found, files)
    computed = whole if is_reader else without_health(whole)
    notes = Bibliography(here)
    wants_career = bool(_OF_CAREER & {each.name for each in computed.facts})
    gaps = shown_gaps(files.career)[:_GAPS_SHOWN] if wants_career and is_open else []
    plans: tuple[PlannedAward, ...] = ()
    if is_open and computed.eligible and computed.may_decide:
        plans = plan_of(fund=desk.fund, number=number, found=whole, files=files)
    shown = {
        "menu": "claims",
        "claim": found,
        "is_open": is_open,
        "computed": computed,
        "facts": [_fact(here, each) for each in computed.facts],
        "missing": [(each, here.label("input", each, language)) for each in computed.missing],
        "reasons": [
            (reason_in_words(here, each, language), notes.read(each.source))
            for each in computed.reasons
        ],
        "parts": [
            (here.label("part", name, language), amount)
            for name, amount in (computed.parts or {}).items()
        ],
        "periodicity": here.label("periodicity", computed.periodicity, language),
        "gaps": gaps,
        "absences": _absences(found) if wants_career and is_open else [],
        "secret_pieces": MEDICAL_PIECES,
        "totalisation": computed.totalisation,
        "periods": with_wages(files.elsewhere) if found.benefit in TOTALISED else [],
        "plans": plans,
        "begins_on": begins_on(
            fund=desk.fund, benefit=found.benefit, event=found.event_on, filed=found.filed_on
        ),
        "step": _step(desk, found, computed),
        "injury": injury_of_claim(claim_id=found.id),
        "may_link": Permission.LIQUIDATE in desk.permissions and _may_name_injury(found),
        "is_of_injury": found.benefit in OF_INJURY,
        "health": _health(desk, here, found, computed, is_reader=is_reader),
        "paper_languages": PAPER_LANGUAGES,
        **steps_of(here, computed.steps, notes),
    }
    if computed.status:
        shown |= certainty_of(here, computed.status)
    return render(request, "claims/claim.html", shown)


@require_GET
def decision_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The letter of the decision that stands, in the language asked."""
    desk = access.require(request, Permission.READ_BENEFITS)
    found = claim_of(number=number)
    subject = f"person:{found.person_number}"
    with translation.override(paper_language(request)):
        is_reader = may_read_health(desk, claim=number, at=clock.now())
        said = decision_letter(number=number, is_whole=is_reader)
    note_paper(desk=desk, kind="decision", number=number, subject=subject, at=clock.now())
    return pdf_answer(pdf.letter(said), number)


def _health(
    desk: Desk, here: Country, found: ClaimView, computed: Calculation, *, is_reader: bool
) -> dict[str, object]:
    """What the page says of a claim's medical part: that there is one, to its reader what, and who
    opened it.
    """
    language = errors.language()
    is_asked = bool(computed.reserved) or found.benefit in medical_benefits(desk.fund)
    return {
        "is_reader": is_reader,
        "reserved": [here.label("input", each, language) for each in computed.reserved],
        "opinion": opinion_on(claim_id=found.id) if is_reader and is_asked else None,
        "may_open": is_asked and not is_reader and Permission.READ_HEALTH_ONCE in desk.permissions,
        "accesses": medical_accesses_on(claim=found.number) if is_asked else [],
    }


def _computed(found: ClaimView, files: Files) -> Calculation:
    """The calculation of today, on files that the page shows too."""
    return calculate(
        fund=files.fund,
        number=found.person_number,
        benefit=found.benefit,
        on=found.event_on,
        told=found.told,
        files=files,
    )


def _fact(here: Country, fact: KnownFact) -> ShownFact:
    language = errors.language()

    def shown(value: int) -> str:
        if FACTS[fact.name].unit == AMOUNT:
            return Money(value, here.currency).text(language)
        return str(value)

    read = parse_day(fact.detail) if fact.detail else None
    is_rule = fact.origin is Origin.FAMILY
    return ShownFact(
        label=here.label("input", fact.name, language),
        value=shown(fact.value),
        origin=fact.origin.value,
        # Whose rule it is stands among the steps; its code says nothing to a reader.
        detail="" if is_rule else f"{read:%d/%m/%Y}" if read else fact.detail,
        act=fact.act,
        otherwise=shown(fact.otherwise) if fact.otherwise is not None else "",
    )


def _may_name_injury(found: ClaimView) -> bool:
    """Whether a claim may still say of which injury it is: survivors' only where one is known."""
    if found.last_decision is not None:
        return False
    if found.benefit in OF_ITS_DEATH:
        ids = ids_of_person(person_id=found.person_id, known_at=None)
        return bool(injuries(limit=1, person_ids=ids))
    return found.benefit in OF_INJURY


def _absences(found: ClaimView) -> list[InjuryLine]:
    """Recognised injuries that kept them from work: a career credits no such day by itself."""
    ids = ids_of_person(person_id=found.person_id, known_at=None)
    lines = injuries(limit=_A_PAGE, person_ids=ids)
    return [each for each in lines if each.days_off and each.state not in _UNRECOGNISED]


def _step(desk: Desk, found: ClaimView, computed: Calculation) -> Step | None:
    """What this person can do next on a claim; none where it is another's turn."""
    for code, is_next, fields in _steps_of(found, computed):
        if is_next:
            may = act_type(code).permission in desk.permissions
            return Step(code, _form(code, **fields)) if may else None
    return None


def _steps_of(found: ClaimView, computed: Calculation) -> list[tuple[str, bool, dict[str, str]]]:
    """Every step of a claim in its order: the act, whether its turn has come, what is known."""
    appeal, claim = found.open_appeal, {"claim": found.number}
    is_open = found.last_decision is None or found.stage is Stage.TO_REDO
    is_waiting = found.stage is Stage.PROPOSED or not is_open
    fact = computed.missing[0] if computed.missing else ""
    outcome = "granted" if computed.eligible else "refused"
    redone = found.awards[0].number if found.awards and found.stage is Stage.TO_REDO else ""
    return [
        ("decide_appeal", appeal is not None, {"appeal": appeal.number if appeal else ""}),
        ("revise_award", bool(redone), {"award": redone}),
        ("add_claim_pieces", not is_waiting and bool(found.missing_pieces), claim),
        ("advise_claim", not is_waiting and fact == _MEDICAL, claim),
        ("tell_claim_fact", not is_waiting and bool(fact), {**claim, "fact": fact}),
        ("decide_claim", not is_waiting, {**claim, "outcome": outcome}),
    ]


def _form(code: str, **fields: str) -> str:
    """The form of an act with what is known already."""
    said = "&".join(f"{name}={value}" for name, value in fields.items())
    return f"{reverse('new-act', args=[code])}?{said}"
