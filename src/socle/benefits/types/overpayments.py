"""An overpayment as other rooms see it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OverpaymentView:
    """What somebody was paid too much, what was taken back of it, and by which share."""

    id: int
    number: str
    run: str
    award: str
    payee: str
    name: str
    amount: int
    kept: int
    remitted: int
    rest: int
    percent: int | None
    is_of_dead: bool  # who was paid has died: nothing is due from which it would be kept
