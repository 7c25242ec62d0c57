"""Acts on the life of an affiliation: suspended, reopened, closed, absorbed by another."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db import connection

from socle.countries.affiliates import NO_FILING
from socle.kernel.errors import Conflict, Refused
from socle.platform.acts.progress import ActInProgress, performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.sql import statements
from socle.platform.temporal.queries import as_of
from socle.registry.facts import PROFILE, SUCCESSION
from socle.registry.models import Employer
from socle.registry.queries.affiliations import closed_from
from socle.registry.stating import amend, state
from socle.registry.subjects import employer_by_number, open_employer, profile_on
from socle.registry.types import EmployerStatus

SQL = statements(Path(__file__).parents[1])
_DAY = timedelta(days=1)


def suspend_employer(request: ActRequest) -> ActAnswer:
    """Suspends an affiliation from a day on, or until a last day. French: cessation temporaire.

    No month that is suspended whole is owed a declaration, and nobody is hired meanwhile. Told
    late, it lasts until what is known to come next: it does not reopen what was closed since.

    Raises:
        NotKnown: no such employer.
        Refused: it is not affiliated that day, closed, or the last day comes first.
        Conflict: it is suspended already.
    """
    number, on = request.fields["number"], request.effective_on
    until: date | None = request.fields.get("until")
    if until and until < on:
        raise Refused("mandate.ends_first", until=until.isoformat())
    with performing(request, subject_kind="employer", subject_number=number) as act:
        employer = open_employer(number, on)
        if profile_on(employer, number, on)["status"] == EmployerStatus.SUSPENDED:
            raise Conflict("employer.suspended_already", number=number)
        ends = [until + _DAY if until else None, _next_status_on(employer, on)]
        after = min((day for day in ends if day), default=None)
        _change_status(request, act, employer, EmployerStatus.SUSPENDED, after)
        if after:
            act.after["until"] = (after - _DAY).isoformat()
        return act.answer()


def reopen_employer(request: ActRequest) -> ActAnswer:
    """Reopens an affiliation that is suspended or closed, from a day on. French: réouverture.

    Told late, it lasts until what is known to come next: a closure recorded since stays.

    Raises:
        NotKnown: no such employer.
        Refused: it was absorbed by another.
        Conflict: it is active that day.
    """
    number, on = request.fields["number"], request.effective_on
    with performing(request, subject_kind="employer", subject_number=number) as act:
        employer = employer_by_number(number)
        if profile_on(employer, number, on)["status"] == EmployerStatus.ACTIVE:
            raise Conflict("employer.active_already", number=number)
        held = as_of(SUCCESSION, on=on, known_at=None, where={"employer_id": employer.pk})
        if held:
            successor = Employer.objects.get(pk=held[0]["successor_id"]).number
            raise Refused("employer.absorbed", number=number, successor=successor)
        after = _next_status_on(employer, on)
        _change_status(request, act, employer, EmployerStatus.ACTIVE, after)
        if after:
            act.after["until"] = (after - _DAY).isoformat()
        return act.answer()


def close_employer(request: ActRequest) -> ActAnswer:
    """Ends an affiliation (cessation, radiation) from a day on, and whoever still works there.

    Raises:
        NotKnown: no such employer.
        Refused: it was not affiliated that day, or is closed already.
        Conflict: it is closed from a later day on.
    """
    number, on = request.fields["number"], request.effective_on
    with performing(request, subject_kind="employer", subject_number=number) as act:
        employer = open_employer(number, on)
        _require_never_closed_since(employer, on)
        _change_status(request, act, employer, EmployerStatus.CLOSED)
        with connection.cursor() as cursor:
            cursor.execute(SQL["end_employments"], {"employer": employer.pk, "on": on})
            if cursor.rowcount:
                act.after["employments_ended"] = cursor.rowcount
        return act.answer()


def merge_employer(request: ActRequest) -> ActAnswer:
    """Absorbs an affiliate into another from a day on. French: fusion, absorption.

    The account of the absorbed stays its own, and so do its debts; those who work there work for
    the successor from that day on.

    Raises:
        NotKnown: no such employer.
        Refused: one of them is closed, both are one, or one employs nobody.
        Conflict: one of them is closed from a later day on.
    """
    fields, number, on = request.fields, request.fields["number"], request.effective_on
    into = fields["successor"]
    if into == number:
        raise Refused("employer.merged_into_itself", number=number)
    locks = (f"employer:{into}",)
    with performing(request, subject_kind="employer", subject_number=number, locks=locks) as act:
        absorbed, successor = open_employer(number, on), open_employer(into, on)
        if profile_on(successor, into, on)["status"] != EmployerStatus.ACTIVE:
            raise Refused("registry.employer_not_active", number=into)
        for each in (absorbed, successor):
            _require_never_closed_since(each, on)
            if profile_on(each, each.number, on)["filing_regime"] == NO_FILING:
                raise Refused("employer.hires_nobody", number=each.number)
        _change_status(request, act, absorbed, EmployerStatus.CLOSED)
        key = {"employer_id": absorbed.pk}
        state(request, SUCCESSION, key, {"successor_id": successor.pk}, on)
        said: dict[str, Any] = {"employer": absorbed.pk, "successor": successor.pk, "on": on}
        with connection.cursor() as cursor:
            cursor.execute(SQL["move_employments"], said)
            moved = cursor.rowcount
        act.after |= {"successor": into, "employments_moved": moved}
        act.touched.add(f"employer:{into}")
        return act.answer()


def _next_status_on(employer: Employer, on: date) -> date | None:
    """The day on which the status of a day ends, as far as is known; None where none is."""
    rows = as_of(PROFILE, on=None, known_at=None, where={"employer_id": employer.pk})
    found = [row for row in rows if row["valid"].upper is None or on < row["valid"].upper]
    now = found[0]["status"]
    return next((row["valid"].lower for row in found if row["status"] != now), None)


def _require_never_closed_since(employer: Employer, on: date) -> None:
    """A closure told twice would end, from the earlier day on, what was reopened in between."""
    since = closed_from(employer=employer.pk, on=on)
    if since:
        raise Conflict("employer.closed_since", number=employer.number, since=since.isoformat())


def _change_status(
    request: ActRequest,
    act: ActInProgress,
    employer: Employer,
    status: EmployerStatus,
    until: date | None = None,
) -> None:
    changes = {"status": status.value}
    amend(request, act, PROFILE, {"employer_id": employer.pk}, changes, until=until)
