"""A calculation as it is shown and stored: facts with who knew them, steps, reasons, what lacks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any

from socle.benefits.types.borders import Totalisation, totalisation_from
from socle.kernel.money import Money
from socle.rules.benefits.conditions import Reason
from socle.rules.trace import Step

Document = dict[str, Any]
Told = Mapping[str, tuple[str, str]]  # by name: the value as written, and the act that told it


class Origin(StrEnum):
    """Who knows a fact."""

    CAREER = "career"  # what was declared and credited
    TOTALISED = "totalised"  # the same, with what other funds certify
    REGISTER = "register"  # civil status, registration
    FAMILY = "family"  # unions and children
    AWARD = "award"  # a pension that the fund pays
    COMPUTED = "computed"  # a pension that would have been due
    TOLD = "told"  # said with the claim, or by an agent since


@dataclass(frozen=True, slots=True)
class KnownFact:
    """A fact of a claim. `detail` says where it comes from in a word; `act` who told it.

    `otherwise`: what the fund's own files say, where somebody told another value.
    """

    name: str
    value: int
    origin: Origin
    detail: str = ""
    act: str = ""
    otherwise: int | None = None

    @property
    def is_contradicted(self) -> bool:
        return self.otherwise is not None and self.otherwise != self.value


@dataclass(frozen=True, slots=True)
class Calculation:
    """What the law gives for a claim, or what is wanting to say it.

    `missing`: facts that nobody has told yet. `unread`: values of the law that no source gave: the
    amount, and nothing can be computed; `unchecked_law`: conditions that a person must judge.
    `reserved`: facts of health that it rests on, which its reader does not see: neither the steps
    nor the reasons that would tell them. `may_decide` says whether a decision can rest on it;
    `totalisation`, how a career of several funds was counted, where the right rests on it.
    """

    eligible: bool
    amount: int
    periodicity: str
    facts: tuple[KnownFact, ...]
    steps: tuple[Step, ...] = ()
    reasons: tuple[Reason, ...] = ()
    parts: Mapping[str, int] | None = None
    missing: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    unchecked_law: tuple[str, ...] = ()
    status: str = ""
    totalisation: Totalisation | None = None
    reserved: tuple[str, ...] = ()

    @property
    def may_decide(self) -> bool:
        return not self.missing and not self.unread

    def as_json(self) -> Document:
        """What a decision keeps."""
        return {
            "amount": self.amount,
            "periodicity": self.periodicity,
            "status": self.status,
            "facts": [
                {
                    "name": each.name,
                    "value": each.value,
                    "origin": each.origin.value,
                    "detail": each.detail,
                    "act": each.act,
                    "otherwise": each.otherwise,
                }
                for each in self.facts
            ],
            "steps": [_step_as_json(each) for each in self.steps],
            "reasons": [each._asdict() for each in self.reasons],
            "parts": dict(self.parts or {}),
            "unchecked_law": list(self.unchecked_law),
            **({"reserved": list(self.reserved)} if self.reserved else {}),
        } | ({"totalisation": self.totalisation.as_json()} if self.totalisation else {})


def calculation_from(kept: Document) -> Calculation:
    """A calculation as a decision kept it."""
    reasons = tuple(Reason(**each) for each in kept["reasons"])
    return Calculation(
        eligible=not reasons and kept["amount"] > 0,
        amount=kept["amount"],
        periodicity=kept["periodicity"],
        facts=tuple(
            KnownFact(
                each["name"],
                each["value"],
                Origin(each["origin"]),
                each["detail"],
                each["act"],
                each["otherwise"],
            )
            for each in kept["facts"]
        ),
        steps=tuple(_step_from(each) for each in kept["steps"]),
        reasons=reasons,
        parts=kept["parts"],
        unchecked_law=tuple(kept["unchecked_law"]),
        status=kept["status"],
        totalisation=totalisation_from(kept.get("totalisation")),
        reserved=tuple(kept.get("reserved", ())),
    )


def _step_as_json(step: Step) -> Document:
    value = step.value
    said: Document = {"label": step.label, "source": step.source, "status": step.status}
    if isinstance(value, Money):
        return said | {"minor": value.minor, "currency": value.currency}
    if isinstance(value, Fraction):
        return said | {"ratio": [value.numerator, value.denominator]}
    return said | {"value": value}


def _step_from(kept: Document) -> Step:
    value: Money | Fraction | int | str
    if "minor" in kept:
        value = Money(kept["minor"], kept["currency"])
    elif "ratio" in kept:
        value = Fraction(*kept["ratio"])
    else:
        value = kept["value"]
    return Step(kept["label"], value, kept["source"], kept["status"])


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the insured's family whom a benefit counts, until a day that is known already."""

    person_id: int
    number: str
    name: str
    birth_on: date | None
    until: date | None  # the first day on which the law counts them no more
    payee_id: int
    payee_number: str


@dataclass(frozen=True, slots=True)
class Household:
    """Whom a benefit counts on the day of the event. `limit` names the rule of the children's age.

    `is_known` is false where no text read says until when a child is counted.
    """

    spouses: tuple[Member, ...] = ()
    children: tuple[Member, ...] = ()
    is_known: bool = True
    limit: str = ""


@dataclass(frozen=True, slots=True)
class PlannedTerm:
    """An amount a period, from a day to another (exclusive; None: no end is known)."""

    since: date
    until: date | None
    amount: int


@dataclass(frozen=True, slots=True)
class PlannedAward:
    """What a decision would give to one beneficiary."""

    beneficiary_id: int
    beneficiary_number: str
    beneficiary_name: str
    payee_id: int
    payee_number: str
    part: str
    terms: tuple[PlannedTerm, ...]
