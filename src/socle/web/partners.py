"""Partners, for the administrator: agreements, secrets, what they read, what they miss."""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from socle.kernel.errors import Refused, SocleError
from socle.kernel.wording import wording
from socle.platform.access.types import Desk, Permission
from socle.platform.acts.queries import acts_touching, proposals
from socle.platform.partners import operations, queries, webhooks
from socle.platform.partners.types import ACTS_WRITE, Scope
from socle.web import access, clock, errors
from socle.web.labels import act_label
from socle.web.partner_words import SCOPES, Words
from socle.web.payments import wrong_of
from socle.web.reading import parse_day
from socle.web.submitting import form_key, submitted

_ACT = "agree_with_partner"


class Asked(NamedTuple):
    """One thing that the form of an agreement asks."""

    name: str
    label: Words
    hint: Words = ""
    most: int = 120
    is_narrow: bool = False
    is_optional: bool = False


_WHO = (
    Asked(
        "partner",
        gettext_lazy("Code du partenaire"),
        gettext_lazy("Lettres sans accent, chiffres et tirets, par exemple mutuelle-sante"),
        29,
        is_narrow=True,
    ),
    Asked("name", gettext_lazy("Nom du partenaire")),
    Asked("purpose", gettext_lazy("Finalité"), gettext_lazy("Pourquoi il lit ces dossiers"), 300),
    Asked("legal_basis", gettext_lazy("Base légale"), gettext_lazy("Loi, décret, article"), 200),
)
_HOW = (
    Asked("since", gettext_lazy("Premier jour"), most=10, is_narrow=True),
    Asked("until", gettext_lazy("Dernier jour de la convention"), most=10, is_narrow=True),
    Asked(
        "calls_per_minute",
        gettext_lazy("Appels par minute"),
        gettext_lazy("120 si rien n’est écrit"),
        4,
        is_narrow=True,
        is_optional=True,
    ),
    Asked(
        "host",
        gettext_lazy("Domaine qui reçoit les avis"),
        gettext_lazy("Par exemple api.partenaire.cm. Vide : aucun avis n’est envoyé"),
        is_optional=True,
    ),
)
_FIELDS = tuple(each.name for each in (*_WHO, *_HOW))
_DAY = gettext_lazy("Écrivez la date ainsi : JJ/MM/AAAA, par exemple 16/03/2026.")
_SHOWN = 50


class ScopeRow(NamedTuple):
    """A scope to choose or to read: its code, what it opens, whether it is chosen."""

    code: str
    words: str
    is_chosen: bool


class Typed(NamedTuple):
    """What is asked, as it was typed, and what is wrong with it."""

    asked: Asked
    value: str
    why: str


@require_http_methods(["GET", "POST"])
def partners(request: HttpRequest) -> HttpResponse:
    """Everybody something was agreed with; the form proposes an agreement to a second person."""
    desk = access.require(request, Permission.MANAGE_USERS)
    today = clock.today(desk.fund.country)
    typed = {name: request.POST.get(name, "").strip() for name in _FIELDS}
    chosen = request.POST.getlist("scopes")
    wrong: dict[str, str] = {}
    if request.method != "POST":
        typed["since"] = f"{today:%d/%m/%Y}"
    else:
        try:
            wrong = _propose(request, desk, typed, chosen)
        except SocleError as error:
            wrong = wrong_of(error, names=(*_FIELDS, "scopes"))
        if not wrong:
            return redirect(reverse("partners") + "?done=1")
    shown = {
        "menu": "partners",
        "partners": queries.partners(on=today),
        "waiting": proposals(types=[_ACT]),
        "reads": _rows((scope.value for scope in Scope), chosen),
        "acts": _rows((ACTS_WRITE + code for code in queries.agreeable_acts()), chosen),
        "who": _typed(_WHO, typed, wrong),
        "how": _typed(_HOW, typed, wrong),
        "wrong": wrong,
        "wrong_scopes": wrong.get("scopes", ""),
        "key": form_key(request),
        "done": request.GET.get("done") == "1",
    }
    return render(request, "partners/list.html", shown, status=422 if wrong else 200)


