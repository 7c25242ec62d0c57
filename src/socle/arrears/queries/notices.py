"""Letters that were sent (relances, mises en demeure); see `letters` for those due on a day."""

from collections import defaultdict

from django.db.models import Exists, OuterRef, QuerySet

from socle.arrears.models import Notice, NoticeMonth, NoticeWithdrawal
from socle.arrears.queries.due_dates import known
from socle.arrears.types import About, NoticeItem, NoticeStep, NoticeView
from socle.kernel.errors import NotKnown
from socle.platform.acts.queries import numbers_of
from socle.registry.queries import employer_ids_of, names_of


def _standing() -> "QuerySet[Notice]":
    """Letters sent and not taken back."""
    taken = NoticeWithdrawal.objects.filter(known(None), notice=OuterRef("pk"))
    return Notice.objects.filter(known(None)).filter(~Exists(taken))


def notices(
    *, employer_number: str = "", step: str = "", before: str = "", limit: int = 50
) -> list[NoticeView]:
    """The letters sent, the latest first; those of one employer or step when asked."""
    found = Notice.objects.filter(known(None)).order_by("-id")
    if employer_number:
        ids = employer_ids_of(numbers=frozenset({employer_number}))
        found = found.filter(employer_id__in=ids.values())
    if step:
        found = found.filter(step=step)
    if before:
        found = found.filter(id__lt=_notice(before).pk)
    return _views(list(found[:limit]))


def notice(*, number: str) -> NoticeView:
    """One letter, as it was sent.

    Raises:
        NotKnown: there is none.
    """
    return _views([_notice(number)])[0]


def _notice(number: str) -> Notice:
    found = Notice.objects.filter(number=number).first()
    if found is None:
        raise NotKnown("arrears.notice_unknown", number=number)
    return found


def _views(found: list[Notice]) -> list[NoticeView]:
    acts = numbers_of(act_ids={each.act_id for each in found})
    names = names_of(employer_ids={each.employer_id for each in found})
    ids = [each.pk for each in found]
    standing = set(_standing().filter(pk__in=ids).values_list("pk", flat=True))
    items: dict[int, list[NoticeItem]] = defaultdict(list)
    for each in NoticeMonth.objects.filter(notice__in=found).order_by("month"):
        items[each.notice_id].append(NoticeItem(each.month, each.due_on, each.amount))
    return [
        NoticeView(
            *(each.number, acts[each.act_id], *names[each.employer_id]),
            *(NoticeStep(each.step), About(each.about), each.issued_on, each.answer_by),
            language=each.language,
            items=tuple(items[each.pk]),
            is_withdrawn=each.pk not in standing,
        )
        for each in found
    ]
