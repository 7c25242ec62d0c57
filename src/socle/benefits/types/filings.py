"""A claim, or the declaration of a work injury, handed in on the public page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from socle.benefits.types.injuries import InjuryState
from socle.benefits.types.words import Stage

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


# What is handed in where it is no claim for a benefit: its list of pieces has the same name.
INJURY = "injury"


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks for on the public page: a benefit, or `INJURY`.

    `facts` are named as the act that is asked for names them: `file_claim`, `declare_injury`.
    """

    person: str
    born_on: date
    benefit: str
    event_on: date
    name: str
    phone: str
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Handed:
    """The receipt: both are needed to follow the claim."""

    number: str
    code: str
    filed_on: date


class FilingState(StrEnum):
    RECEIVED = "received"  # no agent has taken it yet
    CLOSED = "closed"  # an agent said why nothing came of it
    TAKEN = "taken"  # it is a claim, or an injury of the register


@dataclass(frozen=True, slots=True)
class Followed:
    """Where a claim handed in on the public page stands; no amount, nobody's name."""

    number: str
    benefit: str
    filed_on: date
    state: FilingState
    claim: str = ""
    stage: Stage | None = None
    injury: str = ""
    injury_state: InjuryState | None = None
    missing: "tuple[str | _StrPromise, ...]" = ()
