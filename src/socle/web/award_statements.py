"""Statements of one award (relevés d'un droit): given on the screen, printed in the language asked.

What was paid is read beside it, as the fund knew it when the statement was given.
"""

import uuid
from datetime import date, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from socle.benefits.operations.certificates import sealed_certificate
from socle.benefits.queries.award_statements import Facts, paid_runs
from socle.benefits.queries.awards import award as award_of
from socle.benefits.queries.certificates import award_statements
from socle.benefits.queries.claims import claim
from socle.benefits.queries.letters import sources_listed, span_words, steps_listed
from socle.benefits.types import DecisionView
from socle.benefits.types.certificates import RightsGiven
from socle.countries.registry import Country, country
from socle.kernel.errors import SocleError
from socle.kernel.money import Money
from socle.payments.queries import orders_of_payees
from socle.payments.types import OrderState
from socle.platform.access.queries import current_fund
from socle.platform.access.types import Permission
from socle.platform.printing import checks
from socle.platform.printing.checks import as_written, day_words, left_to_right
from socle.platform.printing.codes import readable_code
from socle.platform.printing.types import Listing, Paper
from socle.web import access
from socle.web.arrears import why
from socle.web.labels import STATUS
from socle.web.lot_words import CHANNELS
from socle.web.lots import OrderRow, order_rows
from socle.web.papers import PAPER_LANGUAGES
from socle.web.submitting import form_key, submitted
from socle.web.templatetags.socle import named

_A_YEAR = timedelta(days=366)
_ORDERS = 30


@require_http_methods(["GET", "POST"])
def of_award(request: HttpRequest, number: str) -> HttpResponse:
    """The statements given of an award, and the button that gives one."""
    desk = access.require(request, Permission.READ_BENEFITS)
    found = award_of(number=number)
    wrong = ""
    if request.method == "POST":
        access.require(request, Permission.FILE_CLAIM)
        fields = {"person": found.beneficiary_number, "award": number}
        try:
            submitted(desk, "certify_rights", fields, key=form_key(request))
            return redirect(request.path)
        except SocleError as error:
            wrong = why(error)
    shown = {
        "menu": "claims",
        "award": found,
        "certificates": award_statements(award=number),
        "wrong": wrong,
        "key": str(uuid.uuid4()),
        "paper_languages": PAPER_LANGUAGES,
    }
    return render(request, "awards/statements.html", shown, status=422 if wrong else 200)


def statement_paper(*, number: str, address: str, at: datetime) -> Paper:
    """A statement that was given, in the language of the reading.

    Raises:
        NotKnown: none was given under this number.
        Refused: it was withdrawn.
        Conflict: what the fund knew then is not what it was given on.
    """
    given, said, token = sealed_certificate(number=number, at=at)
    fund = current_fund()
    here, language = country(fund.country), get_language() or "fr"
    words = _("Ce que la caisse %(fund)s sait de ce droit au %(on)s.")
    decision = _decision(said)
    listings = [
        _terms(here, said, language),
        _dues(here, said, language),
        _payments(here, given, language),
        *_calculation(here, decision, language),
    ]
    return Paper(
        language=language,
        fund=fund.name,
        title=_("Relevé d’un droit"),
        subtitle=f"{left_to_right(given.number)} · {day_words(given.asked_on)}",
        body=(words % {"fund": as_written(fund.name), "on": day_words(given.asked_on)},),
        facts=_facts(here, given, said, language),
        listings=tuple(each for each in listings if each.rows),
        check=checks.check_words(address),
        code=left_to_right(readable_code(given.code)),
        qr=checks.checked_at(address=address, code=given.code, token=token),
        foot=_("Acte %(number)s") % {"number": left_to_right(given.act_number)},
    )


