"""Letters: those sent, those to send on a day, and the files ripe for enforcement.

French: relances, mise en demeure, contrainte. A month late by so many days is reminded; one still
late when the formal notice may follow is summoned; one whose notice stays without effect after the
delay it gave is ready for the writ (contrainte). A month under a plan that holds is left alone.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet

from socle.arrears.models import Notice, NoticeMonth, NoticeWithdrawal
from socle.arrears.queries.aged import overdue_months
from socle.arrears.queries.due_dates import calendar, known
from socle.arrears.queries.plans import plans
from socle.arrears.queries.rules import default_language, letter_languages, rules
from socle.arrears.types import About, NoticeItem, NoticeStep, NoticeView
from socle.contributions import obligations
from socle.kernel.errors import NotKnown
from socle.kernel.months import Month
from socle.platform.acts.queries import numbers_of
from socle.registry.queries import employer_ids_of, names_of


class Late(NamedTuple):
    """A month late on a day: unpaid, or not declared (then nothing is known of its amount)."""

    employer_id: int
    about: About
    month: date
    due_on: date
    amount: int


class Sent(NamedTuple):
    """When a step was sent for a month, and until when it gave to answer."""

    issued_on: date
    answer_by: date | None


class Timing(NamedTuple):
    """After how many days each letter goes."""

    reminder: int
    formal: int
    answer: int


class Letter(NamedTuple):
    """A letter to write: its months have the same step and subject."""

    employer_id: int
    step: NoticeStep
    about: About
    language: str
    answer_by: date | None
    items: tuple[NoticeItem, ...]


class Sequence(NamedTuple):
    """What the run of a day would do: the letters, and the months ripe for enforcement."""

    letters: tuple[Letter, ...]
    ripe: tuple[Late, ...]


def sequence(*, on: date, employer_number: str = "") -> Sequence:
    """The letters due on a day for the whole fund, or for one employer; nothing is written.

    Raises:
        ParameterUnknown: the law's due day is not known.
    """
    numbers = frozenset({employer_number}) if employer_number else frozenset[str]()
    keys = frozenset(employer_ids_of(numbers=numbers).values()) if numbers else frozenset[int]()
    figures = rules(on=on)
    timing = Timing(
        *(
            int(figures[name].value)
            for name in (
                "reminder_after_days",
                "formal_notice_after_days",
                "formal_notice_answer_days",
            )
        )
    )
    sent = _sent(keys)
    due: dict[tuple[int, NoticeStep, About], list[Late]] = defaultdict(list)
    ripe = []
    for each in _late(on, numbers, keys):
        key = (each.employer_id, each.about, each.month)
        step = next_step(each, sent.get(key, {}), timing, on)
        if step is not None:
            due[each.employer_id, step, each.about].append(each)
        elif is_ripe(sent.get(key, {}), on):
            ripe.append(each)
    languages, usual = letter_languages(on=on), default_language()
    answer_by = {NoticeStep.FORMAL_NOTICE: on + timedelta(days=timing.answer)}
    letters = tuple(
        Letter(
            *(employer, step, about, languages.get(employer, usual)),
            answer_by=answer_by.get(step),
            items=tuple(NoticeItem(late.month, late.due_on, late.amount) for late in months),
        )
        for (employer, step, about), months in due.items()
    )
    return Sequence(letters, tuple(ripe))


def next_step(
    late: Late, sent: dict[NoticeStep, Sent], timing: Timing, on: date
) -> NoticeStep | None:
    """The letter due for a late month; the formal notice never on the heels of the reminder."""
    if NoticeStep.FORMAL_NOTICE in sent:
        return None
    reminded = sent.get(NoticeStep.REMINDER)
    if reminded is None:
        days = (on - late.due_on).days
        return NoticeStep.REMINDER if days >= timing.reminder else None
    wait = timedelta(days=max(timing.formal - timing.reminder, 1))
    since = max(late.due_on + timedelta(days=timing.formal), reminded.issued_on + wait)
    return NoticeStep.FORMAL_NOTICE if on >= since else None


def is_ripe(sent: dict[NoticeStep, Sent], on: date) -> bool:
    """Whether a formal notice stayed without effect after the delay it gave."""
    formal = sent.get(NoticeStep.FORMAL_NOTICE)
    return formal is not None and formal.answer_by is not None and formal.answer_by < on


def _late(on: date, numbers: frozenset[str], keys: frozenset[int]) -> Iterable[Late]:
    held: set[tuple[int, date]] = set()
    found = plans(on=on)
    ids = employer_ids_of(numbers=frozenset(each.employer_number for each in found))
    for each in found:
        if each.is_protecting:
            held |= {(ids[each.employer_number], month) for month in each.months}
    for debt in overdue_months(on=on, employer_ids=keys):
        if (debt.employer_id, debt.month) not in held:
            yield Late(debt.employer_id, About.PAYMENT, debt.month, debt.due_on, debt.amount)
    missing = obligations.missing_months(on=on, employer_numbers=numbers)
    ids = employer_ids_of(numbers=frozenset(each.employer_number for each in missing))
    shifts = calendar().shifts
    for month in missing:
        key, first = ids[month.employer_number], Month.parse(month.month).first_day
        moved = [shift.postponed_to for shift in shifts if shift.moves(first, key)]
        due_on = max([month.due_on, *moved])
        if due_on < on:
            yield Late(key, About.DECLARATION, first, due_on, 0)


def _standing() -> "QuerySet[Notice]":
    """Letters sent and not taken back."""
    taken = NoticeWithdrawal.objects.filter(known(None), notice=OuterRef("pk"))
    return Notice.objects.filter(known(None)).filter(~Exists(taken))


def _sent(
    employer_ids: frozenset[int],
) -> dict[tuple[int, About, date], dict[NoticeStep, Sent]]:
    """What was sent for each month, step by step."""
    found: dict[tuple[int, About, date], dict[NoticeStep, Sent]] = defaultdict(dict)
    months = NoticeMonth.objects.filter(notice__in=_standing())
    if employer_ids:
        months = months.filter(notice__employer_id__in=employer_ids)
    rows = months.values_list(
        *("notice__employer_id", "notice__about", "month"),
        *("notice__step", "notice__issued_on", "notice__answer_by"),
    )
    for employer, about, month, step, issued_on, answer_by in rows:
        found[employer, About(about), month][NoticeStep(step)] = Sent(issued_on, answer_by)
    return found


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
