"""Insured's cards and certificates, as they cross the border of the register."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class CardState(StrEnum):
    """Where a card stands on a day."""

    MADE = "made"  # éditée, pas encore remise
    HELD = "held"  # remise
    LOST = "lost"
    STOLEN = "stolen"
    CANCELLED = "cancelled"  # annulée
    REPLACED = "replaced"  # remplacée par un duplicata
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"  # its issue was reversed


LIVE = frozenset({CardState.MADE, CardState.HELD})


@dataclass(frozen=True, slots=True)
class CardView:
    """An insured's card (carte d'assuré) on a day."""

    id: int
    person_number: str
    state: CardState
    issued_on: date
    expires_on: date  # its last day
    act_number: str
    made_at: datetime
    holder: str = ""  # the person's name of today, where a list shows it

    @property
    def number(self) -> str:
        return card_number(self.id)

    @property
    def is_live(self) -> bool:
        return self.state in LIVE


def card_number(key: int) -> str:
    """A card's number, from its key."""
    return f"K-{key:08d}"


class CertificateKind(StrEnum):
    """What a certificate of the register says."""

    REGISTRATION = "registration"  # attestation d'immatriculation
    AFFILIATION = "affiliation"  # attestation d'affiliation
    FAMILY = "family_situation"  # attestation de situation de famille


@dataclass(frozen=True, slots=True)
class CertificateGiven:
    """A certificate that was given: what is kept of it is not the paper, but how to make it again.

    `digest` is that of the facts, as they were read on `asked_on` and known at `known_at`.
    """

    number: str
    kind: CertificateKind
    subject_kind: str  # person, employer
    subject_number: str
    asked_on: date
    valid_until: date
    code: str
    digest: bytes
    act_number: str
    known_at: datetime
    is_withdrawn: bool
