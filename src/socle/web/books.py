"""The trial balance by account and branch, on a day, as known on a day; and its table."""

import csv
import io

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from socle.kernel.money import Money
from socle.payments.queries import BookLine, books
from socle.platform.access.types import Permission
from socle.web import access
from socle.web.book_words import ACCOUNTS
from socle.web.reading import reading

_FORMULA = ("=", "+", "-", "@")


@require_GET
def trial_balance(request: HttpRequest) -> HttpResponse:
    """Every account until a day; `.csv` gives the same as a table."""
    desk = access.require(request, Permission.READ_BENEFITS)
    asked = reading(request)
    found = books(on=asked.on, known_at=asked.known_at)
    if request.path.endswith(".csv"):
        return _table(found, desk.fund.currency)
    shown = {
        "menu": "books",
        "reading": asked,
        "rows": [(each, ACCOUNTS[each.account]) for each in found],
        "debit": sum(each.debit for each in found),
        "credit": sum(each.credit for each in found),
        "unnumbered": sum(not each.number for each in found),
        "may_set": Permission.ENDORSE_PAYMENT in desk.permissions,
    }
    return render(request, "books/trial_balance.html", shown)


def _table(found: list[BookLine], currency: str) -> HttpResponse:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(
        (_("Numéro"), _("Intitulé"), _("Compte"), _("Branche"), _("Débit"), _("Crédit"))
    )
    for each in found:
        label = f"'{each.label}" if each.label.startswith(_FORMULA) else each.label
        sums = (Money(amount, currency).decimal() for amount in (each.debit, each.credit))
        writer.writerow((each.number, label, each.account, each.branch, *sums))
    response = HttpResponse(
        text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8"
    )
    response.headers["Content-Disposition"] = 'attachment; filename="balance.csv"'
    return response
