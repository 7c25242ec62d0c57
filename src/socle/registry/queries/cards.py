"""Insured's cards: where each stands, what it says, which are revoked."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import connection

from socle.kernel.errors import NotKnown
from socle.platform.sql import statements
from socle.platform.temporal.queries import as_of
from socle.registry.facts import CARD_STATE
from socle.registry.models import CardStateOfPerson, InsuredCard
from socle.registry.queries.merging import ids_of_person
from socle.registry.queries.people import person_id
from socle.registry.types.cards import CardState, CardView
from socle.registry.types.conventions import Convention, convention_of

CONVENTIONS = Path(__file__).parents[1] / "cards.yaml"
PHOTO = "identity_photo"  # the piece that is printed
_SQL = statements(Path(__file__).parents[1])


def card_years() -> Convention:
    """How many years a card serves."""
    return convention_of(CONVENTIONS, "card_years")


def cards(*, person_number: str, on: date, known_at: datetime | None) -> list[CardView]:
    """The cards made for a person under any of their numbers, the latest first.

    Raises:
        NotKnown: there is no such person.
    """
    keys = ids_of_person(person_id=person_id(person_number), known_at=known_at)
    found = InsuredCard.objects.filter(person_id__in=keys, issued_on__lte=on)
    if known_at is not None:
        found = found.filter(act__recorded_at__lte=known_at)
    return [_view(each, on, known_at) for each in _read(found.order_by("-id"))]


def card(*, card_id: int, on: date) -> CardView:
    """A card by its key, on a day.

    Raises:
        NotKnown: the fund made no such card.
    """
    found = _read(InsuredCard.objects.filter(pk=card_id)).first()
    if found is None:
        raise NotKnown("cards.unknown")
    return _view(found, on, None)


def waiting(*, on: date, limit: int) -> list[CardView]:
    """Cards that are made and not handed over, with whose they are, the oldest first."""
    made = CardStateOfPerson.objects.filter(state=CardState.MADE.value, valid__contains=on)
    keys = list(made.order_by("card_id").values_list("card_id", flat=True)[:limit])
    found = list(_read(InsuredCard.objects.filter(pk__in=keys).order_by("id")))
    with connection.cursor() as cursor:
        cursor.execute(_SQL["names_of_persons"], [[each.person_id for each in found]])
        names = dict(cursor.fetchall())
    return [replace(_view(each, on, None), holder=names.get(each.person_id, "")) for each in found]


def card_id_of(number: str) -> int:
    """The key that a card's number says.

    Raises:
        NotKnown: it is no card's number.
    """
    digits = number.removeprefix("K-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 19):
        raise NotKnown("cards.unknown")
    return int(digits)


def revoked(*, on: date) -> list[int]:
    """The serials of cards that would still seem good on a day and are not, in order."""
    with connection.cursor() as cursor:
        cursor.execute(_SQL["revoked_cards"], {"on": on})
        return [int(row[0]) for row in cursor.fetchall()]


def _read(found: Any) -> Any:
    return found.select_related("act", "person")


def _view(found: InsuredCard, on: date, known_at: datetime | None) -> CardView:
    return CardView(
        id=found.pk,
        person_number=found.person.number,
        state=_state(found, on, known_at),
        issued_on=found.issued_on,
        expires_on=found.expires_on,
        act_number=found.act.number,
        made_at=found.act.recorded_at,
    )


def _state(found: InsuredCard, on: date, known_at: datetime | None) -> CardState:
    key = {"person_id": found.person_id, "card_id": found.pk}
    rows = as_of(CARD_STATE, on=None, known_at=known_at, where=key)
    if not rows:
        return CardState.WITHDRAWN
    day = min(on, found.expires_on)
    last = CardState(next(row for row in rows if day in row["valid"])["state"])
    is_past = on > found.expires_on and last in {CardState.MADE, CardState.HELD}
    return CardState.EXPIRED if is_past else last
