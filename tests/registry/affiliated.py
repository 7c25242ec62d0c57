"""Acts on affiliates, for tests that need one of each."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

from tests import factories
from tests.conftest import NOW

from socle.platform.access.scope import fund_scope
from socle.platform.acts import operations, queries

Place = factories.Agency
Prepared = tuple[Callable[[Place], None], dict[str, str]]
EMPLOYER, OTHER = factories.CM_EMPLOYER, "7894561230R"
AGENCIES = ("DLA", "YDE")
LATER, LAST = date(2020, 1, 1), date(2021, 1, 1)
_SPEAKS: dict[str, Any] = {"full_name": "Awa Ngo", "capacity": "director", "scope": "everything"}


def _another(place: Place) -> None:
    factories.employer(place, OTHER, legal_name="Groupe du Littoral")


def _agencies(place: Place) -> None:
    for code in AGENCIES:
        factories.passed(place, "open_agency", agency_code=code, agency_name=f"Agence {code}")


def _suspended(place: Place) -> None:
    factories.passed(place, "suspend_employer", number=EMPLOYER)


def _attached(place: Place) -> None:
    _another(place)
    factories.passed(place, "attach_employer", number=EMPLOYER, parent_company=OTHER)


def _opened(place: Place) -> None:
    factories.passed(
        place, "open_establishment", number=EMPLOYER, establishment="9", name="Dépôt", phone="677"
    )


def _represented(place: Place) -> None:
    factories.passed(place, "add_representative", number=EMPLOYER, **_SPEAKS)


def _nothing(_place: Place) -> None:
    """The employer that every test has is enough."""


HERE = {"number": EMPLOYER}
# Each act, what it needs first, and what it says.
PERFORMED: dict[str, Prepared] = {
    "affiliate_by_own_motion": (
        _nothing,
        {
            "number": "3210100565S",
            "legal_name": "Chantier",
            "grounds": "inspection",
            "notice_on": "2020-06-01",
        },
    ),
    "change_nature": (_nothing, HERE | {"legal_form": "llc", "activity": "Savons"}),
    "record_legal_identifier": (
        _nothing,
        HERE | {"identifier": "trade_register", "identifier_value": "RC 12"},
    ),
    "change_employer_contact": (_nothing, HERE | {"phone": "677001122", "email": "a@b.example"}),
    # On the first day of a quarter, as every act of these tests.
    "change_filing_regime": (_nothing, HERE | {"filing_regime": "quarterly"}),
    "suspend_employer": (_nothing, HERE),
    "reopen_employer": (_suspended, HERE),
    "merge_employer": (_another, HERE | {"successor": OTHER}),
    "move_establishment": (_opened, HERE | {"establishment": "9", "city": "Kribi"}),
    "close_establishment": (_opened, HERE | {"establishment": "9"}),
    "attach_employer": (_another, HERE | {"parent_company": OTHER}),
    "detach_employer": (_attached, HERE),
    "open_agency": (_nothing, {"agency_code": "GAR", "agency_name": "Garoua"}),
    "transfer_to_agency": (_agencies, HERE | {"agency": "DLA"}),
    "add_representative": (_nothing, HERE | _SPEAKS),
    "end_representative": (_represented, HERE | {"representative": "1"}),
}


def a_life(place: Place) -> None:
    """A row in every table of affiliations, and one of each superseded."""
    _attached(place)
    _agencies(place)
    factories.passed(place, "open_agency", on=LATER, agency_code="DLA", agency_name="Bonanjo")
    for on, code in ((LATER, "DLA"), (LAST, "YDE")):
        factories.passed(place, "transfer_to_agency", on=on, **HERE, agency=code)
    for on, said in ((LATER, "677001122"), (LAST, "677001133")):
        factories.passed(place, "change_employer_contact", on=on, **HERE, phone=said)
        factories.passed(
            place,
            "record_legal_identifier",
            on=on,
            **HERE,
            identifier="trade_register",
            identifier_value=said,
        )
        factories.passed(place, "change_nature", on=on, **HERE, headcount=said[-2:])
    factories.passed(place, "detach_employer", on=LAST, **HERE)
    _represented(place)
    factories.passed(place, "end_representative", on=LAST, **HERE, representative="1")
    _opened(place)
    moved = HERE | {"establishment": "9", "address": "Port"}
    factories.passed(place, "move_establishment", on=LAST, **moved)
    third = "6549873210U"
    factories.employer(place, third, legal_name="Huilerie")
    factories.passed(place, "merge_employer", on=LATER, number=third, successor=OTHER)
    # Absorbed by another, once the first merger was found to be told of the wrong one.
    _superseded_merger(place, third)


def _superseded_merger(place: Place, number: str) -> None:
    with fund_scope(place.fund.id):
        last = queries.acts(before=None, limit=1)[0]
        undo = operations.reverse(
            desk=place.registration, number=last.number, motive="erreur", key=uuid4().hex, at=NOW
        )
        operations.validate(desk=place.verifier, number=undo.act, at=NOW)
    factories.passed(place, "merge_employer", on=LATER, number=number, successor=EMPLOYER)