def _propose(
    request: HttpRequest, desk: Desk, typed: dict[str, str], chosen: list[str]
) -> dict[str, str]:
    """Proposes the agreement; the days that cannot be read, if any, and then nothing is proposed.

    Raises:
        SocleError: as the act refuses.
    """
    since, until = parse_day(typed["since"]), parse_day(typed["until"])
    wrong = {name: _DAY for name, day in (("since", since), ("until", until)) if day is None}
    if since is None or until is None:
        return {name: str(words) for name, words in wrong.items()}
    fields = typed | {"scopes": " ".join(chosen), "until": until.isoformat()}
    del fields["since"]
    submitted(desk, _ACT, fields, key=form_key(request), on=since)
    return {}


@require_http_methods(["GET"])
def partner(request: HttpRequest, code: str) -> HttpResponse:
    """What is agreed with a partner, and what it makes of it."""
    desk = access.require(request, Permission.MANAGE_USERS)
    return _page(request, desk, code, done=request.GET.get("done") == "1")


@require_POST
def change_partner(request: HttpRequest, code: str) -> HttpResponse:
    """One change: a secret given or ended, the agreement ended, notices replayed."""
    desk = access.require(request, Permission.MANAGE_USERS)
    on, secret = clock.today(desk.fund.country), ""

    def issue_secret() -> None:
        nonlocal secret
        secret = operations.issue_secret(desk=desk, code=code, on=on)

    def end_secret() -> None:
        slot = request.POST.get("slot", "")
        operations.end_secret(
            desk=desk, code=code, slot=int(slot) if slot in {"1", "2"} else 0, on=on
        )

    def end_agreement() -> None:
        submitted(desk, "end_agreement", {"partner": code}, key=form_key(request), on=on)

    def replay() -> None:
        number = request.POST.get("subscription", "")
        webhooks.replay(code=code, number=number, on=on, at=clock.now())

    changes: dict[str, Callable[[], None]] = {
        "issue-secret": issue_secret,
        "end-secret": end_secret,
        "end-agreement": end_agreement,
        "replay": replay,
    }
    try:
        with transaction.atomic():
            changes.get(request.POST.get("change", ""), _nothing)()
    except SocleError as error:
        words = wording(error.code, error.facts, errors.language())
        return _page(request, desk, code, wrong=f"{words.message} {words.do}")
    if secret:
        return _page(request, desk, code, secret=secret)
    return redirect(reverse("partner", args=[code]) + "?done=1")


def _page(
    request: HttpRequest,
    desk: Desk,
    code: str,
    *,
    secret: str = "",
    wrong: str = "",
    done: bool = False,
) -> HttpResponse:
    today = clock.today(desk.fund.country)
    found = queries.partner(code=code, on=today)
    held = found.agreement.scopes if found.agreement else ()
    shown = {
        "menu": "partners",
        "partner": found,
        "client": operations.client_id(fund_code=desk.fund.code, code=code),
        "scopes": _rows(held, held),
        "subscriptions": webhooks.subscriptions(code=code, on=today),
        "accesses": queries.accesses(code=code, limit=_SHOWN),
        "acts": acts_touching(kind=operations.SUBJECT, number=code, limit=_SHOWN),
        "secret": secret,
        "done": done,
        "wrong": {"changes": wrong} if wrong else {},
        "key": form_key(request),
    }
    return render(request, "partners/partner.html", shown, status=422 if wrong else 200)


def _typed(
    asked: Iterable[Asked], typed: Mapping[str, str], wrong: Mapping[str, str]
) -> list[Typed]:
    return [Typed(each, typed[each.name], wrong.get(each.name, "")) for each in asked]


def _rows(codes: Iterable[str], chosen: Iterable[str]) -> list[ScopeRow]:
    held = set(chosen)
    return [ScopeRow(code, scope_words(code), code in held) for code in codes]


def scope_words(code: str) -> str:
    """What a scope opens, in words."""
    if code.startswith(ACTS_WRITE):
        return act_label(code.removeprefix(ACTS_WRITE))
    return str(SCOPES.get(code, code))


def _nothing() -> None:
    raise Refused("access.forbidden", permission=_("geste inconnu"))
