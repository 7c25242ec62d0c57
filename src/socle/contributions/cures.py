"""Acts on the queue: saying who a waiting line is for, or that it waits again.

A cure is a row that is only ever added (`line_cure`); of a line's rows the last whose act stands
decides. A counter-act therefore writes nothing: the act is reversed, and its rows with it. Acts
on a fund's queue come one after the other.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection

from socle.contributions.queue import near_numbers
from socle.countries.registry import country
from socle.kernel.errors import Conflict, NotKnown, Refused
from socle.kernel.months import Month
from socle.platform.access.types import Desk
from socle.platform.acts.progress import ActInProgress, AlreadyDone, performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.sql import statements

SQL = statements(Path(__file__).parent)
REPLAY = "replay_queue"
# Lines that one act replays: it can be read, and reversed, as a whole.
MOST_REPLAYED = 1000


@dataclass(frozen=True, slots=True)
class _Line:
    """A waiting line, and whether it agrees with the person it is to be cured for."""

    declaration_id: int
    month: date
    line: int
    insured_number: str
    insured_name: str
    employer_number: str
    is_name_close: bool  # or the line has no name
    is_employed: bool


def cure_line(request: ActRequest) -> ActAnswer:
    """Says who one waiting line is for; that person's career counts it from this act on.

    Raises:
        Refused: the line does not wait, or does not agree with the person.
        NotKnown: there is no such person.
    """
    line = _line_number(request.fields["line"])
    asked = {"declaration": request.fields["declaration"], "line": line}
    return _cure(request, asked)


def cure_group(request: ActRequest) -> ActAnswer:
    """Says who all waiting lines of an employer under one number and name are for.

    Raises:
        Refused: none waits, they have neither number nor name, or they do not agree with the
            person.
        NotKnown: there is no such person.
    """
    fields = request.fields
    number, name = fields.get("insured_number", ""), fields.get("insured_name", "")
    if not number and not name:
        raise Refused("cure.nameless_group")
    return _cure(
        request,
        {
            "employer": fields["employer"],
            "number": number,
            "name": name,
            "first": _month(fields.get("first_month")),
            "last": _month(fields.get("last_month")),
        },
    )


def uncure_line(request: ActRequest) -> ActAnswer:
    """Takes a cured line from the person it was given to: it waits again.

    Raises:
        Refused: no cure counts for this line.
    """
    declaration, line = request.fields["declaration"], _line_number(request.fields["line"])
    found = _cured(declaration, line)
    with performing(
        request, subject_kind="person", subject_number=found[3], locks=(_queue(request),)
    ) as act:
        found = _cured(declaration, line)
        _write(act, [found[:3]], None)
        act.touched |= {f"employer:{found[4]}", _queue(request)}
        act.before = {"person": found[3]}
        act.after = {"declaration": declaration, "line": line}
        return act.answer()


def replay_queue(request: ActRequest) -> ActAnswer:
    """Credits the lines whose cause has vanished: the number exists now, and the name agrees.

    At most a thousand lines an act; `replay_waiting` goes on until none is left.

    Raises:
        Refused: no line's cause has vanished.
    """
    employer = request.fields.get("employer", "")
    subject = employer or request.desk.fund.code
    locks = (_queue(request),)
    with performing(request, subject_kind="queue", subject_number=subject, locks=locks) as act:
        found = replayable(employer=employer)
        if not found:
            raise Refused("cure.nothing_to_replay")
        with connection.cursor() as cursor:
            columns = [[row[place] for row in found] for place in range(4)]
            cursor.execute(SQL["insert_replayed"], [act.id, *columns])
        # Not the persons: a registration made by mistake stays free to be reversed, and its
        # lines then wait again by themselves.
        act.touched |= {f"employer:{row[4]}" for row in found} | {_queue(request)}
        act.after = {"lines": len(found), "insured": len({row[3] for row in found})}
        return act.answer()


def replayable(*, employer: str = "", limit: int = MOST_REPLAYED) -> list[tuple[Any, ...]]:
    """Waiting lines whose cause has vanished: declaration, month, line, person, employer."""
    with connection.cursor() as cursor:
        cursor.execute(SQL["lines_to_replay"], {"employer": employer, "limit": limit})
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def replay_waiting(*, desk: Desk, on: date, key: str) -> int:
    """Replays until no line's cause has vanished, for the worker; returns how many acts it took.

    `key` starts each act's key: a run that is repeated after a failure does nothing twice.
    """
    acts = 0
    while replayable(limit=1):
        request = ActRequest(desk, REPLAY, {}, on, "", f"{key}:{acts}")
        # Done already by this very run, before it was cut off: what is left is the next act's.
        with suppress(AlreadyDone):
            replay_queue(request)
        acts += 1
    return acts


def refuse_if_rested_on(act: ActInProgress, reversed_id: int) -> None:
    """Stops the reversal of a cure on which a later one rests.

    Raises:
        Refused: `acts.later_act`.
    """
    del act
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM act WHERE id = %s", [reversed_id])
        number = str(cursor.fetchone()[0])
        cursor.execute(SQL["later_cure"], [reversed_id])
        later = cursor.fetchone()
    if later is not None:
        raise Refused("acts.later_act", number=number, later=later[0])


def _cure(request: ActRequest, asked: dict[str, Any]) -> ActAnswer:
    number = request.fields["person"]
    locks = (_queue(request),)
    with performing(request, subject_kind="person", subject_number=number, locks=locks) as act:
        person_id, birth_on = _registered(number)
        lines = _waiting(asked, person_id)
        _check_birth(lines, number, birth_on)
        _check_agreement(request, lines, number)
        _write(act, [(each.declaration_id, each.month, each.line) for each in lines], person_id)
        employers = sorted({each.employer_number for each in lines})
        act.touched |= {f"employer:{each}" for each in employers} | {_queue(request)}
        act.before = {"person": "", "insured_number": lines[0].insured_number}
        act.after = {
            "person": number,
            "employer": ", ".join(employers),
            "lines": len(lines),
            "first_month": f"{lines[0].month:%Y-%m}",
            "last_month": f"{lines[-1].month:%Y-%m}",
        }
        return act.answer()


def _waiting(asked: dict[str, Any], person_id: int) -> list[_Line]:
    """The lines an act is about, all of them waiting."""
    named: dict[str, Any] = {"declaration": "", "line": 0, "employer": "", "number": "", "name": ""}
    with connection.cursor() as cursor:
        cursor.execute(
            SQL["lines_to_cure"], named | {"first": None, "last": None, "person": person_id} | asked
        )
        found = [_Line(*row) for row in cursor.fetchall()]
    if not found:
        raise Conflict("cure.not_waiting")
    return found


def _registered(number: str) -> tuple[int, date | None]:
    """The key of a person who is registered, and their birth."""
    with connection.cursor() as cursor:
        cursor.execute(SQL["person_to_credit"], [number])
        found = cursor.fetchone()
    if found is None:
        raise NotKnown("registry.person_unknown", number=number)
    return int(found[0]), found[1]


def _check_birth(lines: Sequence[_Line], number: str, birth_on: date | None) -> None:
    """Nobody worked before being born: the line is somebody else's."""
    first = Month.of(lines[0].month)
    if birth_on is not None and birth_on > first.last_day:
        raise Refused("cure.not_born", number=number, month=str(first), birth=birth_on.isoformat())


