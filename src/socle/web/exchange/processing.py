"""The register of processing: to whom the fund gives data, from whom it has them, and by which law.

Anybody reads it.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from socle.exchange.queries.processing import register_of_processing, retention
from socle.kernel.errors import NotKnown
from socle.platform.access.queries import funds
from socle.platform.access.scope import fund_scope
from socle.web import clock, errors
from socle.web.access import fundless
from socle.web.partners import scope_words


@fundless
@require_GET
def register(request: HttpRequest, fund: str) -> HttpResponse:
    """One row an agreement: categories of data, purpose, law, recipient, how long."""
    known = funds()
    chosen = next((each for each in known if each.code == fund), None)
    if chosen is None:
        codes = ", ".join(each.code for each in known)
        return errors.said(request, NotKnown("access.fund_unknown", fund=fund[:40], known=codes))
    today = clock.today(chosen.country)
    with fund_scope(chosen.id):
        found = register_of_processing(on=today)
        shown = {
            "fund": chosen,
            "on": today,
            "rows": [(each, [scope_words(code) for code in each.scopes]) for each in found],
            "kept": retention(on=today),
        }
    return render(request, "exchange/processing.html", shown)
