"""What is printed, as values: words are already in the reader's language."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Check(StrEnum):
    """What the public page says of a paper's code."""

    VALID = "valid"
    ENDED = "ended"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Verified:
    """All that anybody may know of a paper: of which kind, of whom, from when, still valid."""

    result: Check
    name: str = ""
    fund_name: str = ""
    on: date | None = None
    valid_until: date | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """A small table of a paper."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A certificate of one page (attestation)."""

    language: str
    fund: str
    title: str
    subtitle: str  # its number and day
    body: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]  # label, value
    listings: tuple[Listing, ...]
    check: tuple[str, ...]  # how anybody verifies it
    code: str  # as people read it aloud
    qr: str
    foot: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that explains a decision: to whom, what, why, and what may be done."""

    language: str
    fund: str
    title: str
    subtitle: str
    to: str
    body: tuple[str, ...]
    listings: tuple[Listing, ...]
    close: tuple[str, ...]
    foot: str


@dataclass(frozen=True, slots=True)
class Photo:
    """A portrait as it was handed in."""

    image: bytes
    format: str  # jpg, png


@dataclass(frozen=True, slots=True)
class CardFace:
    """Both sides of an insured's card."""

    language: str
    fund: str
    title: str
    name: str
    other_name: str  # in another script
    facts: tuple[tuple[str, str], ...]
    back: tuple[str, ...]
    qr: str
    photo: Photo | None = None
