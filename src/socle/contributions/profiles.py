"""File profiles: how an employer's payroll program lays out its spreadsheets.

Made from a sample file by an agent of the fund, or by an employer for itself; dated, with
history. A spreadsheet is read by the profile in force on the day it was deposited.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import connection
from psycopg.types.range import DateRange

from socle.contributions.models import FileProfile
from socle.countries.registry import country
from socle.countries.tabular import FIELDS, FileMapping
from socle.kernel.errors import Conflict, Fault, NotKnown, Refused
from socle.platform.access.queries import require, require_employer
from socle.platform.access.types import Desk, Permission
from socle.platform.acts.errors import Invalid
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.sql import next_ids, statements
from socle.platform.temporal.operations import assign, clear
from socle.platform.temporal.queries import as_of
from socle.platform.temporal.types import TemporalTable
from socle.registry.queries import employer_id

SQL = statements(Path(__file__).parent)
MOST_LISTED = 200
DEFINE, END = "define_file_profile", "end_file_profile"
LAYOUT = ("headings_row", "separator", "decimal_mark", "sheet")
MAPPING = TemporalTable("file_profile_mapping", ("profile_id",), (*LAYOUT, *FIELDS))


@dataclass(frozen=True, slots=True)
class ProfileView:
    """A profile as it stands on a day. `employer_number` is empty for the fund's own."""

    id: int
    number: str
    name: str
    employer_number: str
    employer_name: str
    valid_from: date | None
    valid_until: date | None
    mapping: FileMapping


@dataclass(frozen=True, slots=True)
class MappingPeriod:
    """What a profile says over a period of deposits, and the act that said it."""

    valid_from: date | None
    valid_until: date | None
    mapping: FileMapping


def define_file_profile(request: ActRequest) -> ActAnswer:
    """States what an employer's columns are, for files deposited from a day on.

    The profile is known by its employer and name: stated again, it changes from that day on.

    Raises:
        Invalid: the mapping does not hold together; all its faults at once.
        NotKnown: no such employer.
        Refused: the employer is another's, or the fund's own profile is asked by a clerk.
    """
    fields, desk = request.fields, request.desk
    number = _employer_of(desk, fields.get("employer", ""))
    mapping = read_mapping(fields)
    if faults := list(mapping.faults()):
        raise Invalid(faults)
    employer = employer_id(number) if number else None
    name = fields["name"]
    held = _held(employer, name)
    new_id = held.pk if held else next_ids("file_profile")[0]
    profile_number = held.number if held else f"F-{new_id:06d}"
    locks = (f"employer:{number}",) if number else ()
    with performing(
        request, subject_kind="file_profile", subject_number=profile_number, locks=locks
    ) as act:
        if held is None:
            if _held(employer, name):
                raise Conflict("acts.try_again")
            FileProfile.objects.create(
                id=new_id,
                fund_id=desk.fund.id,
                number=profile_number,
                employer_id=employer,
                name=name,
                act_id=act.id,
            )
        key = {"profile_id": new_id}
        before = as_of(MAPPING, on=request.effective_on, known_at=None, where=key)
        values = written(mapping)
        assign(
            MAPPING,
            fund_id=desk.fund.id,
            key=key,
            values=values,
            valid=DateRange(request.effective_on, None),
        )
        act.before = _shown({name: before[0][name] for name in values}) if before else {}
        act.after = _shown({"name": name, "employer": number, **values})
        if number:
            act.touched.add(f"employer:{number}")
        return act.answer()


def end_file_profile(request: ActRequest) -> ActAnswer:
    """Ends a profile: files deposited from that day on are no longer read by it.

    Raises:
        NotKnown: no such profile, or another's.
    """
    desk = request.desk
    found = profile(desk=desk, number=request.fields["profile"], on=request.effective_on)
    _employer_of(desk, found.employer_number)
    locks = (f"employer:{found.employer_number}",) if found.employer_number else ()
    with performing(
        request, subject_kind="file_profile", subject_number=found.number, locks=locks
    ) as act:
        valid = DateRange(request.effective_on, None)
        clear(MAPPING, fund_id=desk.fund.id, key={"profile_id": found.id}, valid=valid)
        act.before = _shown({"name": found.name, **written(found.mapping)})
        if found.employer_number:
            act.touched.add(f"employer:{found.employer_number}")
        return act.answer()


