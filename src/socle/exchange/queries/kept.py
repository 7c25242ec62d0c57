"""Opening what is kept sealed: what an event says, the bytes of a message."""

import json
import zlib
from typing import Any

from socle.exchange.models import ExchangeEvent, ExchangeEvidence
from socle.platform.sealing import opened


def content_of(*, event: ExchangeEvent) -> dict[str, Any]:
    """What an event says, as its source told it; nothing once it was forgotten.

    Raises:
        Unavailable: this process cannot open it.
    """
    if not event.sealed:
        return {}
    named = f"event:{event.fund_id}:{event.user_id}:{event.reference}"
    found: dict[str, Any] = json.loads(opened(bytes(event.sealed), bound_to=named))
    return found


def bytes_of(*, row: int) -> bytes | None:
    """The bytes of a message as they went; None once they were forgotten.

    Raises:
        Unavailable: this process cannot open them.
    """
    kept = ExchangeEvidence.objects.select_related("message").filter(pk=row).first()
    if kept is None:
        return None
    said = kept.message
    named = f"message:{said.fund_id}:{said.user_id}:{said.message_id}"
    return zlib.decompress(opened(bytes(kept.sealed), bound_to=named))
