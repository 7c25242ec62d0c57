"""Somebody of the demonstration who worked in two countries: a form taken, a claim on it."""

import json
from datetime import timedelta
from typing import Any

from socle.benefits.liaison import document_of
from socle.benefits.queries.medical import medical_benefits
from socle.benefits.queries.pieces import pieces_of
from socle.benefits.types import Certified, LiaisonSheet
from socle.cli.demo.office import Office, Paper
from socle.cli.demo.story import Story
from socle.kernel.months import Month
from socle.platform.access.scope import fund_scope
from socle.registry.queries import person

# The other fund of the demonstration certifies years worked there before.
_THERE = {"CM": ("MA", "cnss", "MAD", 480_000), "MA": ("CM", "cnps", "XAF", 185_000)}
_FIRST, _LAST = Month(2009, 3), Month(2019, 12)
_DAYS_AGO = 20


def tell(office: Office, told: Story) -> None:
    """A form of another country, and where incapacity is computed a claim that rests on both."""
    workers = told.steady()
    if not workers or told.law not in _THERE:
        return
    number, fund = workers[-1].person.number, office.fund
    on, by = told.today - timedelta(days=_DAYS_AGO), office.desk("liquid")
    with fund_scope(fund.id):
        who = person(number=number, on=on, known_at=None)
        benefits = medical_benefits(fund)
        asked = [each.code for each in pieces_of(fund, "invalidity") if each.is_required]
    country, code, currency, wage = _THERE[told.law]
    sheet = LiaisonSheet(
        number="FL-2026-000417",
        issued_on=on - timedelta(days=_DAYS_AGO),
        country=country,
        institution=code,
        person_number="77-0000417",
        person_name=who.full_name,
        birth_on=who.birth_on.isoformat() if who.birth_on else "",
        currency=currency,
        unit="month",
        credited=_FIRST.until(_LAST) + 1,
        periods=(Certified(_FIRST, _LAST, _FIRST.until(_LAST) + 1, wage),),
    )
    said = json.dumps(document_of(sheet), ensure_ascii=False, indent=2).encode()
    paper = Paper("formulaire-de-liaison.json", said)
    office.act(by, "take_liaison_form", on=on, key="border:form", paper=paper, person=number)
    if told.law == "CM" and "invalidity" in benefits:
        seen = ",".join(asked)
        asking: dict[str, Any] = {"benefit": "invalidity", "event_on": on.isoformat()}
        office.act(by, "file_claim", on=on, key="border:claim", person=number, seen=seen, **asking)
