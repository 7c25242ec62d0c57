"""Papers of a file: its cards and certificates, given and printed; each printing is logged."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.http import require_GET, require_http_methods

from socle.arrears.operations.papers import standing_paper
from socle.arrears.queries import standing
from socle.kernel.errors import Refused, SocleError
from socle.platform.access.queries import require_employer
from socle.platform.access.types import Desk, Permission
from socle.platform.printing import pdf
from socle.platform.printing.operations import note_paper
from socle.platform.printing.types import Paper
from socle.registry.operations import papers
from socle.registry.queries import cards, certificates, employer_name, person
from socle.registry.types.cards import CardState, CardView, CertificateKind
from socle.web import access, acts, clock
from socle.web.acts import PossibleAct
from socle.web.arrears import why
from socle.web.submitting import form_key, submitted

PAPER_LANGUAGES = ("fr", "en", "ar")
# What may be done about a card, by where it stands; the first is what is done most.
_FIRST = ("issue_card",)
_STOPS = ("report_card", "duplicate_card", "cancel_card")
_ACTS_ON_CARD = {
    CardState.MADE: ("hand_over_card", *_STOPS),
    CardState.HELD: _STOPS,
    CardState.LOST: ("duplicate_card", "cancel_card"),
    CardState.STOLEN: ("duplicate_card", "cancel_card"),
    CardState.EXPIRED: ("duplicate_card",),
}
# Ten sheets: what a counter prints at a time.
_MOST_CARDS = 80


@require_http_methods(["GET", "POST"])
def of_person(request: HttpRequest, number: str) -> HttpResponse:
    """A person's cards, and the certificates given to them."""
    desk = access.require(request, Permission.READ_PERSON)
    today = clock.today(desk.fund.country)

    def give() -> HttpResponse:
        kind = request.POST.get("kind", "")
        fields = {"number": number, "certificate_kind": kind}
        return _given(request, desk, "certify_person", fields)

    wrong, done = _tried(request, give)
    if done:
        return done
    who = person(number=number, on=today, known_at=None)
    made = cards.cards(person_number=number, on=today, known_at=None)
    shown = {
        "menu": "persons",
        "number": number,
        "name": who.full_name,
        "cards": made,
        "certificates": certificates.certificates_of(kind="person", number=number),
        "kinds": (CertificateKind.REGISTRATION.value, CertificateKind.FAMILY.value),
        "may_give": Permission.CERTIFY in desk.permissions,
        "acts": [] if who.died_on else _acts_on_card(desk, made),
    }
    return _page(request, "papers/person.html", shown, wrong)


def _acts_on_card(desk: Desk, made: list[CardView]) -> list[PossibleAct]:
    """What the card that serves calls for, else the latest; a first one where they have none."""
    stand = [each.state for each in made if each.is_live]
    stand += [each.state for each in made if each.state is not CardState.WITHDRAWN]
    codes = _ACTS_ON_CARD.get(stand[0], _FIRST) if stand else _FIRST
    found = {each.code: each for each in acts.possible_acts(desk, codes=codes)}
    return [found[code] for code in codes if code in found]


@require_http_methods(["GET", "POST"])
def of_employer(request: HttpRequest, number: str) -> HttpResponse:
    """The certificates of affiliation given to an employer."""
    desk = access.require(request, Permission.READ_EMPLOYER)
    require_employer(desk, number)

    def give() -> HttpResponse:
        return _given(request, desk, "certify_affiliation", {"employer": number})

    wrong, done = _tried(request, give)
    if done:
        return done
    shown = {
        "menu": "employers",
        "number": number,
        "name": employer_name(number),
        "certificates": certificates.certificates_of(kind="employer", number=number),
        "kinds": (CertificateKind.AFFILIATION.value,),
        "may_give": Permission.REQUEST_CERTIFICATE in desk.permissions,
    }
    return _page(request, "papers/employer.html", shown, wrong)


