"""Where facts come from: the act behind a fact, and the message of a source behind the act.

An act without such a message rests on what somebody declared (déclaré), not on a source.
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection

from socle.exchange.models import FactCheck
from socle.exchange.queries.numbers import MESSAGE, number_of
from socle.exchange.types import CheckView, OriginView
from socle.platform.partners.queries import agreed_under

_ORIGINS = """
    SELECT a.number, m.id, m.at, m.agreed_by_id
    FROM fact_origin o JOIN act a ON a.id = o.act_id JOIN exchange_message m ON m.id = o.message_id
    WHERE a.number = ANY(%(acts)s)
"""


def origins(*, acts: Iterable[str]) -> dict[str, OriginView]:
    """The message of a source behind each act, by the act's number; only of those that have one."""
    said: dict[str, Any] = {"acts": sorted({each for each in acts if each})}
    if not said["acts"]:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_ORIGINS, said)
        rows = cursor.fetchall()
    agreed = agreed_under(act_ids={agreed_by for *_, agreed_by in rows})
    return {
        act: OriginView(act, number_of(MESSAGE, at, row), agreed[agreed_by].name, at)
        for act, row, at, agreed_by in rows
    }


def value_digest(value: str) -> bytes:
    """By what a value that was checked is known again: the value itself is not kept twice."""
    return hashlib.sha256(value.encode()).digest()


def checks(*, subject: tuple[str, str], values: Mapping[str, str]) -> list[CheckView]:
    """What sources last answered of each attribute of a file, by name of attribute.

    `values`: as they are now, days in ISO; one that changed since was not checked.
    """
    kind, number = subject
    found = (
        FactCheck.objects.filter(subject_kind=kind, subject_number=number)
        .select_related("message")
        .order_by("attribute", "-checked_at", "-id")
        .distinct("attribute")
    )
    listed = list(found)
    agreed = agreed_under(act_ids={each.message.agreed_by_id for each in listed})
    return [
        CheckView(
            attribute=each.attribute,
            score=each.score,
            partner_name=agreed[each.message.agreed_by_id].name,
            message=number_of(MESSAGE, each.message.at, each.message_id),
            checked_at=each.checked_at,
            is_stale=value_digest(values.get(each.attribute, "")) != bytes(each.value_sha256),
        )
        for each in listed
    ]
