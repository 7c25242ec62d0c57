"""Mandates: who acts for an employer besides its own clerks, from which day and until when.

French: mandat. Given and ended by the employer's own clerk or by the fund, never by a mandatary.
What a mandatary may do is judged at each request by the mandates in force that day.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from psycopg.types.range import DateRange

from socle.kernel.errors import Conflict, NotKnown, Refused
from socle.platform.access.queries import mandatary, names_of_users, require_own_employer
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.temporal.operations import assign, clear
from socle.platform.temporal.queries import as_of
from socle.registry.facts import MANDATE
from socle.registry.queries import employer_id

_DAY = timedelta(days=1)
_IN_FORCE = """
    SELECT e.number FROM mandate m JOIN employer e ON e.id = m.employer_id
    WHERE m.user_id = %s AND m.valid @> %s::date
"""


@dataclass(frozen=True, slots=True)
class MandateView:
    """A mandate of an employer; `until` is its last day, None while none is set."""

    login: str
    name: str
    since: date
    until: date | None

    def is_over(self, on: date) -> bool:
        return self.until is not None and self.until < on


def give_mandate(request: ActRequest) -> ActAnswer:
    """Gives a mandate from the effective day on, until a last day where one is said.

    Raises:
        NotKnown: the employer is not theirs, or nobody of that name is a mandatary here.
        Refused: the last day comes first, or the fund has no document of the employer.
        Conflict: that mandatary has one already in those days.
    """
    desk, fields = request.desk, request.fields
    number, since = fields["employer"], request.effective_on
    require_own_employer(desk, number)
    if not desk.employer_numbers and not request.evidence:
        raise Refused("mandate.evidence_needed")
    until = fields.get("until")
    if until is not None and until < since:
        raise Refused("mandate.ends_first", until=until.isoformat())
    valid = DateRange(since, until + _DAY if until else None)
    with performing(request, subject_kind="employer", subject_number=number) as act:
        key = _key(request, number)
        for held in as_of(MANDATE, on=None, known_at=None, where=key):
            if _meet(held["valid"], valid):
                raise Conflict("mandate.exists", login=fields["mandatary"])
        assign(MANDATE, fund_id=desk.fund.id, key=key, values={}, valid=valid)
        act.after = {"mandatary": fields["mandatary"], "since": since.isoformat()}
        if until:
            act.after["until"] = until.isoformat()
        return act.answer()


def end_mandate(request: ActRequest) -> ActAnswer:
    """Ends a mandate: from the effective day on, the mandatary acts no more.

    Raises:
        NotKnown: the employer is not theirs, or there is no such mandate from that day on.
    """
    number, on = request.fields["employer"], request.effective_on
    require_own_employer(request.desk, number)
    with performing(request, subject_kind="employer", subject_number=number) as act:
        key = _key(request, number)
        taken = DateRange(on, None)
        held = [
            each["valid"]
            for each in as_of(MANDATE, on=None, known_at=None, where=key)
            if _meet(each["valid"], taken)
        ]
        if not held:
            raise NotKnown("mandate.none", login=request.fields["mandatary"])
        clear(MANDATE, fund_id=request.desk.fund.id, key=key, valid=taken)
        login = request.fields["mandatary"]
        act.before = {"mandatary": login, "since": f"{held[0].lower}"}
        act.after = {"mandatary": login, "until": (on - _DAY).isoformat()}
        return act.answer()


def mandates(*, number: str, known_at: datetime | None = None) -> list[MandateView]:
    """The mandates an employer has given, the last first, as known at an instant.

    Raises:
        NotKnown: there is no such employer.
    """
    rows = as_of(MANDATE, on=None, known_at=known_at, where={"employer_id": employer_id(number)})
    names = names_of_users(ids={row["user_id"] for row in rows})
    found = [
        MandateView(
            *names[row["user_id"]],
            row["valid"].lower,
            row["valid"].upper - _DAY if row["valid"].upper else None,
        )
        for row in rows
    ]
    return found[::-1]


def employers_for(user_id: int, on: date) -> frozenset[str]:
    """The numbers of the employers for which a person may act on a day."""
    with connection.cursor() as cursor:
        cursor.execute(_IN_FORCE, [user_id, on])
        return frozenset(row[0] for row in cursor.fetchall())


def _key(request: ActRequest, number: str) -> dict[str, int]:
    login = request.fields["mandatary"]
    return {
        "employer_id": employer_id(number),
        "user_id": mandatary(fund=request.desk.fund, login=login),
    }


def _meet(one: DateRange, other: DateRange) -> bool:
    """Whether two periods share a day; the last day of each is not in it."""
    return (one.lower or date.min) < (other.upper or date.max) and (other.lower or date.min) < (
        one.upper or date.max
    )
