"""The page of whoever the fund pays: their rights, each month, the one thing to do, their letters.

No account: a number and a code, given on paper by an agency, open it for half an hour on the
telephone at hand. Nothing is changed here. Another person's number opens nothing.
"""

from collections.abc import Callable
from datetime import date, timedelta
from functools import wraps
from typing import Any, NamedTuple

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from socle.benefits.operations.certificates import rights_paper
from socle.benefits.queries.certificates import rights_certificate, rights_certificates
from socle.benefits.queries.claims import claim
from socle.benefits.queries.letters import decision_letter
from socle.benefits.queries.own_pages import next_window, opened_by, opening, own_awards
from socle.benefits.queries.proofs import every_proof
from socle.benefits.types import AwardView
from socle.benefits.types.own_pages import OwnAward
from socle.benefits.types.proofs import ProofLine, ProofState, Window
from socle.kernel.errors import NotKnown, SocleError
from socle.kernel.wording import wording
from socle.payments.queries import orders_of_payees
from socle.platform.access.operations import automatic_desk, may_ask
from socle.platform.access.queries import funds
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import FundView
from socle.platform.printing import pdf
from socle.platform.printing.codes import compact_code
from socle.platform.printing.operations import note_paper
from socle.registry.queries import person, person_id
from socle.registry.queries.families import family
from socle.registry.queries.merging import ids_of_person
from socle.web import clock, errors
from socle.web.access import fundless
from socle.web.award_statements import statement_paper
from socle.web.lot_words import CHANNELS
from socle.web.lots import OrderRow, order_rows
from socle.web.own_months import BACK, OVER, ShownAward, shown_award, unpaid_of, why_not
from socle.web.papers import PAPER_LANGUAGES, paper_language, pdf_answer
from socle.web.rates import Allowance

_TRIES = Allowance("own-page", count=20, seconds=60)
_TRIES_OF_A_PAPER, _AN_HOUR = 20, timedelta(hours=1)
_COOKIE, _OPEN = "socle_own_page", timedelta(minutes=30)
_ORDERS = 40  # a year of payments, for somebody with several and some that came back
_SHOWN_ORDERS = 6
View = Callable[..., HttpResponse]


def _said(view: View) -> View:
    """What cannot be done is said on a calm page: no desk, no fund's transaction is around."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except SocleError as error:
            return errors.said(request, error)

    return answered


class Letters(NamedTuple):
    """A paper that may be opened here: which kind, its number, of which day."""

    kind: str  # decision, certificate
    number: str
    about: str
    on: date


class Step(NamedTuple):
    """The one thing to do now."""

    kind: str  # suspended, late, returned, no_account, account_closed, due, nothing
    line: ProofLine | None = None
    order: OrderRow | None = None
    window: Window | None = None


@fundless
@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """The fund whose page is to be opened."""
    known = funds()
    if len(known) == 1:
        return redirect("own-page", known[0].code)
    return render(request, "own/choose.html", {"funds": known})


@fundless
@require_http_methods(["GET", "POST"])
@_said
def own_page(request: HttpRequest, fund: str) -> HttpResponse:
    """The form of the number and code; the page itself, once they were right."""
    chosen = _fund(fund)
    with timezone.override(clock.zone(chosen.country)):
        if request.method == "POST":
            return _kept_nowhere(_entered(request, chosen))
        number = _open_number(request, chosen)
        if number is None:
            return _kept_nowhere(render(request, "own/enter.html", {"fund": chosen, "number": ""}))
        return _kept_nowhere(render(request, "own/page.html", _shown(chosen, number)))


@fundless
@require_POST
@_said
def leave(_request: HttpRequest, fund: str) -> HttpResponse:
    """Forgets who was here: a telephone is lent, a counter is shared."""
    answer = redirect("own-page", _fund(fund).code)
    answer.delete_cookie(_COOKIE, path=_path(_fund(fund)))
    return answer


@fundless
@require_GET
@_said
def letter(request: HttpRequest, fund: str, kind: str, number: str) -> HttpResponse:
    """One of their own papers as it prints; another's is not there."""
    chosen = _fund(fund)
    opened = _open_number(request, chosen)
    if opened is None:
        return redirect("own-page", chosen.code)
    with fund_scope(chosen.id):
        ids = _files(opened)
        today = clock.today(chosen.country)
        own = own_awards(person_ids=ids, on=today)
        found = _letters(opened, own, today)
        if not any(each.kind == kind and each.number == number for each in found):
            raise NotKnown("certificates.unknown", number=number[:40])
        _note(chosen, opened, f"own_{kind}", number)
        with translation.override(paper_language(request)):
            made = _made(request, kind, number, read={each.number for each in _read(own, today)})
    return _kept_nowhere(pdf_answer(made, number))


