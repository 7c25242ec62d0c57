"""Registrations that are not complete: to confirm before they lapse, to activate."""

from datetime import date, datetime, timedelta

from django.db import connection

from socle.registry.queries.people import lapse_day
from socle.registry.types import RegistrationOrigin, RegistrationState, WaitingRegistration
from socle.registry.types.conventions import convention

_WAITING = """
    SELECT p.number, coalesce((SELECT btrim(s.family_name || ' ' || s.given_names)
        FROM {status} s WHERE s.person_id = r.person_id ORDER BY s.valid DESC LIMIT 1), ''),
      r.state, r.origin, r.source, lower(r.valid)
    FROM {registration} r JOIN person p ON p.id = r.person_id
    WHERE r.state <> 'registered' AND r.valid @> %(on)s::date
      AND (cardinality(%(own)s::text[]) = 0
           OR (r.origin = 'employer' AND r.source = ANY(%(own)s)))
      AND (%(state)s = '' OR CASE WHEN r.state <> 'preregistered' THEN r.state
             WHEN lower(r.valid) > %(lapsed_if_since)s::date THEN r.state
             ELSE 'lapsed' END = %(state)s)
      AND (lower(r.valid), p.number) > (%(after_day)s::date, %(after)s)
    ORDER BY lower(r.valid), p.number LIMIT %(limit)s
"""


def waiting_registrations(
    *,
    on: date,
    known_at: datetime | None,
    country: str,
    employer_numbers: frozenset[str] = frozenset(),
    state: RegistrationState | None = None,
    after: tuple[date, str] | None = None,
    limit: int = 50,
) -> list[WaitingRegistration]:
    """The registrations that wait on a day, oldest first: those that lapse first come first.

    Of some employers only, where any is given; in one state only, where one is given.
    """
    days = convention("preregistration_days", country).value
    tables = {
        name: table if known_at is None else f"{table}_as_of(%(known_at)s)"
        for name, table in (
            ("status", "person_civil_status"),
            ("registration", "person_registration"),
        )
    }
    after_day, number = after or (date.min, "")
    with connection.cursor() as cursor:
        cursor.execute(
            _WAITING.format(**tables),
            {
                "on": on,
                "known_at": known_at,
                "own": sorted(employer_numbers),
                "state": state.value if state else "",
                "lapsed_if_since": on - timedelta(days=days),
                "after_day": after_day,
                "after": number,
                "limit": limit,
            },
        )
        rows = cursor.fetchall()
    return [_waiting(row, on, country) for row in rows]


def _waiting(
    row: tuple[str, str, str, str, str, date], on: date, country: str
) -> WaitingRegistration:
    number, name, state, origin, source, since = row
    found = RegistrationState(state)
    lapses_on = None
    if found is RegistrationState.PREREGISTERED:
        lapses_on = lapse_day(since, country)
        found = RegistrationState.LAPSED if on >= lapses_on else found
    return WaitingRegistration(
        number, name, found, RegistrationOrigin(origin), source, since, lapses_on
    )
