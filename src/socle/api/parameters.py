"""What a request may hold, read strictly: days, instants, numbers, keys, places in a list."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any

from ninja import Header, Schema
from pydantic import AfterValidator, ConfigDict, Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from socle.api import clock
from socle.kernel.errors import Refused
from socle.kernel.months import Month
from socle.platform.temporal.queries import horizon

MOST = 50
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_INSTANT = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}(:\d{2}(\.\d{1,12})?)?([Zz]|[+-]\d{2}:\d{2})", re.ASCII
)
_FIRST_YEAR, _LAST_YEAR = 1900, 2199


def _shown(value: object) -> str:
    return str(value)[:40].encode("utf-8", "replace").decode()


def read_day(value: object) -> date:
    """A day written `2025-03-15`, from 1900 to 2199."""
    found = _DAY.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise PydanticCustomError("date_invalid", "not a day", {"read": _shown(value)})
    year, month, day = (int(part) for part in found.groups())
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise PydanticCustomError("api.day_out_of_range", "no such year", {"read": _shown(value)})
    try:
        return date(year, month, day)
    except ValueError as error:
        raise PydanticCustomError("date_invalid", "not a day", {"read": _shown(value)}) from error


def read_month(value: object) -> Month:
    """A month written `2025-03`, from 1900 to 2199."""
    found = _MONTH.fullmatch(value) if isinstance(value, str) else None
    if found is None or not 1 <= int(found[2]) <= 12:
        raise PydanticCustomError("month_invalid", "not a month", {"read": _shown(value)})
    if not _FIRST_YEAR <= int(found[1]) <= _LAST_YEAR:
        raise PydanticCustomError("api.day_out_of_range", "no such year", {"read": _shown(value)})
    return Month(int(found[1]), int(found[2]))


def read_instant(value: object) -> date | datetime:
    """A day, or an instant with its zone."""
    text = value if isinstance(value, str) else ""
    if _DAY.fullmatch(text):
        return read_day(text)
    if not _INSTANT.fullmatch(text):
        raise PydanticCustomError("api.instant_invalid", "not an instant", {"read": _shown(value)})
    read_day(text[:10])
    try:
        return datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise PydanticCustomError(
            "api.instant_invalid", "not an instant", {"read": _shown(value)}
        ) from error


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST_MICROSECOND = 10**16


def to_microseconds(at: datetime) -> int:
    """An instant as a cursor says it: whole, and in order as a number."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def from_microseconds(said: int) -> datetime:
    """The instant that a cursor says.

    Raises:
        Refused: `api.cursor_invalid`, of one that no calendar holds.
    """
    if said > _LAST_MICROSECOND:
        raise Refused("api.cursor_invalid")
    return _EPOCH + timedelta(microseconds=said)


# Control characters, but tabulations and ends of line; halves of a character pair.
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def _plain(text: str) -> str:
    """A text that the database can hold, and that a person could have written."""
    if _NO_TEXT.search(text):
        raise PydanticCustomError("api.not_text", "not a text", {})
    return text


Day = Annotated[
    date, PlainValidator(read_day), WithJsonSchema({"type": "string", "format": "date"})
]
MonthText = Annotated[
    Month,
    PlainValidator(read_month),
    WithJsonSchema({"type": "string", "pattern": r"^\d{4}-(0[1-9]|1[0-2])$"}),
]
Instant = Annotated[
    Any,
    PlainValidator(read_instant),
    WithJsonSchema(
        {
            "type": "string",
            "anyOf": [{"format": "date"}, {"format": "date-time"}],
            "examples": ["2025-03-15", "2025-03-15T14:30:00Z"],
        }
    ),
]
Text = Annotated[str, AfterValidator(_plain)]
Number = Annotated[
    str,
    AfterValidator(_plain),
    Field(min_length=1, max_length=60, description="Le numéro, tel que la caisse le donne."),
]
Words = Annotated[str, AfterValidator(_plain), Field(min_length=1, max_length=100)]
Motive = Annotated[str, AfterValidator(_plain), Field(max_length=500)]
Limit = Annotated[
    int, Field(ge=1, le=MOST, description=f"Combien d'éléments au plus, de 1 à {MOST}.")
]
Cursor = Annotated[
    str,
    AfterValidator(_plain),
    Field(
        max_length=80,
        description="Où reprendre : la valeur `next` de la page précédente ; vide au début.",
    ),
]
IdempotencyKey = Annotated[
    str,
    Field(pattern=r"^[!-~]{1,100}$"),
    Header(
        alias="Idempotency-Key",
        description=(
            "Une clé propre à cette demande, la même à chaque nouvel essai : "
            "la demande n'a d'effet qu'une fois. Les clés sont propres au compte qui les envoie."
        ),
    ),
]


_LAST_ID = 2**63 - 1
DocumentId = Annotated[
    int, Field(ge=1, le=_LAST_ID, description="Le numéro d'une pièce, donné par POST /documents.")
]


class Input(Schema):
    """What a request's body holds; a name that is not known is an error."""

    model_config = ConfigDict(extra="forbid")


class Page(Schema):
    """The place in a list."""

    cursor: Cursor = ""
    limit: Limit = MOST


class KnownAt(Schema):
    """As the fund knew at an instant."""

    known_at: Instant | None = Field(
        None,
        description=(
            "Ce que la caisse savait à cet instant, ou à la fin de ce jour ; "
            "sans lui, ce qu'elle sait à présent."
        ),
    )

    def instant(self, country: str) -> datetime | None:
        """The instant asked for, never later than what is settled; None for the present.

        Raises:
            Refused: `api.known_at_to_come`.
        """
        asked = self.known_at
        if asked is None:
            return None
        now = clock.now()
        if not isinstance(asked, datetime):
            if asked == clock.today(country):
                return min(now, horizon())
            asked = clock.end_of(asked, country)
        if asked > now:
            raise Refused("api.known_at_to_come", known_at=asked.isoformat())
        return min(asked, horizon())


class Reading(KnownAt):
    """The two dates of a reading: true on which day, known to the fund at which instant."""

    on: Day | None = Field(
        None, description="Le jour où cela est vrai en droit ; aujourd'hui s'il n'est pas donné."
    )

    def day(self, country: str) -> date:
        return self.on or clock.today(country)
