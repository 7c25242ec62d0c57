"""What was granted of long tables, and what waits to be."""

from datetime import datetime

from socle.platform.access.types import Desk
from socle.platform.acts.models import Act
from socle.platform.acts.queries import waiting
from socle.platform.extracts.types import KEPT, REQUEST, Extract, Table


def granted(*, desk: Desk, table: Table, address: str, at: datetime) -> Extract | None:
    """What a person was granted of a table and may still take; None where nothing is."""
    reversed_acts = Act.objects.filter(reverses__isnull=False).values("reverses_id")
    found = (
        Act.objects.filter(
            type=REQUEST,
            author_id=desk.user_id,
            fields__table=table.value,
            fields__table_address=address,
            recorded_at__gt=at - KEPT,
            validator__isnull=False,
        )
        .exclude(pk__in=reversed_acts)
        .select_related("author", "validator")
        .order_by("-id")
        .first()
    )
    if found is None or found.validator is None:
        return None
    return Extract(
        act=found.number,
        author=found.author.full_name,
        validator=found.validator.full_name,
        motive=found.motive,
        granted_at=found.recorded_at,
    )


def asked(*, desk: Desk, table: Table, address: str) -> str:
    """The proposal by which a person has already asked for a table; empty where there is none."""
    found = waiting().filter(
        type=REQUEST,
        author_id=desk.user_id,
        fields__table=table.value,
        fields__table_address=address,
    )
    return found.values_list("number", flat=True).first() or ""
