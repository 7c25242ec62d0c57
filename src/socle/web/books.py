"""The trial balance by account and branch, on a day, as known on a day; and its table."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from socle.kernel.money import Money
from socle.payments.queries import BookLine, books
from socle.platform.access.types import Permission
from socle.platform.extracts.types import Table
from socle.web import access
from socle.web.book_words import ACCOUNTS
from socle.web.reading import reading
from socle.web.tables import table_answer, written


@require_GET
def trial_balance(request: HttpRequest) -> HttpResponse:
    """Every account until a day; `.csv` gives the same as a table."""
    desk = access.require(request, Permission.READ_BENEFITS)
    asked = reading(request)
    found = books(on=asked.on, known_at=asked.known_at)
    if request.path.endswith(".csv"):
        return table_answer(
            *(request, desk),
            table=Table.TRIAL_BALANCE,
            name="balance.csv",
            content=written(_rows(found, desk.fund.currency)),
        )
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


def _rows(found: list[BookLine], currency: str) -> Iterator[tuple[object, ...]]:
    yield (_("Numéro"), _("Intitulé"), _("Compte"), _("Branche"), _("Débit"), _("Crédit"))
    for each in found:
        sums = (Money(amount, currency).decimal() for amount in (each.debit, each.credit))
        yield (each.number, each.label, each.account, each.branch, *sums)
