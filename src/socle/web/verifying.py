"""The page that reads cards and papers without network, and what it keeps for that."""

from base64 import b64encode
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from socle.kernel.errors import Refused
from socle.platform.access.queries import funds
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import FundView
from socle.platform.signing.queries import keys
from socle.registry.operations.papers import revocation_list
from socle.web import clock, errors
from socle.web.access import fundless
from socle.web.rates import Allowance
from socle.web.static_files import assets

# A reader fetches once a day; a counter's readers share one address.
_FETCHES = Allowance("verify-lists", count=30, seconds=60)

# What the script says, by the names that it asks for.
_WORDS = {
    "good": _("Carte valable"),
    "revoked": _("Carte révoquée : perdue, volée, annulée ou remplacée"),
    "ended": _("La durée de validité est passée"),
    "forged": _("Aucune caisse connue de cette page n’a signé ce code"),
    "unreadable": _("Ce texte n’est pas celui d’une carte ni d’une attestation"),
    "paper-good": _("Attestation signée par la caisse"),
    "no-camera": _("La caméra ne s’ouvre pas : donnez une photo, ou le texte du code"),
    "no-code": _("Aucun code carré n’est lu sur cette photo"),
    "no-list": _("Ouvrez d’abord cette page avec le réseau"),
    "name": _("Nom complet"),
    "number": _("N° d’assuré"),
    "birth": _("Naissance"),
    "sex": _("Sexe"),
    "female": _("Féminin"),
    "male": _("Masculin"),
    "fund": _("Caisse"),
    "until": _("Valable jusqu’au"),
    "asof": _("Non révoquée, à la liste du"),
    "paper": _("Nature"),
    "paper-number": _("Numéro"),
    "given": _("Donnée le"),
    "paper-registration": _("Attestation d’immatriculation"),
    "paper-affiliation": _("Attestation d’affiliation"),
    "paper-family_situation": _("Attestation de situation de famille"),
    "paper-standing": _("Attestation de régularité"),
    "paper-rights": _("Attestation de droits"),
    "paper-award_statement": _("Relevé d’un droit"),
}


@fundless
@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """Reads a card's code, or a paper's, by the keys and lists that the browser keeps."""
    response = render(request, "papers/offline.html", {"words": _WORDS})
    response.headers["Permissions-Policy"] = "camera=(self), microphone=(), geolocation=()"
    return response


@fundless
@require_GET
def lists(request: HttpRequest) -> HttpResponse:
    """The keys in use of each fund, and its signed list of revoked cards as of now."""
    if not _FETCHES.takes(request, clock.now()):
        return errors.said(request, Refused("arrears.too_many_checks"))
    found = [said for fund in funds() if (said := _of_fund(fund)) is not None]
    return JsonResponse({"funds": found})


@fundless
@require_GET
def worker(_request: HttpRequest) -> HttpResponse:
    """The script that answers for these pages without network: here, so that they are its own."""
    asset = assets()["socle/verify-worker.js"]
    return HttpResponse(asset.content, content_type=asset.content_type)


def _of_fund(fund: FundView) -> dict[str, Any] | None:
    """What a reader keeps of a fund; None of one that has not signed anything yet."""
    with fund_scope(fund.id):
        known = [each for each in keys() if each.withdrawn_at is None]
        if not known:
            return None
        signed = revocation_list(on=clock.today(fund.country), at=clock.now())
    return {
        "code": fund.code,
        "name": fund.name,
        "keys": {each.key_id: b64encode(each.public).decode() for each in known},
        "list": b64encode(signed).decode(),
    }
