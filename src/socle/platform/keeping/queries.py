"""Reading how long logs are kept, and what was purged of them."""

from datetime import date, datetime

from socle.platform.acts.models import Act
from socle.platform.acts.queries import numbers_of
from socle.platform.keeping.tables import KEEPING
from socle.platform.keeping.types import Log, LogKept, Purge
from socle.platform.temporal.queries import as_of

PURGE = "purge_log"


def logs_kept(*, on: date, known_at: datetime | None = None) -> list[LogKept]:
    """For how long each log is kept on a day, as known at an instant."""
    found = {}
    for row in as_of(KEEPING, on=on, known_at=known_at, where={}):
        act = numbers_of(act_ids={row["act_id"]})[row["act_id"]]
        log = Log(row["log"])
        found[log] = LogKept(log, row["months"], row["valid"].lower, act)
    return [found.get(log, LogKept(log, None)) for log in Log]


def purges(*, before: int = 0, limit: int) -> list[Purge]:
    """The purges, the newest first; those before the one of an id, where it is given."""
    found = Act.objects.filter(type=PURGE, subject_kind="log").order_by("-id")
    found = found.filter(id__lt=before) if before else found
    return [
        Purge(
            id=each.pk,
            log=Log(each.subject_number),
            rows=int(each.after["rows"]),
            kept_since=datetime.fromisoformat(each.after["kept_since"]),
            purged_at=each.recorded_at,
            act=each.number,
        )
        for each in found[:limit]
    ]
