"""A right in a sentence: why it is open or closed, and what would reopen it, in three languages."""

from datetime import date

from socle.coverage.types import Reason, Right
from socle.kernel.errors import Facts
from socle.kernel.money import currency_digits
from socle.kernel.wording import Wording, catalogue, wording

_PREFIX = "coverage.right_"
_OTHER_END = "dependant_ended"
_LASTING = "lasting"


def said(right: Right, *, language: str, currency: str) -> Wording:
    """The reason of a right, and what to do."""
    reason = right.reason
    code = _PREFIX + reason.code
    if code not in catalogue():  # an end that the register knows by a code of its own
        code = _PREFIX + _OTHER_END
    found = wording(code, _facts(right, reason, currency), language)
    if right.is_open and right.closes_on is None and "{closes_on}" in found.do:
        return Wording(found.message, wording(_PREFIX + _LASTING, {}, language).do)
    return found


def _facts(right: Right, reason: Reason, currency: str) -> Facts:
    told: dict[str, str | int] = {
        "bearer": reason.bearer,
        "gap": reason.gap,
        "missing": reason.missing,
        "months": " · ".join(f"{each.month} : {each.days}" for each in reason.days),
        "unpaid": ", ".join(reason.unpaid),
    }
    if reason.had is not None and reason.wanted is not None:
        told |= {"had": reason.had, "wanted": reason.wanted}
    if reason.amount is not None:
        told["amount"] = _amount(reason.amount, currency)
    if reason.score is not None:
        told |= {
            "score": f"{reason.score.value.normalize():f}",
            "score_on": _day(reason.score.since),
        }
    if reason.opens_on is not None:
        told["opens_on"] = _day(reason.opens_on)
    if right.closes_on is not None:
        told["closes_on"] = _day(right.closes_on)
    return told


def _day(day: date) -> str:
    """A day as the screens write it."""
    return f"{day:%d/%m/%Y}"


def _amount(minor: int, currency: str) -> str:
    """An amount in digits with its currency: `150.00 MAD`."""
    digits = currency_digits(currency)
    whole, part = divmod(minor, 10**digits)
    return f"{whole}.{part:0{digits}d} {currency}" if digits else f"{whole} {currency}"
