"""Reading discrepancies: what a source reads otherwise than the fund, and what was decided."""

from collections.abc import Iterable

from socle.exchange.models import Discrepancy, DiscrepancyDecision
from socle.exchange.queries.numbers import DISCREPANCY, MESSAGE, number_of, row_of
from socle.exchange.types import DiscrepancyKind, DiscrepancyOutcome, DiscrepancyView
from socle.kernel.errors import NotKnown
from socle.platform.acts.queries import numbers_of
from socle.platform.partners.queries import agreed_under


def discrepancies(
    *,
    only_open: bool,
    kind: DiscrepancyKind | None = None,
    subject: tuple[str, str] = ("", ""),
    limit: int,
    before: str = "",
) -> list[DiscrepancyView]:
    """Discrepancies, the last found first, after a place in the list.

    Raises:
        NotKnown: no such place.
    """
    found = Discrepancy.objects.select_related("message")
    if only_open:
        found = found.filter(discrepancydecision__isnull=True)
    if kind:
        found = found.filter(kind=kind.value)
    if subject[1]:
        found = found.filter(subject_kind=subject[0], subject_number=subject[1])
    if before:
        found = found.filter(pk__lt=row_of(DISCREPANCY, before))
    return _views(found.order_by("-id")[:limit])


def discrepancy(*, number: str) -> DiscrepancyView:
    """Two readings of one thing.

    Raises:
        NotKnown: there is none of this number.
    """
    rows = Discrepancy.objects.select_related("message")
    found = rows.filter(pk=row_of(DISCREPANCY, number)).first()
    if found is None:
        raise NotKnown("exchange.unknown", number=number[:60])
    return _views([found])[0]


def next_open(*, after: str = "", most: int = 51) -> tuple[str, int]:
    """The oldest discrepancy that nobody has decided, and how many wait, counted up to `most`."""
    waiting = Discrepancy.objects.filter(discrepancydecision__isnull=True)
    place = waiting.filter(pk__gt=row_of(DISCREPANCY, after)) if after else waiting
    first = place.order_by("id").first()
    number = number_of(DISCREPANCY, first.found_at, first.pk) if first else ""
    return number, waiting[:most].count()


def _views(rows: Iterable[Discrepancy]) -> list[DiscrepancyView]:
    listed = list(rows)
    agreed = agreed_under(act_ids={each.message.agreed_by_id for each in listed})
    decided = {
        each.discrepancy_id: each
        for each in DiscrepancyDecision.objects.filter(discrepancy__in=listed)
    }
    acts = numbers_of(act_ids={each.act_id for each in decided.values()})
    return [
        DiscrepancyView(
            id=each.pk,
            number=number_of(DISCREPANCY, each.found_at, each.pk),
            kind=DiscrepancyKind(each.kind),
            subject_kind=each.subject_kind,
            subject_number=each.subject_number,
            attribute=each.attribute,
            month=each.month,
            ours=each.ours,
            theirs=each.theirs,
            partner=agreed[each.message.agreed_by_id].code,
            partner_name=agreed[each.message.agreed_by_id].name,
            message=number_of(MESSAGE, each.message.at, each.message_id),
            found_at=each.found_at,
            outcome=DiscrepancyOutcome(decided[each.pk].outcome) if each.pk in decided else None,
            act=acts[decided[each.pk].act_id] if each.pk in decided else "",
        )
        for each in listed
    ]
