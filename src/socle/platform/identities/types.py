"""Identity providers of a fund and what they say of people, as other modules see them."""

from dataclasses import dataclass, field
from datetime import date

from socle.platform.access.types import FundView


@dataclass(frozen=True, slots=True)
class ProviderView:
    """A provider that a fund believes (fournisseur d'identité), by the act that stated it.

    `hosts` are those that it may answer from besides its issuer's. `strong` are the values of its
    `acr` or `amr` by which it says that it asked for a second factor; none: it never says so.
    `sealed` is the secret by which it knows us, sealed; empty where it asks for none.
    """

    fund: FundView
    code: str
    name: str
    issuer: str
    client_id: str
    hosts: tuple[str, ...]
    strong: frozenset[str]
    since: date
    act: str
    sealed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class IdentityView:
    """A person's account and who they are at a provider; `provider` is its code."""

    login: str
    name: str
    provider: str
    issuer: str
    subject: str
    since: date
    act: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked of a provider, kept in the session of whoever it is about until it answers.

    `token_address` and `keys_address` are where the answer is fetched and checked, as the provider
    said when it was asked. `at` is in seconds of Unix.
    """

    issuer: str
    state: str
    nonce: str
    verifier: str
    back: str
    token_address: str
    keys_address: str
    names_itself: bool
    is_posted: bool
    at: int


@dataclass(frozen=True, slots=True)
class Shown:
    """Whom a provider says somebody to be, and whether it asked for a second factor."""

    issuer: str
    subject: str
    is_strong: bool
