"""The contributor's account of an employer and its statement."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language_bidi, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from socle.arrears.queries import accounts, statements
from socle.arrears.types import AccountLine, PlanState, Situation, StatementLine
from socle.contributions.types import AccountMonth
from socle.kernel.money import currency_digits
from socle.platform.access.queries import require_employer
from socle.platform.access.types import Desk, Permission
from socle.platform.extracts.types import Table
from socle.web import access, drawings
from socle.web.reading import parse_day, reading
from socle.web.status_shapes import Shape
from socle.web.tables import table_answer, written
from socle.web.templatetags.socle import day, month

_MONTHS_SHOWN = 48
_LATE_DAYS = 30
MOVEMENTS: dict[str, str | Promise] = {
    "debt": gettext_lazy("Déclaration"),
    "correction": gettext_lazy("Correction"),
    "penalty": gettext_lazy("Majoration"),
    "remission": gettext_lazy("Remise"),
    "write_off": gettext_lazy("Passage en perte"),
    "receipt": gettext_lazy("Paiement reçu"),
    "allocation": gettext_lazy("Affectation"),
    "refund": gettext_lazy("Remboursement"),
}


class MonthRow(NamedTuple):
    """A month of the account as the table shows it."""

    month: AccountLine
    amounts: list[int]
    shape: Shape
    words: str


class NextStep(NamedTuple):
    """The one thing to do now, and where; without address it is only said."""

    words: str
    why: str
    address: str = ""


@require_GET
def account(request: HttpRequest, number: str) -> HttpResponse:
    """What an employer owes and paid, by month and branch, and what follows, as known on a day."""
    desk = access.require(request, Permission.READ_ACCOUNT)
    require_employer(desk, number)
    read = reading(request)
    found = accounts.situation(employer_number=number, on=read.known_on, known_at=read.known_at)
    chart = drawings.owed_and_paid(_drawn(found.months), is_mirrored=get_language_bidi())
    shown = {
        "menu": "employers",
        "reading": read,
        "account": found,
        "months": _rows(found, read.known_on),
        "branch_totals": [
            sum(line.by_branch.get(branch, 0) for line in found.months) for branch in found.branches
        ],
        "chart": chart,
        "next_step": None if read.known_at else _next_step(found, desk),
        "plan": next((each for each in found.plans if each.state != PlanState.COMPLETED), None),
    }
    return render(request, "employers/account.html", shown)


def _drawn(lines: Sequence[AccountLine]) -> list[AccountMonth]:
    return [
        AccountMonth(line.month, line.due.effective, line.by_branch, line.owed, line.paid)
        for line in lines
    ]


def _rows(account: Situation, on: date) -> list[MonthRow]:
    """The latest months, oldest first."""
    return [
        MonthRow(
            line, [line.by_branch.get(each, 0) for each in account.branches], *_state(line, on)
        )
        for line in account.months[-_MONTHS_SHOWN:]
    ]


def _state(line: AccountLine, on: date) -> tuple[Shape, str]:
    """Where a month stands on a day: a shape and its words."""
    late = (on - line.due.effective).days
    if line.balance <= 0:
        return "on", _("Soldé")
    if late < 0:
        return "todo", _("À échoir")
    if late == 0:
        return "todo", _("Échéance aujourd’hui")
    words = ngettext("%(days)s jour de retard", "%(days)s jours de retard", late) % {"days": late}
    return ("watch" if late <= _LATE_DAYS else "off"), words


def _next_step(found: Situation, desk: Desk) -> NextStep:
    """What helps most now, for whoever reads."""
    number, may = found.employer_number, desk.permissions
    standing = found.standing
    broken = [each for each in found.plans if each.state is PlanState.BROKEN]
    covered = {line for each in found.plans if each.is_protecting for line in each.months}
    loose = sum(
        line.balance
        for line in found.months
        if line.balance > 0 and line.due.effective < found.on and line.due.month not in covered
    )
    if standing and standing.undeclared:
        first = month(f"{standing.undeclared[0]:%Y-%m}")
        return NextStep(
            _("Déclarer %(month)s") % {"month": first},
            _("Ce mois est échu et aucune déclaration n’est comptabilisée."),
            reverse("new-deposit") if Permission.DEPOSIT_DECLARATION in may else "",
        )
    if loose and Permission.RECOVER in may and found.to_charge:
        return NextStep(
            _("Porter les majorations au compte"),
            _("Des mois échus sont impayés et leur majoration n’est pas encore comptée."),
            reverse("penalties", args=[number]),
        )
    if loose and Permission.RECOVER in may:
        return NextStep(
            _("Proposer un nouvel échéancier") if broken else _("Proposer un échéancier"),
            _("Des mois échus restent impayés et aucun échéancier en cours ne les couvre."),
            reverse("plan", args=[number]),
        )
    if loose:
        return NextStep(
            _("Payer ce qui est échu"),
            _("Citez votre numéro d’employeur. Un paiement compte au jour où la caisse le reçoit."),
        )
    return NextStep(
        _("Demander une attestation de régularité"),
        _("Tous les mois échus sont déclarés, et payés ou sous échéancier respecté."),
        reverse("certificate", args=[number]) if Permission.REQUEST_CERTIFICATE in may else "",
    )


class StatementRow(NamedTuple):
    """A movement as the statement shows it."""

    line: StatementLine
    words: str


@require_GET
def statement(request: HttpRequest, number: str) -> HttpResponse:
    """The statement of an account over a period, as it prints; `?format=csv` for a spreadsheet."""
    desk = access.require(request, Permission.READ_ACCOUNT)
    require_employer(desk, number)
    read = reading(request)
    since = parse_day(request.GET.get("since", "")) or date(read.known_on.year, 1, 1)
    until = parse_day(request.GET.get("until", "")) or read.known_on
    if until < since:
        since, until = until, since
    found = statements.statement(
        employer_number=number, since=since, until=until, known_at=read.known_at
    )
    rows = [StatementRow(line, _movement(line)) for line in found.lines]
    if request.GET.get("format") == "csv":
        return _statement_csv(request, desk, number, rows, found.opening)
    shown = {"menu": "employers", "reading": read, "statement": found, "rows": rows}
    return render(request, "employers/statement.html", shown)


def _movement(line: StatementLine) -> str:
    """What a movement is, with the month it is about."""
    words = str(MOVEMENTS[line.kind])
    if line.kind in {"receipt", "refund"}:
        return words
    first, last = (month(f"{each:%Y-%m}") for each in (line.first_month, line.last_month))
    return f"{words}, {first}" if first == last else f"{words}, {first} – {last}"


def plain_amount(minor: int, currency: str) -> str:
    """An amount for a spreadsheet: no spaces, a point before the decimals."""
    digits = currency_digits(currency)
    whole, rest = divmod(abs(minor), 10**digits)
    sign = "-" if minor < 0 else ""
    return f"{sign}{whole}.{rest:0{digits}d}" if digits else f"{sign}{whole}"


def _statement_csv(
    request: HttpRequest, desk: Desk, number: str, rows: Sequence[StatementRow], opening: int
) -> HttpResponse:
    def shown(minor: int) -> str:
        return plain_amount(minor, desk.fund.currency)

    table = [
        [
            *(_("Date"), _("Objet"), _("Pièce comptable"), _("Acte")),
            *(_("Débit"), _("Crédit"), _("Solde")),
        ],
        ["", _("Solde au début de la période"), "", "", "", "", shown(opening)],
    ]
    for line, words in rows:
        table.append(
            [
                *(day(line.on), words, line.entry_number, line.act_number),
                *(shown(line.debit), shown(line.credit), shown(line.balance)),
            ]
        )
    return table_answer(
        *(request, desk),
        table=Table.STATEMENT,
        name=f"releve-{number}.csv",
        content=written(table),
    )
