"""The pages of affiliates, made from a sample."""

from collections.abc import Callable
from datetime import date

from django.http import HttpResponse
from tests.web import samples

from socle.registry.acts import affiliation_fields
from socle.registry.types import EmployerStatus
from socle.registry.types.affiliations import (
    AffiliationView,
    AgencyView,
    LegalIdentifier,
    LifeStage,
    LinkedEmployer,
    Origin,
    PlaceOfWork,
    Representative,
)
from socle.web import affiliations, employers

_SINCE, _LATER = date(2015, 1, 1), date(2024, 6, 1)
AFFILIATION = AffiliationView(
    number="0448021700",
    kind="company",
    legal_form="public_limited",
    activity="Fabrication de savons et de détergents",
    person_number="3140072556",
    person_name="TALLA FOTSO Jean-Paul",
    first_hired_on=_SINCE,
    headcount=48,
    origin=Origin.OWN_MOTION,
    grounds="inspection",
    notice_on=_LATER,
    address_status="head_office",
    activity_address="Zone industrielle de Bonabéri, lot 12",
    activity_city="Douala",
    phone="+237677001122",
    email="paie@savonnerie.example",
    identifiers=(
        LegalIdentifier("company_number", "M012345678901A", None),
        LegalIdentifier("trade_register", "RC/DLA/2009/B/2217", None),
        LegalIdentifier("national_id", "10012418", True),
        LegalIdentifier("business_tax", "1", False),
    ),
    agency=AgencyView("DLA", "Douala Bonanjo", "Douala"),
    parent=LinkedEmployer("0448021701", "Groupe du Littoral SA", "liaison", _SINCE),
    subsidiaries=(LinkedEmployer("0448021702", "Huilerie du Nkam", "subsidiary", _LATER),),
    successor=LinkedEmployer("0448021703", "Wouri Holding", "merger", _LATER),
    absorbed=(LinkedEmployer("0448021704", "Bougies réunies", "merger", _LATER),),
    representatives=(
        Representative(1, "Awa Ngo", "director", "everything", "10012418", "", _SINCE, None),
        Representative(
            2, "Fiduciaire du Littoral", "fiduciary", "declaration_acts", "", "+237677001133",
            _SINCE, _LATER,
        ),
    ),
    places=(
        PlaceOfWork("01", "Usine de Bonabéri", "Douala", "Lot 12", "+237677001144", _SINCE),
        PlaceOfWork("02", "Dépôt", "", "", "", _LATER),
    ),
    life=(
        LifeStage(EmployerStatus.ACTIVE, _SINCE, _LATER, "A-2015-000000003"),
        LifeStage(EmployerStatus.SUSPENDED, _LATER, None, "A-2024-000000871"),
    ),
    on=samples.TODAY,
    known_at=samples.NOW,
)  # fmt: skip


def answers() -> list[tuple[object, str, Callable[..., object]]]:
    """What the queries answer."""
    return [
        (employers, "affiliation", lambda **_: AFFILIATION),
        (affiliation_fields, "agency_codes", lambda **_: ("DLA", "YDE")),
    ]


def pages(get: Callable[..., Callable[[], HttpResponse]]) -> dict[str, Callable[[], HttpResponse]]:
    """The choice of a kind, and forms that ask only what it needs."""

    def form(code: str, query: str = "") -> Callable[[], HttpResponse]:
        address = f"/acts/new/{code}{query}"
        return get(affiliations.new_affiliation, address, samples.EVERYTHING, act_type_code=code)

    return {
        "affiliate-choose": form("affiliate_employer"),
        "affiliate-farm": form("affiliate_employer", "?affiliate_kind=farm"),
        "affiliate-found": form("affiliate_by_own_motion", "?affiliate_kind=craft"),
    }
