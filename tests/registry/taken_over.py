"""A file taken over by a fund at work: a row in each of its tables, and a superseded one."""

from datetime import date

from tests import factories
from tests.registry.imports import AWA, HEADINGS, PERSONS, confirmed, handed_in, source
from tests.registry.people import undone

from socle.platform.access.scope import fund_scope
from socle.registry.queries.suspicions import suspicions

SINCE = date(2026, 1, 5)
WRONG = ";SANS NUMERO;Luc;31/02/1990;H;CNI8\n"
CLASHING = "1212121212A;ETOA;Luc;01/02/1990;H;CNI9\n"


def a_life(place: factories.Agency) -> None:
    """A file written, its columns described anew; a row that clashes, settled twice."""
    number = source(place)
    confirmed(place, handed_in(place, number, HEADINGS + AWA + WRONG).number)
    confirmed(place, handed_in(place, number, HEADINGS + CLASHING).number)
    with fund_scope(place.fund.id):
        [found] = suspicions(limit=5)
    said = {"suspicion": found.number, "outcome": "to_correct", "reason": "numéro mal recopié"}
    first = factories.act(place.registration, "settle_import_clash", on=SINCE, **said)
    undone(place, first.act)
    factories.act(place.registration, "settle_import_clash", on=SINCE, **said)
    source(place, **(PERSONS | {"column_family_name": "Nom de famille"}))
