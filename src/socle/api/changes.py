"""What changed since a place: which file, by which act, never what is in it."""

import re
from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from socle.api import clock
from socle.api.access import desk_of, permitted
from socle.api.parameters import from_microseconds, read_instant, to_microseconds
from socle.api.partner_calls import ANY, open_to_partners
from socle.platform.access.types import Desk, Permission
from socle.platform.outbox.queries import events
from socle.platform.outbox.types import Event, EventKind, Place
from socle.platform.partners.types import TELLS

router = Router(tags=["Partenaires"])
MOST_CHANGES = 500
# Never a day too: what follows its second hyphen is a file's kind and number, or nothing.
_CURSOR = re.compile(r"(\d{1,17})-(\d{1,17})-((?:[a-z]{1,20}:[!-~]{1,60})?)", re.ASCII)


def _read_since(value: object) -> Any:
    """A cursor, or an instant to begin from."""
    found = _CURSOR.fullmatch(value) if isinstance(value, str) else None
    if found:
        return found.groups()
    try:
        return read_instant(value)
    except PydanticCustomError:
        raise PydanticCustomError("api.cursor_invalid", "no such place", {}) from None


class Since(Schema):
    """Where to go on from, and how far at once."""

    since: Annotated[
        Any,
        PlainValidator(_read_since),
        WithJsonSchema({"type": "string", "maxLength": 120, "examples": ["2026-03-15"]}),
    ] = Field(
        None,
        description="La valeur `next` de la réponse précédente ; ou un jour, ou un instant, pour "
        "commencer de là ; sans lui, depuis le début.",
    )
    limit: int = Field(
        100, ge=1, le=MOST_CHANGES, description=f"Combien au plus, de 1 à {MOST_CHANGES}."
    )

    def place(self, country: str) -> Place | None:
        """The place to go on from.

        Raises:
            Refused: `api.cursor_invalid`.
        """
        if self.since is None:
            return None
        if isinstance(self.since, tuple):
            at, act_id, subject = self.since
            return Place(from_microseconds(int(at)), int(act_id), subject)
        begin = (
            self.since if isinstance(self.since, datetime) else clock.start_of(self.since, country)
        )
        return Place(begin, 0, "")


class FileNamed(Schema):
    """Le dossier dont il s'agit."""

    kind: Literal["person", "employer"]
    number: str


class ChangeTold(Schema):
    """Un changement. Le même porte toujours le même `id`."""

    id: str = Field(examples=["A-2026-000000012/person:1122334455B"])
    type: EventKind
    subject: FileNamed
    act: str
    recorded_at: datetime


class Changes(Schema):
    """Des changements, dans l'ordre où la caisse les a sus."""

    items: list[ChangeTold]
    next: str | None = Field(description="À donner en `since` la fois suivante, même sans rien.")
    has_more: bool = Field(description="Vrai quand il y a déjà une suite à lire.")


@router.get(
    "/changes",
    operation_id="list_changes_since",
    summary="Ce qui a changé depuis un curseur",
    description="Quels dossiers, par quels actes ; on relit ensuite ce que le périmètre permet. Un "
    "acte encore en cours retient la suite : qui reprend à `next` n'en manque aucun. Un partenaire "
    "n'apprend que ce que sa convention couvre.",
    response=Changes,
)
@open_to_partners(ANY)
def list_changes_since(request: HttpRequest, asked: Query[Since]) -> Changes:
    desk = desk_of(request)
    if desk.agreement is None:
        permitted(request, Permission.READ_ACTS)
    after = asked.place(desk.fund.country)
    found = events(after=after, limit=asked.limit)
    end = found.end
    return Changes(
        items=[shown(each) for each in found.events if is_told(desk, each)],
        next=cursor(end) if end else None,
        has_more=not found.is_whole,
    )


def is_told(desk: Desk, event: Event) -> bool:
    """Whether somebody may know of an event: a partner, of what its scopes let it read."""
    return desk.agreement is None or TELLS[event.kind] in desk.agreement.scopes


def shown(event: Event) -> ChangeTold:
    return ChangeTold(
        id=event.id,
        type=event.kind,
        subject=FileNamed(
            kind="person" if event.subject_kind == "person" else "employer",
            number=event.subject_number,
        ),
        act=event.act,
        recorded_at=event.recorded_at,
    )


def cursor(place: Place) -> str:
    return f"{to_microseconds(place.at)}-{place.act_id}-{place.subject}"