@require_GET
def certificate_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """A certificate of the register as it prints, in the language asked."""
    found = certificates.certificate_given(number=number)
    if found.subject_kind == "person":
        desk = access.require(request, Permission.READ_PERSON)
    else:
        desk = access.require(request, Permission.READ_EMPLOYER)
        require_employer(desk, found.subject_number)

    def made() -> Paper:
        return papers.certificate_paper(
            number=number, address=_check_address(request), at=clock.now()
        )

    subject = f"{found.subject_kind}:{found.subject_number}"
    return _printed(request, desk, _Printed(found.kind.value, number, subject), made)


@require_GET
def standing_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """A certificate of good standing as it prints, in the language asked."""
    desk = access.require(request, Permission.READ_ACCOUNT)
    found = standing.certificate(number=number)
    require_employer(desk, found.employer_number)

    def made() -> Paper:
        return standing_paper(number=number, address=_check_address(request), at=clock.now())

    subject = f"employer:{found.employer_number}"
    return _printed(request, desk, _Printed("standing", number, subject), made)


@require_GET
def card_sheet(request: HttpRequest) -> HttpResponse:
    """Cards as they print: `card` names them; singly, or eight to an A4 sheet."""
    desk = access.require(request, Permission.PERFORM_REGISTRATION)
    at, today = clock.now(), clock.today(desk.fund.country)
    numbers = list(dict.fromkeys(request.GET.getlist("card")))[:_MOST_CARDS]
    if not numbers:
        raise Refused("cards.none_chosen")
    faces = []
    with translation.override(paper_language(request)):
        for number in numbers:
            found = cards.card(card_id=cards.card_id_of(number), on=today)
            subject = f"person:{found.person_number}"
            note_paper(desk=desk, kind="card", number=found.number, subject=subject, at=at)
            faces.append(papers.card_face(card_id=found.id, on=today, at=at))
    made = pdf.cards(faces, on_sheets=request.GET.get("sheet") == "1")
    return pdf_answer(made, "cartes" if len(numbers) > 1 else numbers[0])


@require_GET
def to_hand_over(request: HttpRequest) -> HttpResponse:
    """Cards that are made and wait to be handed over: chosen here, printed eight to a sheet."""
    access.require(request, Permission.PERFORM_REGISTRATION)
    desk = access.desk(request)
    found = cards.waiting(on=clock.today(desk.fund.country), limit=_MOST_CARDS)
    return render(request, "papers/cards.html", {"menu": "cards", "cards": found})


@dataclass(frozen=True, slots=True)
class _Printed:
    """What the log of papers keeps of one."""

    kind: str
    number: str
    subject: str


def _printed(
    request: HttpRequest, desk: Desk, said: _Printed, made: Callable[[], Paper]
) -> HttpResponse:
    note_paper(desk=desk, kind=said.kind, number=said.number, subject=said.subject, at=clock.now())
    with translation.override(paper_language(request)):
        paper = made()
    return pdf_answer(pdf.certificate(paper), said.number)


def pdf_answer(made: bytes, name: str) -> HttpResponse:
    """A paper as the browser opens it."""
    response = HttpResponse(made, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def paper_language(request: HttpRequest) -> str:
    """The language asked for a paper, else that of the page."""
    asked = request.GET.get("language", "")
    return asked if asked in PAPER_LANGUAGES else translation.get_language() or "fr"


def _check_address(request: HttpRequest) -> str:
    return request.build_absolute_uri("/verify")


def _given(request: HttpRequest, desk: Desk, code: str, fields: dict[str, str]) -> HttpResponse:
    motive = request.POST.get("motive", "").strip()
    submitted(desk, code, fields, key=form_key(request), motive=motive)
    return redirect(request.path)


def _tried(
    request: HttpRequest, give: Callable[[], HttpResponse]
) -> tuple[str, HttpResponse | None]:
    if request.method != "POST":
        return "", None
    try:
        return "", give()
    except SocleError as error:
        return why(error), None


def _page(
    request: HttpRequest, template: str, shown: dict[str, object], wrong: str
) -> HttpResponse:
    shown |= {"wrong": wrong, "key": str(uuid.uuid4()), "paper_languages": PAPER_LANGUAGES}
    return render(request, template, shown, status=422 if wrong else 200)
