"""Invented work injuries, declared, certified, decided and ended, for tests above too."""

from datetime import date
from typing import Any
from uuid import uuid4

from tests import factories
from tests.benefits.claiming import done, filed, liquidator
from tests.conftest import NOW

from socle.benefits.queries.injuries import injury, injury_of_act
from socle.benefits.types.injuries import InjuryView
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk, Role
from socle.platform.acts.operations import submit

HAPPENED = date(2026, 6, 1)  # a Monday


def doctor(place: factories.Agency) -> Desk:
    return factories.desk(place.fund, Role.MEDICAL_ADVISER)


def declared(
    place: factories.Agency, by: Desk, person: str, *, on: date = date(2026, 6, 3), **said: Any
) -> str:
    """An accident that the employer declares, by default with its first certificate; its number."""
    fields = {
        "person": person,
        "kind": "work_accident",
        "happened_on": HAPPENED,
        "happened_at": "08:30",
        "place": "Atelier de sciage",
        "circumstances": "La lame a sauté",
        "nature": "plaie profonde",
        "seat": "main gauche",
        "employer_name": "Scierie du Littoral",
        "declared_by": "employer",
        "issued_on": HAPPENED,
        "off_since": "2026-06-02",
        "off_until": "2026-06-11",
    } | said
    with fund_scope(place.fund.id):
        answer = submit(
            desk=by,
            act_type_code="declare_injury",
            fields={name: str(value) for name, value in fields.items() if value is not None},
            effective_on=on,
            motive="pièces vues",
            key=uuid4().hex,
            at=NOW,
        )
        return injury_of_act(act=answer.act)


def recognised(
    place: factories.Agency,
    by: Desk,
    number: str,
    outcome: str = "recognised",
    about: str = "character",
    on: date = date(2026, 6, 20),
) -> None:
    said = {"about": about, "outcome": outcome, "ground": "Au temps et au lieu du travail"}
    done(place, by, "decide_injury", on=on, injury=number, **said)


def shown(place: factories.Agency, number: str, *, is_whole: bool = False) -> InjuryView:
    with fund_scope(place.fund.id):
        return injury(number=number, is_whole=is_whole)


def injuries_at_work(place: factories.Agency) -> None:
    """Rows in every table of the register, for who looks at all of them."""
    by = liquidator(place)
    person = factories.person(place, "1234509861D", birth_on="1971-05-01")
    number = declared(place, by, person)
    claim = filed(place, by, person, "work_injury_daily", HAPPENED)
    done(place, by, "link_injury", claim=claim, injury=number)
    recognised(place, by, number)
    said = {"ending": "consolidated", "since": "2026-06-25", "incapacity_percent": "12"}
    done(place, doctor(place), "close_injury", injury=number, **said)
