"""A claim handed in on the public page, as it crosses the border of benefits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from socle.benefits.types.words import Stage

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks for on the public page. `facts` are named as the act `file_claim` does."""

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
    TAKEN = "taken"  # it is a claim


@dataclass(frozen=True, slots=True)
class Followed:
    """Where a claim handed in on the public page stands; no amount, nobody's name."""

    number: str
    benefit: str
    filed_on: date
    state: FilingState
    claim: str = ""
    stage: Stage | None = None
    missing: "tuple[str | _StrPromise, ...]" = ()