def _made(request: HttpRequest, kind: str, number: str, *, read: set[str]) -> bytes:
    if kind == "decision":
        return pdf.letter(decision_letter(number=number, is_whole=False, of_awards=read))
    is_statement = bool(rights_certificate(number=number).award_number)
    paper = statement_paper if is_statement else rights_paper
    address = request.build_absolute_uri("/verify")
    return pdf.certificate(paper(number=number, address=address, at=clock.now()))


def _entered(request: HttpRequest, fund: FundView) -> HttpResponse:
    """The page, opened for half an hour; or the form with what is wrong."""
    number = request.POST.get("number", "").replace("\0", "").strip().upper()[:40]
    shown: dict[str, Any] = {"fund": fund, "number": number}
    if not _TRIES.takes(request, clock.now()) or not _is_within(fund, number):
        return render(request, "own/enter.html", shown | {"is_much": True}, status=429)
    try:
        with fund_scope(fund.id):
            found = opened_by(
                fund=fund,
                act_number=number,
                code=compact_code(request.POST.get("code", "")),
                on=clock.today(fund.country),
            )
            _note(fund, found.person_number, "own_page", number)
    except SocleError as error:
        said = wording(error.code, error.facts, errors.language())
        shown["wrong"] = f"{said.message} {said.do}"
        return render(request, "own/enter.html", shown, status=422)
    answer = redirect("own-page", fund.code)
    answer.set_cookie(
        _COOKIE,
        _signer().sign(f"{fund.id}:{number}"),
        max_age=_OPEN,
        path=_path(fund),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return answer


def _open_number(request: HttpRequest, fund: FundView) -> str | None:
    """Whose page is open on this telephone, while the code that opened it stands."""
    try:
        said = _signer().unsign(request.COOKIES.get(_COOKIE, ""), max_age=_OPEN)
    except BadSignature:
        return None
    fund_id, _colon, act_number = said.partition(":")
    if fund_id != str(fund.id):
        return None
    try:
        with fund_scope(fund.id):
            found = opening(fund=fund, act_number=act_number, on=clock.today(fund.country))
    except NotKnown:
        return None
    return found.person_number


def _shown(fund: FundView, number: str) -> dict[str, Any]:
    today = clock.today(fund.country)
    with fund_scope(fund.id):
        who = person(number=number, on=today, known_at=None)
        ids = _files(number)
        own = own_awards(person_ids=ids, on=today)
        orders = orders_of_payees(person_ids=ids, on=date.max, known_at=None, limit=_ORDERS)
        proofs = _proofs(fund, ids, own, today)
        kin = family(number=number, on=today, known_at=None)
        papers = _letters(number, own, today)
        unpaid = unpaid_of(ids=ids, on=today)
    rows = [each._replace(reason=why_not(each.order)) for each in order_rows(orders)]
    window = next_window(fund=fund, found=own, on=today)
    shown = [shown_award(each, orders, today, unpaid) for each in own]
    return {
        "fund": fund,
        "country": fund.country,
        "currency": fund.currency,
        "person": who,
        "awards": shown,
        "orders": [
            (each, CHANNELS[each.order.channel]) for each in rows if each.order.state not in OVER
        ][:_SHOWN_ORDERS],
        "step": _step(proofs, rows, window, shown),
        "proofs": proofs,
        "letters": papers,
        "family": kin,
        "mine": number,
        "paper_languages": PAPER_LANGUAGES,
        "minutes": _OPEN.seconds // 60,
    }


def _proofs(
    fund: FundView, ids: list[int], own: list[OwnAward], today: date
) -> tuple[ProofLine, ...]:
    """What is awaited of them, and of those whose awards are paid to them now."""
    paid_for = {
        each.award.beneficiary_id
        for each in own
        if not each.is_own and each.award.term_on(today) is not None
    }
    found = [
        line
        for key in (*ids, *sorted(paid_for - set(ids)))
        for line in every_proof(fund=fund, on=today, person_id=key)
    ]
    mine = {each.award.number for each in own}
    return tuple(each for each in found if each.award in mine)


def _step(
    proofs: tuple[ProofLine, ...],
    rows: list[OrderRow],
    window: Window | None,
    awards: list[ShownAward],
) -> Step:
    """What costs most comes first: a right that is suspended, money that came back."""
    by_state = {each: [line for line in proofs if line.state is each] for each in ProofState}
    for state in (ProofState.SUSPENDED, ProofState.LATE):
        if by_state[state]:
            return Step(state.value, line=by_state[state][0])
    back = next((each for each in rows if each.order.state in BACK), None)
    if back is not None and not back.order.replaced_by:
        return Step("returned", order=back)
    for lacking in ("no_account", "account_closed"):
        if any(month.state == lacking for each in awards for month in each.months):
            return Step(lacking)
    if by_state[ProofState.DUE]:
        return Step("due", line=min(by_state[ProofState.DUE], key=lambda each: each.until))
    return Step("nothing", window=window)


def _letters(number: str, own: list[OwnAward], today: date) -> list[Letters]:
    """Their own papers: decisions on what they have or are paid for others now, certificates."""
    theirs = {each.claim_number for each in _read(own, today) if each.claim_number}
    claims = sorted(theirs, reverse=True)
    read = [claim(number=each) for each in claims]
    decisions = [
        Letters("decision", each.number, each.benefit, each.last_decision.decided_on)
        for each in read
        if each.last_decision is not None
    ]
    certificates = [
        Letters(
            "certificate",
            each.number,
            "award_statement" if each.award_number else "rights",
            each.asked_on,
        )
        for each in rights_certificates(number=number)
        if not each.is_withdrawn
    ]
    return [*decisions, *certificates]


def _read(own: list[OwnAward], today: date) -> list[AwardView]:
    """Whose decisions they read: of what is theirs, and of what is paid to them now."""
    return [each.award for each in own if each.is_own or each.award.term_on(today)]


def _files(number: str) -> list[int]:
    return ids_of_person(person_id=person_id(number), known_at=None)


def _note(fund: FundView, person_number: str, kind: str, number: str) -> None:
    """Each opening and each paper is on record, counted for whose they are."""
    note_paper(
        desk=automatic_desk(fund=fund),
        kind=kind,
        number=number,
        subject=f"person:{person_number}",
        at=clock.now(),
        counted_for=f"person:{person_number}",
    )


def _is_within(fund: FundView, number: str) -> bool:
    """Whether a paper's number was tried no more than an hour allows, from wherever."""
    subject = f"own:{fund.id}:{number}"
    return may_ask(subject=subject, most=_TRIES_OF_A_PAPER, span=_AN_HOUR, at=clock.now())


def _fund(code: str) -> FundView:
    found = next((each for each in funds() if each.code == code), None)
    if found is None:
        known = ", ".join(each.code for each in funds())
        raise NotKnown("access.fund_unknown", fund=code[:40], known=known)
    return found


def _path(fund: FundView) -> str:
    return reverse("own-page", args=[fund.code])


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="socle.own-page")


def _kept_nowhere(response: HttpResponse) -> HttpResponse:
    """A phone that is lent, a cybercafé: nothing of these pages stays."""
    response.headers["Cache-Control"] = "no-store"
    return response
