"""Lines of a bank statement that wait for a person: maybe told twice, or taken back by the bank."""

from typing import NamedTuple

from django.http import HttpRequest

from socle.collection import queries
from socle.collection.types import LineOutcome, NearPayment, OpenLine
from socle.platform.access.types import Desk
from socle.platform.acts.types import ActAnswer
from socle.web.payment_labels import NEARNESS, RETURN_CODES
from socle.web.status_shapes import Words
from socle.web.submitting import form_key, submitted

SHOWN = 20
_ACTS = {
    "same": ("same_movement", ("statement", "line", "payment")),
    "all": ("same_movements", ("statement",)),
    "another": ("another_movement", ("statement", "line")),
    "return": ("return_payment", ("statement", "line", "payment", "reason")),
}
_LONGEST_REASON = 200


class NearRow(NamedTuple):
    """A payment that a line may tell of, and why."""

    near: NearPayment
    why: Words


class WaitingLine(NamedTuple):
    """A line that waits, as the page shows it."""

    open: OpenLine
    near: list[NearRow]
    code_words: Words

    @property
    def reason(self) -> str:
        """Why the bank takes a payment back, in its own words alone: an act keeps them."""
        line = self.open.line
        return " · ".join(part for part in (line.return_code, line.label) if part)[:_LONGEST_REASON]


def waiting_lines(number: str) -> dict[LineOutcome, list[WaitingLine]]:
    """The first lines that wait, those maybe told twice apart from those taken back."""
    found: dict[LineOutcome, list[WaitingLine]] = {}
    for each in queries.open_lines(number=number, limit=SHOWN):
        near = [NearRow(one, NEARNESS[one.nearness]) for one in each.near]
        words = RETURN_CODES.get(each.line.return_code, "")
        found.setdefault(each.line.outcome, []).append(WaitingLine(each, near, words))
    return found


def decided(request: HttpRequest, desk: Desk, number: str) -> ActAnswer | None:
    """What was said of a line by a button of the page; None where no button says such a thing.

    Raises:
        SocleError: as the act refuses.
    """
    if request.POST.get("do", "") not in _ACTS:
        return None
    code, names = _ACTS[request.POST["do"]]
    fields = {name: request.POST.get(name, "").strip() for name in names}
    fields |= {"statement": number}
    if code == "return_payment" and not fields["reason"]:
        fields["reason"] = number
    return submitted(desk, code, fields, key=form_key(request))