def profiles(
    *, desk: Desk, on: date, known_at: datetime | None = None, employer: str = ""
) -> list[ProfileView]:
    """The profiles in force on a day that a desk may use, the fund's own first.

    With `employer`, that employer's and the fund's own alone.
    """
    scope = [employer] if employer else list(desk.employer_numbers)
    return _profiles(on, known_at, scope, "")


def profile(*, desk: Desk, number: str, on: date, known_at: datetime | None = None) -> ProfileView:
    """A profile as it stands on a day.

    Raises:
        NotKnown: there is none that day, or it is another employer's; the answer is the same.
    """
    found = _profiles(on, known_at, list(desk.employer_numbers), number) if number else []
    if not found:
        raise NotKnown("profile.unknown", number=number, on=on.isoformat())
    return found[0]


def periods(*, profile_id: int) -> list[MappingPeriod]:
    """What a profile says over time, as believed at present; the latest first."""
    rows = as_of(MAPPING, on=None, known_at=None, where={"profile_id": profile_id})
    return [
        MappingPeriod(row["valid"].lower, row["valid"].upper, read_mapping(row))
        for row in reversed(rows)
    ]


def read_mapping(fields: Mapping[str, Any]) -> FileMapping:
    """A mapping from the fields of an act, of a row, or of a form; what is absent is empty."""
    get = fields.get
    row = str(get("headings_row") or "0")
    if not (row.isascii() and row.isdigit() and len(row) <= 2):
        raise Invalid([Fault("profile.headings_row", field="headings_row", read=row[:40])])
    return FileMapping(
        columns={name: str(get(name)) for name in FIELDS if get(name)},
        headings_row=int(row),
        separator=str(get("separator") or ""),
        decimal_mark=str(get("decimal_mark") or "comma"),
        sheet=str(get("sheet") or ""),
    )


def written(mapping: FileMapping) -> dict[str, str | int]:
    """A mapping as the values of its row."""
    layout = {name: getattr(mapping, name) for name in LAYOUT}
    return layout | {name: mapping.columns.get(name, "") for name in FIELDS}


def _held(employer: int | None, name: str) -> FileProfile | None:
    of_whom = {"employer__isnull": True} if employer is None else {"employer_id": employer}
    return FileProfile.objects.filter(name=name, **of_whom).first()


def _employer_of(desk: Desk, said: str) -> str:
    """The number of the employer whose profile it is; empty for the fund's own."""
    if not said:
        if desk.employer_numbers:
            raise Refused("profile.fund_own")
        require(desk, Permission.DECLARE_FOR_EMPLOYER)
        return ""
    number = country(desk.fund.country).identifier("employer_number").compact(said)
    require_employer(desk, number)
    if not desk.employer_numbers:
        require(desk, Permission.DECLARE_FOR_EMPLOYER)
    return number


def _profiles(
    on: date, known_at: datetime | None, employers: list[str], number: str
) -> list[ProfileView]:
    asked: dict[str, Any] = {
        "on": on,
        "known_at": known_at,
        "employers": employers,
        "number": number,
        "most": MOST_LISTED,
    }
    with connection.cursor() as cursor:
        cursor.execute(SQL["profiles"], asked)
        rows = cursor.fetchall()
    return [
        ProfileView(
            id=row[0],
            number=row[1],
            name=row[2],
            employer_number=row[3],
            employer_name=row[4],
            valid_from=row[5],
            valid_until=row[6],
            mapping=read_mapping(dict(zip(MAPPING.values, row[7:], strict=True))),
        )
        for row in rows
    ]


def _shown(values: dict[str, str | int]) -> dict[str, str | int]:
    return {name: value for name, value in values.items() if value != ""}
