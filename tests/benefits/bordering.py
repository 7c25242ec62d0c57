"""Liaison forms of an invented fund elsewhere, taken in by a fund at work."""

import io
import json
from datetime import date
from typing import Any
from uuid import uuid4

from tests import factories
from tests.benefits.claiming import liquidator
from tests.conftest import NOW, TODAY

from socle.benefits.liaison import Document, digest_of, document_of
from socle.benefits.types import Certified, LiaisonSheet
from socle.kernel.months import Month
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk
from socle.platform.acts.operations import submit
from socle.platform.acts.types import ActAnswer
from socle.platform.documents.operations import keep_document

# Twenty-one years elsewhere.
ELSEWHERE = Certified(Month(2005, 1), Month(2025, 12), 252, 450_000)


def sheet(*periods: Certified, country: str = "MA", birth_on: str = "1966-05-01") -> LiaisonSheet:
    """What a fund elsewhere certifies of somebody born on that day."""
    return LiaisonSheet(
        number="FL-1",
        issued_on=date(2026, 1, 5),
        country=country,
        institution="cnss-la-bas",
        person_number="LA-77",
        person_name="ATEBA Jean",
        birth_on=birth_on,
        currency="MAD",
        unit="month",
        credited=sum(each.months for each in periods),
        periods=periods,
    )


def form(**changes: Any) -> Document:
    """A form without fault, with some members changed and its digest counted again."""
    said = document_of(sheet(ELSEWHERE)) | changes
    return said | {"sha256": digest_of(said).hex()}


def taken(
    place: factories.Agency, by: Desk, person: str, said: Document | bytes, *, key: str = ""
) -> ActAnswer:
    """The act that takes a form in."""
    content = said if isinstance(said, bytes) else json.dumps(said).encode()
    with fund_scope(place.fund.id):
        kept = keep_document(
            fund_id=place.fund.id,
            stream=io.BytesIO(content),
            name="liaison.json",
            limit_bytes=2_000_000,
            at=NOW,
            by=by.user_id,
        )
        return submit(
            desk=by,
            act_type_code="take_liaison_form",
            fields={"person": person},
            effective_on=TODAY,
            motive="",
            key=key or uuid4().hex,
            at=NOW,
            evidence=(kept.id,),
        )


def borders_at_work(place: factories.Agency, person: str) -> None:
    """Rows in every table of careers elsewhere and certificates of rights."""
    by = liquidator(place)
    taken(place, by, person, document_of(sheet(ELSEWHERE, birth_on="")))
    factories.act(by, "certify_rights", on=TODAY, person=person)
