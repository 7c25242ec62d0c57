"""Files to take over, as the tests hand them in."""

import io
from typing import Any
from uuid import uuid4

from tests import factories
from tests.conftest import NOW, TODAY

from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk
from socle.platform.acts.operations import submit
from socle.registry.importing.receiving import confirm, hand_in
from socle.registry.queries.imports import import_of
from socle.registry.types.imports import ImportView

PERSONS = {
    "column_number": "Numéro",
    "column_family_name": "Nom",
    "column_given_names": "Prénoms",
    "column_birth_on": "Né le",
    "column_sex": "Sexe",
    "column_national_id": "CNI",
}
HEADINGS = "Numéro;Nom;Prénoms;Né le;Sexe;CNI\n"
AWA = "1212121212A;MBARGA;Awa;16/03/1984;F;CNI1\n"
PAUL = "1313131313B;NDONGO;Paul;1979;H;CNI2\n"


def source(
    place: factories.Agency, kind: str = "persons", name: str = "Mairie", **columns: str
) -> str:
    """A source of files; its number."""
    with fund_scope(place.fund.id):
        return submit(
            desk=place.registration,
            act_type_code="define_import_source",
            fields={"name": name, "kind": kind, "headings_row": "1"} | (columns or PERSONS),
            effective_on=factories.SINCE,
            motive="",
            key=uuid4().hex,
            at=NOW,
        ).subject


def handed_in(
    place: factories.Agency,
    source_number: str,
    content: str | bytes,
    *,
    by: Desk | None = None,
    **said: Any,
) -> ImportView:
    """A file handed in and tried."""
    held = content if isinstance(content, bytes) else content.encode()
    with fund_scope(place.fund.id):
        number = hand_in(
            desk=by or place.registration,
            source_number=source_number,
            stream=io.BytesIO(held),
            file_name=said.get("file_name", "reprise.csv"),
            is_whole=said.get("is_whole", False),
            key=said.get("key") or uuid4().hex,
            at=NOW,
        )
        return import_of(number=number)


def confirmed(place: factories.Agency, number: str, *, by: Desk | None = None) -> ImportView:
    """An import that was confirmed, and is written at once when it is short."""
    with fund_scope(place.fund.id):
        confirm(desk=by or place.registration, number=number)
        return import_of(number=number)


__all__ = ["AWA", "HEADINGS", "PAUL", "PERSONS", "TODAY", "confirmed", "handed_in", "source"]
