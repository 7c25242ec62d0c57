"""The register of processing (registre des traitements): who is given or tells what, and why."""

from dataclasses import dataclass
from datetime import date

from socle.exchange.policies import days_kept
from socle.exchange.queries.links import links
from socle.exchange.types import Port
from socle.platform.keeping.queries import logs_kept
from socle.platform.keeping.types import Log
from socle.platform.partners.queries import partners


@dataclass(frozen=True, slots=True)
class Processing:
    """One agreement: a recipient or a source, its purpose, its law, its categories of data."""

    name: str
    purpose: str
    legal_basis: str
    scopes: tuple[str, ...]
    ports: tuple[Port, ...]  # of what it is a source
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Retention:
    """How long what went and came is kept; None: without limit."""

    calls_months: int | None
    evidence_days: int


def register_of_processing(*, on: date) -> list[Processing]:
    """Every agreement in force on a day, by name."""
    ports = {each.code: tuple(sorted(each.ports)) for each in links(on=on)}
    return [
        Processing(
            name=each.name,
            purpose=each.agreement.purpose,
            legal_basis=each.agreement.legal_basis,
            scopes=each.agreement.scopes,
            ports=ports.get(each.code, ()),
            since=each.agreement.since,
            until=each.agreement.until,
        )
        for each in partners(on=on)
        if each.agreement and each.is_in_force
    ]


def retention(*, on: date) -> Retention:
    """How long calls and messages are kept."""
    kept = next(each for each in logs_kept(on=on) if each.log is Log.PARTNER_CALLS)
    return Retention(kept.months, days_kept())
