"""Letters due on a day, and the files ripe for enforcement; nothing is written.

French: relances, mise en demeure, contrainte. A month late by so many days is reminded; one still
late when the formal notice may follow is summoned; one whose notice stays without effect after the
delay it gave is ready for the writ (contrainte). A month under a plan that holds is left alone.
Which letter is due is worked out by the database, in sets: a fund has hundreds of thousands of
months.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from socle.arrears.queries.aged import dated, law_of, summing
from socle.arrears.queries.due_dates import Calendar, calendar
from socle.arrears.queries.plans import plans
from socle.arrears.queries.rules import rules
from socle.arrears.types import About, DueLetter, DueLetters, NoticeStep, RipeFile
from socle.contributions import obligations
from socle.kernel.months import Month
from socle.registry.queries import employer_ids_of, names_of


class _Late(NamedTuple):
    """A month not declared though it was due."""

    employer_id: int
    month: date
    due_on: date


def due_letters(*, on: date, employer_number: str = "", limit: int = 50) -> DueLetters:
    """The letters due on a day, the largest debts first, for the fund or for one employer.

    Raises:
        ParameterUnknown: the law's due day is not known.
    """
    said = late_months(on=on, employer_number=employer_number) | {"limit": limit}
    with summing() as cursor:
        cursor.execute(dated("debt_by_month", "late", "letters_due"), said)
        rows = cursor.fetchall()
    names = names_of(employer_ids={key for _kind, key, *_ in rows if key is not None})
    counts = {step: count for kind, _key, step, _about, count, _ in rows if kind == "count"}
    return DueLetters(
        letters=tuple(
            DueLetter(*names[key], NoticeStep(step), About(about), months, amount)
            for kind, key, step, about, months, amount in rows
            if kind == "letter"
        ),
        by_step={step: counts[step] for step in NoticeStep if step in counts},
        ripe=tuple(
            RipeFile(*names[key], months, amount)
            for kind, key, _step, _about, months, amount in rows
            if kind == "ripe"
        ),
    )


def late_months(*, on: date, employer_number: str = "") -> dict[str, Any]:
    """What the statement `late` is told: the law, the fund's delays, plans, missing months.

    Raises:
        ParameterUnknown: the law's due day is not known.
    """
    numbers = frozenset({employer_number}) if employer_number else frozenset[str]()
    keys = list(employer_ids_of(numbers=numbers).values())
    dates, figures = calendar(), rules(on=on)
    held, missing = _held(on, keys), list(_missing(on, numbers, dates))
    return law_of(dates, on) | {
        "on": on,
        "employers": keys,
        "reminder": figures["reminder_after_days"].value,
        "formal": figures["formal_notice_after_days"].value,
        "answer": figures["formal_notice_answer_days"].value,
        "held_employers": [key for key, _month in held],
        "held_months": [month for _key, month in held],
        "missing_employers": [each.employer_id for each in missing],
        "missing_months": [each.month for each in missing],
        "missing_due": [each.due_on for each in missing],
    }


def _held(on: date, keys: list[int]) -> list[tuple[int, date]]:
    """The months under a plan that holds, of one employer or of all."""
    of_one = keys[0] if keys else None
    found = [each for each in plans(on=on, employer_id=of_one) if each.is_protecting]
    ids = employer_ids_of(numbers={each.employer_number for each in found})
    return [(ids[each.employer_number], month) for each in found for month in each.months]


def _missing(on: date, numbers: frozenset[str], dates: Calendar) -> Iterable[_Late]:
    missing = obligations.missing_months(on=on, employer_numbers=numbers)
    ids = employer_ids_of(numbers={each.employer_number for each in missing})
    for each in missing:
        key, month = ids[each.employer_number], Month.parse(each.month).first_day
        moved = [shift.postponed_to for shift in dates.shifts if shift.moves(month, key)]
        due_on = max([each.due_on, *moved])
        if due_on < on:
            yield _Late(key, month, due_on)