def _facts(
    here: Country, given: RightsGiven, said: Facts, language: str
) -> tuple[tuple[str, str], ...]:
    """What is due on the day, to whom, and on which decision."""
    state = str(STATUS[f"award_{said['state']}"].words)
    if said["reason"]:
        state = f"{state}, {named(said['reason'], 'choices')}"
    facts = [
        (_("Bénéficiaire"), f"{as_written(said['name'])} · {left_to_right(said['number'])}"),
        (_("Prestation"), here.label("benefit", said["benefit"], language)),
        (_("Droit"), left_to_right(said["award"])),
        (_("État"), state),
    ]
    if said["of"]["number"] != said["number"]:
        of = f"{as_written(said['of']['name'])} · {left_to_right(said['of']['number'])}"
        facts.insert(1, (_("Du chef de"), of))
    if said["amount"]:
        per = here.label("periodicity", said["periodicity"], language)
        facts.append((_("Montant"), f"{_sum(here, said['amount'], language)} · {per}"))
    if said["payee"] and said["payee"]["number"] != said["number"]:
        to = f"{as_written(said['payee']['name'])} · {left_to_right(said['payee']['number'])}"
        facts.append((_("Payé à"), to))
    rests_on = " · ".join(left_to_right(said[each]) for each in ("claim", "decision") if said[each])
    facts += [(_("Décision"), rests_on), (_("Valable jusqu’au"), day_words(given.valid_until))]
    return tuple(facts)


def _terms(here: Country, said: Facts, language: str) -> Listing:
    rows = tuple(
        (
            span_words(
                date.fromisoformat(each["since"]),
                date.fromisoformat(each["until"]) if each["until"] else None,
            ),
            _sum(here, each["amount"], language),
            as_written(each["payee"]),
            str(STATUS[f"award_{each['status']}"].words),
        )
        for each in said["terms"]
    )
    return Listing(
        _("Montants, période par période"),
        (_("Période"), _("Montant"), _("Payé à"), _("État")),
        rows,
    )


def _dues(here: Country, said: Facts, language: str) -> Listing:
    rows = tuple(
        (
            left_to_right(each["run"]),
            " → ".join(
                left_to_right(f"{date.fromisoformat(day):%m/%Y}")
                for day in dict.fromkeys((each["first"], each["last"]))
            ),
            _sum(here, each["amount"], language),
        )
        for each in said["dues"]
    )
    head = (_("Échéance"), _("Mois payés"), _("Montant"))
    return Listing(_("Échéances des douze derniers mois"), head, rows)


def _payments(here: Country, given: RightsGiven, language: str) -> Listing:
    """The orders of a year that paid the award, with all that the fund paid by them.

    What a payee was sent otherwise, before, beside or after, is theirs alone.
    """
    on, known_at = given.asked_on, given.known_at
    paid = paid_runs(number=given.award_number, on=on, known_at=known_at)
    found = [
        order
        for payee, runs in paid.items()
        for order in orders_of_payees(person_ids=[payee], on=on, known_at=known_at, limit=_ORDERS)
        if order.run_number in runs
    ]
    found.sort(key=lambda each: each.number, reverse=True)
    rows = tuple(
        (
            day_words(row.order.value_on or row.order.pay_on),
            left_to_right(row.order.number),
            f"{CHANNELS[row.order.channel]} {left_to_right(row.order.account)}".strip(),
            _sum(here, row.order.amount, language),
            " : ".join(filter(None, (str(row.state.words), _reason(row)))),
        )
        for row in order_rows(found)
        if row.order.pay_on > given.asked_on - _A_YEAR
    )
    head = (_("Date"), _("Ordre"), _("Moyen"), _("Montant"), _("État"))
    return Listing(_("Versements de l’année, toutes prestations ensemble"), head, rows)


def _reason(row: OrderRow) -> str:
    """Why it did not arrive; in whose name another's wallet is, is not for this paper."""
    return "" if row.order.state is OrderState.HELD else str(row.reason)


def _decision(said: Facts) -> DecisionView | None:
    if not said["decision"]:
        return None
    decisions = claim(number=said["claim"]).decisions
    return next((each for each in decisions if each.number == said["decision"]), None)


def _calculation(here: Country, decision: DecisionView | None, language: str) -> list[Listing]:
    """The steps of the decision, without what they tell of health, then the law they rest on."""
    if decision is None:
        return []
    sources = tuple((each,) for each in sources_listed(here, decision))
    return [
        steps_listed(here, decision, language),
        Listing(_("Textes et sources"), (_("Selon le numéro de l’étape"),), sources),
    ]


def _sum(here: Country, amount: int, language: str) -> str:
    return left_to_right(Money(amount, here.currency).text(language))
