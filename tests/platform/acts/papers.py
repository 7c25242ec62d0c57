"""Stored files to give as evidence, and acts with them."""

import io
from datetime import date
from typing import Any
from uuid import uuid4

from tests import factories
from tests.conftest import NOW

from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk
from socle.platform.acts.operations import submit
from socle.platform.acts.types import ActAnswer
from socle.platform.documents.operations import keep_document


def paper(
    by: Desk,
    kind: str = "",
    *,
    content: bytes = b"%PDF-1.4 une piece",
    name: str = "piece.pdf",
    expires_on: date | None = None,
) -> int:
    """A file that a person handed in; its number."""
    with fund_scope(by.fund.id):
        return keep_document(
            fund_id=by.fund.id,
            stream=io.BytesIO(content),
            name=name,
            limit_bytes=1_000_000,
            at=NOW,
            by=by.user_id,
            kind=kind,
            expires_on=expires_on,
        ).id


def proved(by: Desk, code: str, *papers: int, key: str = "", **fields: Any) -> ActAnswer:
    """Submits an act with evidence."""
    with fund_scope(by.fund.id):
        return submit(
            desk=by,
            act_type_code=code,
            fields=fields,
            effective_on=factories.SINCE,
            motive="",
            key=key or uuid4().hex,
            at=NOW,
            evidence=papers,
        )
