"""What the acts on an affiliate share: whether it is open, and changing some of what is said."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from psycopg.types.range import DateRange

from socle.countries.affiliates import AffiliateKind, legal_identifier
from socle.countries.registry import Country, country
from socle.kernel.errors import Fault, Refused
from socle.platform.acts.progress import ActInProgress
from socle.platform.acts.types import ActRequest
from socle.platform.temporal.operations import assign
from socle.platform.temporal.queries import as_of
from socle.platform.temporal.types import TemporalTable
from socle.registry.facts import NATURE, PROFILE
from socle.registry.models import Employer
from socle.registry.operations.common import employer_by_number, shown
from socle.registry.types import EmployerStatus


def here(request: ActRequest) -> Country:
    return country(request.desk.fund.country)


def profile_on(employer: Employer, number: str, on: date) -> dict[str, Any]:
    """Its profile on a day.

    Raises:
        Refused: it is not affiliated that day.
    """
    rows = as_of(PROFILE, on=on, known_at=None, where={"employer_id": employer.pk})
    if not rows:
        raise Refused("registry.employer_not_active", number=number)
    return rows[0]


def open_employer(number: str, on: date) -> Employer:
    """An affiliate that is not closed on a day: nothing is changed of one that is.

    Raises:
        NotKnown: no such employer.
        Refused: not affiliated that day, or closed.
    """
    employer = employer_by_number(number)
    if profile_on(employer, number, on)["status"] == EmployerStatus.CLOSED:
        raise Refused("employer.closed", number=number)
    return employer


def kind_of(request: ActRequest, employer: Employer) -> AffiliateKind | None:
    """Its kind on the day of effect; None for one affiliated before kinds were told."""
    rows = as_of(NATURE, on=request.effective_on, known_at=None, where={"employer_id": employer.pk})
    return here(request).affiliates.kind(rows[0]["affiliate_kind"]) if rows else None


def amend(
    request: ActRequest,
    act: ActInProgress,
    table: TemporalTable,
    key: Mapping[str, Any],
    changes: Mapping[str, Any],
    *,
    until: date | None = None,
) -> None:
    """States some values from the day of effect on, and leaves the others as they are.

    A later period keeps what these values do not say: a name that changes does not reopen an
    affiliation closed since.
    """
    since, fund_id = request.effective_on, request.desk.fund.id
    taken = DateRange(since, until)
    before: dict[str, Any] = {}
    for row in as_of(table, on=None, known_at=None, where=key):
        both = _both(row["valid"], taken)
        if both is None:
            continue
        values = {name: row[name] for name in table.values}
        before = before or {name: values[name] for name in changes}
        assign(table, fund_id=fund_id, key=key, values=values | dict(changes), valid=both)
    act.before |= shown(before)
    act.after |= shown(dict(changes))


def _both(one: DateRange, other: DateRange) -> DateRange | None:
    """The days that two periods share. What is believed has a first day."""
    lower = max(one.lower or date.min, other.lower or date.min)
    ends = [each for each in (one.upper, other.upper) if each is not None]
    upper = min(ends, default=None)
    return None if upper is not None and upper <= lower else DateRange(lower, upper)


def identifier_fault(request: ActRequest, kind: str, text: str) -> Fault | None:
    """What is wrong with a legal identifier, where that is certain; a doubt is none."""
    known = legal_identifier(kind, here(request).identifiers)
    if not text or known.validate(text).valid is not False:
        return None
    return Fault("employer.identifier_wrong", field=kind, read=text[:40])


def stored_identifier(request: ActRequest, kind: str, text: str) -> str:
    """A legal identifier as it is stored."""
    return legal_identifier(kind, here(request).identifiers).compact(text) if text else ""


def stored_phone(request: ActRequest, text: str) -> str:
    """A telephone number as it is stored: that of a mobile in its one form, others as written."""
    return here(request).identifiers["msisdn"].compact(text)[:20] if text else ""
