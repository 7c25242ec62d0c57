"""How to speak with a partner: its link, stated by two persons; the secret it gave us."""

from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from socle.exchange.queries import links
from socle.exchange.types import LinkView, Port, Signing, Transport
from socle.kernel.errors import SocleError
from socle.platform.access.types import Desk, Permission
from socle.platform.acts.queries import proposals
from socle.platform.partners.queries import partner
from socle.web import access, clock
from socle.web.partner_words import Words
from socle.web.payments import wrong_of
from socle.web.reading import parse_day
from socle.web.submitting import form_key, submitted

_ACT = "state_link"
_CHOSEN = ("transport", "signature", "sandbox")
_DAY = gettext_lazy("Écrivez la date ainsi : JJ/MM/AAAA, par exemple 16/03/2026.")


class Asked(NamedTuple):
    """One text that the form of a link asks."""

    name: str
    label: Words
    hint: Words = ""
    most: int = 200


_TEXTS = (
    Asked(
        "address",
        gettext_lazy("Adresse du service"),
        gettext_lazy("Au domaine de la convention, en https. Vide pour X-Road et les fichiers"),
        300,
    ),
    Asked("sender_id", gettext_lazy("Identifiant du partenaire dans les messages")),
    Asked("our_sender_id", gettext_lazy("Notre identifiant dans les messages")),
    Asked(
        "callback",
        gettext_lazy("Adresse qui reçoit nos réponses"),
        gettext_lazy("La seule adresse rappelée, au domaine de la convention"),
        300,
    ),
    Asked("service", gettext_lazy("Service X-Road du partenaire")),
    Asked("client", gettext_lazy("Client X-Road de la caisse")),
)
_NAMES = ("ports", *_CHOSEN, *(each.name for each in _TEXTS), "keys", "since")


class Typed(NamedTuple):
    """What is asked, as it was typed, and what is wrong with it."""

    asked: Asked
    value: str
    why: str


@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, code: str) -> HttpResponse:
    """The link of a partner: what is believed, and the form that proposes another."""
    desk = access.require(request, Permission.MANAGE_USERS)
    today = clock.today(desk.fund.country)
    found = partner(code=code, on=today)
    now = next((each for each in links.links(on=today) if each.code == code), None)
    wrong: dict[str, str] = {}
    if request.method == "POST":
        wrong = _changed(request, desk, code)
        if not wrong:
            return redirect(reverse("partner-link", args=[code]) + "?done=1")
    typed = _typed(request) if request.POST.get("change") == "state" else _believed(now)
    typed["since"] = typed.get("since") or f"{today:%d/%m/%Y}"
    shown = {
        "menu": "partners",
        "partner": found,
        "link": now,
        "is_in_clear": code in links.secrets_in_clear(on=today).partners,
        "waiting": [each for each in proposals(types=[_ACT]) if each.fields["partner"] == code],
        "typed": typed,
        "pasted": typed.get("keys", ""),  # `typed.keys` would be the method of the mapping
        "texts": [
            Typed(each, typed.get(each.name, ""), wrong.get(each.name, "")) for each in _TEXTS
        ],
        "ports": [(each, each.value in typed.get("ports", "").split()) for each in Port],
        "transports": list(Transport),
        "signings": list(Signing),
        "wrong": wrong,
        "key": form_key(request),
        "done": request.GET.get("done") == "1",
    }
    return render(request, "exchange/link.html", shown, status=422 if wrong else 200)


def _changed(request: HttpRequest, desk: Desk, code: str) -> dict[str, str]:
    """One change: a link proposed, a link ended, a secret kept; what is wrong with it."""
    change, key = request.POST.get("change", ""), form_key(request)
    try:
        if change == "end":
            submitted(desk, "end_link", {"partner": code}, key=key)
        elif change == "credential":
            said = {
                name: request.POST.get(name, "").strip() for name in ("client_id", "client_secret")
            }
            submitted(desk, "keep_credential", {"partner": code} | said, key=key)
        else:
            typed = _typed(request)
            since = parse_day(typed.pop("since"))
            if since is None:
                return {"since": str(_DAY)}
            submitted(desk, _ACT, {"partner": code} | typed, key=key, on=since)
    except SocleError as error:
        names = ("client_id", "client_secret") if change == "credential" else _NAMES
        return wrong_of(error, names=names)
    return {}


def _typed(request: HttpRequest) -> dict[str, str]:
    typed = {name: request.POST.get(name, "").strip() for name in _NAMES}
    return typed | {"ports": " ".join(request.POST.getlist("ports"))}


def _believed(now: LinkView | None) -> dict[str, str]:
    """The link in force, to be changed; its keys are pasted anew."""
    if now is None:
        return {}
    return {
        "ports": " ".join(sorted(now.ports)),
        "transport": now.transport.value,
        "signature": now.signature.value,
        "sandbox": "yes" if now.is_sandbox else "no",
        "address": now.address,
        "sender_id": now.sender_id,
        "our_sender_id": now.our_sender_id,
        "callback": now.callback,
        "service": now.service,
        "client": now.client,
    }
