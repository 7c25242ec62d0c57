"""What whoever the fund pays may read: their own awards, and those paid to them for others.

A guardian reads an award for the time that they are its payee, and no other.
"""

import hmac
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils.crypto import salted_hmac

from socle.benefits.conventions import conventions
from socle.benefits.keeping import required_proofs, window_rule
from socle.benefits.models import AwardTerm
from socle.benefits.queries.awards import awards
from socle.benefits.types import AwardView, TermStatus
from socle.benefits.types.own_pages import OwnAward, OwnMonth, OwnOpening
from socle.benefits.types.proofs import Window
from socle.countries.clock import legal_day
from socle.kernel.errors import NotKnown
from socle.kernel.months import Month
from socle.platform.access.types import FundView
from socle.platform.acts.queries import act, acts_touching
from socle.platform.acts.types import ActView
from socle.platform.printing.codes import code_of
from socle.platform.sql import statements
from socle.registry.queries import died_on, person_id
from socle.registry.queries.merging import ids_of_person, merge_of

ACT = "open_own_page"
_MONTHS = 12
_RETAINED = "retention"
_SQL = statements(Path(__file__).parents[1])
_MOST_ACTS = 2000


def own_code(*, fund_id: int, act_number: str) -> str:
    """The code of an own page, printed on the paper that is handed over; it is stored nowhere."""
    said = f"{fund_id}:{act_number}"
    return code_of(salted_hmac("socle.own_pages", said, algorithm="sha256").digest())


def opened_by(*, fund: FundView, act_number: str, code: str, on: date) -> OwnOpening:
    """Whose page a number and a code open.

    Raises:
        NotKnown: no such act, another's code, withdrawn, replaced by a later one, or too long ago:
            nobody learns which.
    """
    right = own_code(fund_id=fund.id, act_number=act_number)
    if not hmac.compare_digest(right.encode(), code.encode()):
        raise NotKnown("own_pages.unknown")
    return opening(fund=fund, act_number=act_number, on=on)


def opening(*, fund: FundView, act_number: str, on: date) -> OwnOpening:
    """Whose page an act opened, while it stands.

    Raises:
        NotKnown: it opens nothing on that day, or whose it was has died.
    """
    try:
        found: ActView | None = act(number=act_number)
    except NotKnown:
        found = None
    if found is None or found.type != ACT or found.reverses:
        raise NotKnown("own_pages.unknown")
    standing = next(iter(openings(fund=fund, number=found.subject_number, on=on)), None)
    if standing is None or standing.act_number != act_number or not standing.is_open:
        raise NotKnown("own_pages.unknown")
    files = ids_of_person(person_id=person_id(standing.person_number), known_at=None)
    if any(died_on(person_id=each) for each in files):  # a paper found in a drawer opens nothing
        raise NotKnown("own_pages.unknown")
    return standing


def openings(*, fund: FundView, number: str, on: date) -> list[OwnOpening]:
    """The codes given to a person, the latest first: it alone may still open.

    Under whichever number they were given: a merged one leads to the same page.
    """
    kept = merge_of(number=number, known_at=None).kept
    numbers = {number, kept, *merge_of(number=kept, known_at=None).merged}
    given = [
        each
        for file in numbers
        for each in acts_touching(kind="person", number=file, limit=_MOST_ACTS)
        if each.type == ACT
    ]
    given.sort(key=lambda each: each.id, reverse=True)
    found: list[OwnOpening] = []
    days = int(conventions()["own_page_days"]["value"])
    for each in given:
        read = act(number=each.number)
        if read.reverses:
            continue
        given_on = legal_day(read.recorded_at, fund.country)
        is_open = not found and not read.reversed_by and (on - given_on).days <= days
        found.append(OwnOpening(number, each.number, given_on, is_open=is_open))
    return found


def own_awards(*, person_ids: Sequence[int], on: date) -> list[OwnAward]:
    """The awards of a person, by the keys of their files, and those of others paid to them."""
    paid = AwardTerm.objects.filter(payee_id__in=person_ids).values_list("award_id", flat=True)
    theirs = awards(person_ids=list(person_ids))
    others = awards(award_ids=list(set(paid) - {each.id for each in theirs}))
    found = [*theirs, *(_while_paid(each, person_ids) for each in others)]
    dues = _dues([each.id for each in found], Month.of(on) - (_MONTHS - 1))
    return [
        OwnAward(
            award=each,
            is_own=each.beneficiary_id in person_ids,
            months=_months(each, dues[each.id], person_ids, on),
        )
        for each in found
    ]


def next_window(*, fund: FundView, found: Sequence[OwnAward], on: date) -> Window | None:
    """When a proof is next given for these awards; None where none of them asks one."""
    rule, asked = window_rule(fund.country), required_proofs()
    windows = []
    for award in (each.award for each in found if each.award.term_on(on)):
        parts = {part for benefit, part, _kind in asked if benefit == award.benefit}
        if not parts & {"*", award.part}:
            continue
        began = min(each.since for each in award.terms).month
        window = rule.following(on, began)
        if window.first <= on:
            window = rule.in_year(window.first.year + 1, began)
        windows.append(window)
    return min(windows, key=lambda each: each.first, default=None)


def _while_paid(found: AwardView, person_ids: Sequence[int]) -> AwardView:
    """Somebody's award as its payee reads it: the terms by which they are paid."""
    return replace(found, terms=tuple(each for each in found.terms if each.payee_id in person_ids))


def _dues(award_ids: list[int], since: Month) -> dict[int, list[tuple[Any, ...]]]:
    """By award: run, payee, month, kind and amount of what validated runs counted."""
    found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    with connection.cursor() as cursor:
        said: dict[str, Any] = {"awards": award_ids, "since": since.first_day, "known_at": None}
        cursor.execute(_SQL["dues_of_awards"], said)
        for award_id, *row in cursor.fetchall():
            found[award_id].append(tuple(row))
    return found


def _months(
    found: AwardView, dues: list[tuple[Any, ...]], person_ids: Sequence[int], on: date
) -> tuple[OwnMonth, ...]:
    """The last twelve months, the newest first, of which something is to be said."""
    is_own = found.beneficiary_id in person_ids
    shown = []
    for back in range(_MONTHS):
        month = Month.of(on) - back
        term = found.term_on(month.first_day)
        rows = [
            row for row in dues if row[2] == month.first_day and (is_own or row[1] in person_ids)
        ]
        is_held = term is not None and term.status is TermStatus.SUSPENDED
        is_awaited = term is not None and found.periodicity == "monthly"
        if not rows and not is_held and not is_awaited:
            continue
        shown.append(
            OwnMonth(
                month=month,
                amount=sum(row[4] for row in rows if row[3] != _RETAINED),
                kept=-sum(row[4] for row in rows if row[3] == _RETAINED),
                run_numbers=tuple(dict.fromkeys(row[0] for row in rows)),
                is_mine=all(row[1] in person_ids for row in rows),
                reason=term.reason if term is not None and is_held else "",
                is_suspended=is_held,
            )
        )
    return tuple(shown)