def _check_agreement(request: ActRequest, lines: Sequence[_Line], number: str) -> None:
    """A name that differs strongly asks for a motive and a document; no name, for a motive.

    A line without a name is believed where its number is one slip away, or where the person is
    known to work for that employer.
    """
    motive, evidence = bool(request.motive), bool(request.evidence)
    other = next((each for each in lines if not each.is_name_close), None)
    if other is not None and not (motive and evidence):
        raise Refused("cure.name_differs", name=other.insured_name, number=number)
    kind = country(request.desk.fund.country).identifiers["insured_number"]
    for each in [] if motive else lines:
        is_near = number in {each.insured_number, *near_numbers(each.insured_number, kind)}
        if not (each.insured_name or each.is_employed or is_near):
            raise Refused("cure.motive_missing", number=number)


def _cured(declaration: str, line: int) -> tuple[Any, ...]:
    """The cure that counts for a line: declaration, month, line, person, employer."""
    with connection.cursor() as cursor:
        cursor.execute(SQL["line_in_force"], [declaration, line])
        found: tuple[Any, ...] | None = cursor.fetchone()
    if found is None:
        raise Conflict("cure.not_cured", declaration=declaration, line=line)
    return found


def _write(
    act: ActInProgress, lines: Sequence[tuple[int, date, int]], person_id: int | None
) -> None:
    columns = [[each[place] for each in lines] for place in range(3)]
    with connection.cursor() as cursor:
        cursor.execute(SQL["insert_cures"], [act.id, person_id, *columns])


def _queue(request: ActRequest) -> str:
    """What every act on a fund's queue locks and touches."""
    return f"queue:{request.desk.fund.code}"


def _line_number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise Refused("cure.line_invalid", read=text[:20])
    return int(text)


def _month(text: str | None) -> date | None:
    """The first day of a month of a form.

    Raises:
        Refused: `month_invalid`.
    """
    return Month.parse(text).first_day if text else None
