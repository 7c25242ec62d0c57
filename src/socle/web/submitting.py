"""Acts entered by a page's own form: under the form's key, so that sent twice is done once."""

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from socle.platform.access.types import Desk
from socle.platform.acts import operations
from socle.platform.acts.types import ActAnswer, ActStatus
from socle.web import clock

_LONGEST_KEY = 64


def form_key(request: HttpRequest) -> str:
    """The key that the form was shown with; a new one where it has none."""
    return request.POST.get("key", "")[:_LONGEST_KEY] or str(uuid.uuid4())


def submitted(
    desk: Desk,
    code: str,
    fields: Mapping[str, str],
    *,
    key: str,
    on: date | None = None,
    motive: str = "",
    evidence: tuple[int, ...] = (),
    draft: str = "",
) -> ActAnswer:
    """Submits an act, of today where no day is given. Fields left empty are not sent.

    `draft` is the number of the act to complete that this one comes from.

    Raises:
        SocleError: as the act refuses; nothing of it stays.
    """
    said: dict[str, Any] = {
        "desk": desk,
        "fields": {name: value for name, value in fields.items() if value},
        "effective_on": on or clock.today(desk.fund.country),
        "motive": motive,
        "key": key,
        "at": clock.now(),
        "evidence": evidence,
    }
    with transaction.atomic():
        if draft:
            return operations.complete(draft=draft, **said)
        return operations.submit(act_type_code=code, **said)


def to_act(answer: ActAnswer) -> HttpResponse:
    """The page of the act, or of the proposal that waits for a second person."""
    if answer.status is ActStatus.TO_VALIDATE:
        return redirect("proposal", answer.act)
    return redirect(reverse("act", args=[answer.act]) + "?done=1")
