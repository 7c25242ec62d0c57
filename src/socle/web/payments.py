"""The pages of payments: an employer's list, one payment and what it pays, its receipt."""

import uuid
from datetime import date
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from socle.collection import queries
from socle.collection.types import Candidate, MatchRule, PaymentStatus, PaymentView, UseView
from socle.kernel.errors import NotKnown, SocleError
from socle.kernel.wording import wording
from socle.platform.access.queries import require_employer
from socle.platform.access.types import Desk, Permission
from socle.platform.acts.catalogue import act_type
from socle.platform.acts.errors import Invalid
from socle.registry.queries import employer_id, employer_name
from socle.web import access, clock, errors
from socle.web.payment_labels import CHANNELS, ORDERS, REASONS, RULES, STATUS, USES
from socle.web.reading import with_days
from socle.web.status_shapes import Label, Words
from socle.web.submitting import form_key, submitted
from socle.web.templatetags.socle import says

A_PAGE = 50


class PaymentRow(NamedTuple):
    """A payment as a list shows it."""

    payment: PaymentView
    status: Label
    channel: Words
    rule: Words


class UseRow(NamedTuple):
    """What an amount of a payment serves for, as the page shows it."""

    use: UseView
    words: Words


class CandidateRow(NamedTuple):
    """A near employer, and why."""

    candidate: Candidate
    why: Words

    @property
    def month(self) -> str:
        return f"{self.candidate.month:%Y-%m}" if self.candidate.month else ""


class NextAct(NamedTuple):
    """An act that this desk may do on a payment."""

    code: str
    words: str


def row(payment: PaymentView) -> PaymentRow:
    """A payment with its words."""
    rule = RULES[payment.rule] if payment.rule else ""
    return PaymentRow(payment, STATUS[payment.status], CHANNELS[payment.channel], rule)


def candidate_rows(payment: PaymentView, on: date) -> list[CandidateRow]:
    """Near employers with why they are near."""
    found = queries.candidates_for(payment=payment, on=on)
    return [CandidateRow(each, REASONS[each.reason]) for each in found]


@require_GET
def employer_payments(request: HttpRequest, number: str) -> HttpResponse:
    """What an employer paid, the last first, with its credit and how to pay."""
    desk = access.require(request, Permission.READ_ACCOUNT)
    require_employer(desk, number)
    before = request.GET.get("before") or None
    found = queries.payments_of(employer_number=number, before=before, limit=A_PAGE + 1)
    page = found[:A_PAGE]
    owner = employer_id(number)
    order, since, is_chosen = queries.allocation_order(on=clock.today(desk.fund.country))
    shown = {
        "menu": "employers",
        "number": number,
        "name": employer_name(number),
        "rows": [row(each) for each in page],
        "credit": sum(each.amount for each in queries.credits_of(employer_id=owner)),
        "reference": queries.account_reference(employer_number=number),
        "order": ORDERS[order],
        "order_since": since,
        "is_order_chosen": is_chosen,
        "acts": next_acts(desk, "allocate_credits", "refund_credit", "transfer_credit"),
        "first_page": request.path if before else "",
        "next_page": f"?before={page[-1].number}" if len(found) > A_PAGE else "",
    }
    return render(request, "payments/list.html", shown)


@require_GET
def payment(request: HttpRequest, number: str) -> HttpResponse:
    """One payment: whose it is and by which rule, what it pays, what may be done with it."""
    desk = access.require(request, Permission.READ_ACCOUNT)
    found = own_payment(desk, number)
    today = clock.today(desk.fund.country)
    may_match = Permission.MATCH_PAYMENT in desk.permissions
    is_unmatched = found.status is PaymentStatus.UNMATCHED
    shown = {
        "menu": "suspense" if is_unmatched else "",
        "row": row(found),
        "payment": found,
        "uses": [UseRow(each, USES[each.kind]) for each in queries.uses_of(number=number)],
        "candidates": candidate_rows(found, today) if is_unmatched and may_match else [],
        "acts": next_acts(desk, *_possible(found)),
        "key": str(uuid.uuid4()),
        "is_receipt": found.rule is MatchRule.COUNTER or found.channel in {"cash", "cheque"},
    }
    return render(request, "payments/payment.html", shown)


@require_GET
def quittance(request: HttpRequest, number: str) -> HttpResponse:
    """The receipt of money to print (quittance), with the amount in words."""
    desk = access.require(request, Permission.READ_ACCOUNT)
    found = own_payment(desk, number)
    if found.channel not in {"cash", "cheque"}:
        raise NotKnown("collection.payment_unknown", number=number[:40])
    in_words = queries.in_words(amount=found.amount, currency=desk.fund.currency)
    shown = {
        "menu": "cashier",
        "row": row(found),
        "payment": found,
        "in_words": in_words[:1].upper() + in_words[1:],
        "uses": [UseRow(each, USES[each.kind]) for each in queries.uses_of(number=number)],
    }
    return render(request, "payments/quittance.html", shown)


@require_POST
def match_payment(request: HttpRequest, number: str) -> HttpResponse:
    """Matches an unmatched payment to an employer, proposed or typed."""
    desk = access.require(request, Permission.MATCH_PAYMENT)
    fields = {"payment": number, "employer": request.POST.get("employer", "").strip()}
    if month := request.POST.get("month", "").strip():
        fields["month"] = month
    submitted(desk, "match_payment", fields, key=form_key(request))
    return redirect("payment", number)


def own_payment(desk: Desk, number: str) -> PaymentView:
    """A payment, when this desk may see it.

    Raises:
        NotKnown: there is none, or it is another employer's or nobody's; the answer is the same.
    """
    found = queries.payment(number=number)
    if desk.employer_numbers:
        try:
            require_employer(desk, found.employer_number or "")
        except NotKnown:
            raise NotKnown("collection.payment_unknown", number=number[:40]) from None
    return found


def next_acts(desk: Desk, *codes: str) -> list[NextAct]:
    """The acts among those that this desk may do, in the words of the catalogue."""
    kinds = [act_type(code) for code in codes]
    return [
        NextAct(each.code, str(each.label)) for each in kinds if each.permission in desk.permissions
    ]


def wrong_of(error: SocleError, *, names: tuple[str, ...]) -> dict[str, str]:
    """What to correct, by the field it concerns; what concerns none is said at the first."""
    if isinstance(error, Invalid):
        wrong: dict[str, str] = {}
        for fault in error.faults:
            said = says(fault)
            name = fault.field if fault.field in names else names[0]
            wrong[name] = f"{said.message} {said.do}"
        return wrong
    words = wording(error.code, with_days(error.facts), errors.language())
    return {names[0]: f"{words.message} {words.do}"}


def _possible(found: PaymentView) -> tuple[str, ...]:
    """The acts that make sense for a payment where it stands."""
    if found.status is PaymentStatus.RETURNED:
        return ()
    if found.status is PaymentStatus.TO_CLEAR:
        return ("clear_cheque", "return_payment")
    if found.status is PaymentStatus.UNMATCHED:
        return ("match_payment", "mark_own_money", "return_payment")
    return ("reallocate_payment", "unmatch_payment", "return_payment")
