"""The public list of pieces: what each act asks for, the same list that the counter reads."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from socle.countries.registry import country
from socle.kernel.errors import NotKnown
from socle.platform.access.queries import funds
from socle.platform.access.types import FundView
from socle.platform.acts.catalogue import catalogue
from socle.platform.acts.pieces import Piece
from socle.web import errors
from socle.web.access import fundless


@dataclass(frozen=True, slots=True)
class ListedAct:
    """An act, the pieces it asks for, and where the list was read."""

    code: str
    label: str
    pieces: tuple[Piece, ...]
    status: str
    source: str


@fundless
@require_GET
def pieces(request: HttpRequest, fund: str = "") -> HttpResponse:
    """The pieces by act in a fund; where there are several funds, one is chosen first."""
    known = funds()
    chosen = known[0] if len(known) == 1 else None
    if fund:
        chosen = next((each for each in known if each.code == fund), None)
        if chosen is None:
            codes = ", ".join(each.code for each in known)
            return errors.said(request, NotKnown("access.fund_unknown", fund=fund, known=codes))
    shown = {
        "funds": known,
        "chosen": chosen,
        "acts": _listed(chosen) if chosen else [],
        "country": chosen.country if chosen else "",
    }
    return render(request, "pieces/list.html", shown)


def _listed(fund: FundView) -> list[ListedAct]:
    parameters = country(fund.country).parameters
    found = []
    for each in catalogue():
        asked = each.pieces(fund)
        if asked and each.is_offered(fund):
            source = asked[0].source
            said = parameters.in_full(source) if source in parameters.sources else source
            found.append(ListedAct(each.code, str(each.label), asked, asked[0].status, said))
    return sorted(found, key=lambda each: each.label)
