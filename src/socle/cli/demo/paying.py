"""How each employer of the demonstration pays what it declared: when, how much, by which means."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from socle.cli.demo.declaring import Bill, due_on
from socle.cli.demo.story import Part, Story
from socle.collection.queries import payment_reference
from socle.kernel.months import Month

BANK, CASH, MOBILE = "bank", "cash", "mobile"
_DEBT_MONTHS = 8
_MEANS = {Part.COUNTER: CASH, Part.SMALL_FORM: CASH, Part.MOBILE: MOBILE}


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that an employer sends. Units: minor units."""

    on: date
    amount: int
    means: str
    key: str
    text: str  # what the payer writes
    employer: str
    payer: str
    account: str


def payments(told: Story, bill: Bill) -> list[Payment]:
    """What is paid of a bill, and when; days to come are not left out here."""
    rng = told.chance("paying", bill.key)
    found = []
    shared = 0
    for place, (on, share) in enumerate(_shares(told, bill)):
        amount = bill.total * (shared + share) // 100 - bill.total * shared // 100
        shared += share
        means = _MEANS.get(bill.employer.part, BANK)
        text = _text(bill, rng.random())
        if amount > 0:
            key = f"{bill.key}:{place}"
            found.append(_payment(bill, max(on, bill.on), amount, means, key, text))
    return found


def stray(told: Story, bill: Bill) -> Payment | None:
    """A transfer that says nothing a rule understands: a figure of its reference is wrong."""
    found = payments(told, bill)
    if not found or found[0].means != BANK:
        return None
    paid = found[0]
    reference = payment_reference(entry_number=bill.entry)
    wrong = reference[:-4] + f"{(int(reference[-4]) + 3) % 10}" + reference[-3:]
    return Payment(
        *(paid.on, paid.amount, BANK, paid.key, f"VIR {wrong} COTISATIONS SOCIALES"),
        # An account of its own, or the month after it would be a known payer's.
        *(paid.employer, paid.payer, f"9{bill.month.index}{paid.account[6:]}"),
    )


def is_withheld(told: Story, part: Part, month: Month) -> bool:
    """Whether the month is one of those that a plan will cover."""
    held = {Part.PLAN_KEPT: (-12, -6), Part.PLAN_BROKEN: (-10, -5)}.get(part)
    if held is None:
        return False
    if len(told.months) < -held[0]:
        return month == told.months[0]
    return told.months[held[0]] <= month < told.months[held[1]]


def _shares(told: Story, bill: Bill) -> Iterator[tuple[date, int]]:
    """When, and how many percent of the bill."""
    part, due = bill.employer.part, due_on(told, bill.month)
    rng = told.chance("shares", bill.employer.number, str(bill.month))
    in_time = due - timedelta(days=rng.randrange(0, 6))
    age = bill.month.until(told.months[-1])
    if _is_unpaid(told, bill, age):
        return
    if part is Part.IN_DEBT and age < _DEBT_MONTHS:
        yield in_time, 60
    elif part is Part.LATE and age > 0:
        yield due + timedelta(days=rng.randrange(20, 50)), 100
    elif part is Part.USUAL:
        yield from _usual(due, in_time, rng.random(), rng.randrange(8, 75))
    else:
        yield in_time, 100


def _is_unpaid(told: Story, bill: Bill, age: int) -> bool:
    """The months that the story's debtors pay nothing of, or by a plan; `age` in months."""
    part = bill.employer.part
    return (
        is_withheld(told, part, bill.month)
        or (part is Part.SILENT and bill.month > told.last_month_of(bill.employer) - 3)
        or (part is Part.PLAN_BROKEN and age < 4)
        or (part is Part.SPOILT and age < 2)
    )


def _usual(due: date, in_time: date, luck: float, delay: int) -> Iterator[tuple[date, int]]:
    """Most pay in time, some late, some in two parts, a few not at all."""
    if luck < 0.015:
        return
    if luck < 0.04:
        yield in_time, 65
        yield due + timedelta(days=delay), 35
    elif luck < 0.13:
        yield due + timedelta(days=delay), 100
    else:
        yield in_time, 100


def _text(bill: Bill, luck: float) -> str:
    """What people write on a transfer: the reference, their number, or nothing of use."""
    if bill.entry:
        return payment_reference(entry_number=bill.entry)
    if luck < 0.85 or bill.on.month <= 2:
        return f"COTISATIONS {bill.month} EMPLOYEUR {bill.employer.number}"
    return f"COTISATIONS {bill.month}"


def _payment(bill: Bill, on: date, amount: int, means: str, key: str, text: str) -> Payment:
    who = bill.employer.who
    account = f"1000500001{who.rank:011d}{42 + who.rank % 50}"
    return Payment(on, amount, means, key, text, who.number, who.name, account)
