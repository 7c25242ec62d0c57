"""What the fund answers other institutions of its beneficiaries (DCI, IBR), each answer recorded.

A person whom the register does not know and a person who is in no programme are answered alike:
whoever asks learns of enrolments, not of who is registered.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from socle.countries.clock import legal_day
from socle.exchange.dci import records, writing
from socle.exchange.dci.asked import ANY, Asked, asked
from socle.exchange.dci.codes import ItemReason, Rejected, Status
from socle.exchange.dci.messages import EnrolledItem, SearchItem
from socle.exchange.dci.records import Enrolment
from socle.exchange.queries.enrolments import enrolments, is_enrolled
from socle.exchange.queries.matching import match
from socle.kernel.errors import NotKnown
from socle.platform.access.types import Desk
from socle.platform.partners.operations import note_access
from socle.registry.queries import person as person_view
from socle.registry.queries import person_id
from socle.registry.queries.merging import merge_of

# Types that name our own number of a person, beside the fund's own code.
_OURS = frozenset({"SSN", "SIN", "MEMBER"})
_SORTED = {"enrollment_date", "programme_identifier"}
_MOST_A_PAGE = 100
_SEARCHED = "dci_search"
_ENROLLED = "dci_enrolled"


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, and when."""

    desk: Desk
    at: datetime


@dataclass(frozen=True, slots=True)
class Said:
    """What is answered to one question, and of whom; nobody where that was not sure."""

    answer: writing.Json
    person: str = ""


def searched(asking: Asking, items: Sequence[SearchItem]) -> list[Said]:
    """The answers to the searches of a message, in their order; none stops the others."""
    return [_answered(asking, each) for each in items]


def enrolled(asking: Asking, item: EnrolledItem, *, reference_id: str) -> Said:
    """Whether a person is enrolled, in one programme or in any (oui ou non).

    Raises:
        Rejected: the question is of nobody, or of another kind.
    """
    one = asked(item.query_type, item.query)
    person, found = found_of(asking, one)
    _note(asking, _ENROLLED, person)
    told = writing.answered(
        reference_id=reference_id,
        at=asking.at,
        status=Status.SUCC,
        enrolled_status="yes" if is_enrolled(found, one.programme) else "no",
    )
    return Said(told, person)


def found_of(asking: Asking, one: Asked) -> tuple[str, list[Enrolment]]:
    """Whom a question is of, nobody where that is not sure, and the programmes they are in."""
    fund = asking.desk.fund
    on = legal_day(asking.at, fund.country)
    person = person_asked(one, fund_code=fund.code, on=on)
    if not person:
        return "", []
    return person, enrolments(fund=fund, person=person, on=on)


def person_asked(one: Asked, *, fund_code: str, on: date) -> str:
    """The person of a number, when the birth that was said is theirs; empty where not sure."""
    born = {"birth_on": one.birth_on} if one.birth_on else {}
    is_ours = one.kind in _OURS or one.kind == fund_code.upper()
    if is_ours or one.kind == ANY:
        number = _of_our_number(one.value)
        if number and _is_of(number, one.birth_on, on):
            return number
        if is_ours:
            return ""
    return match({"identifiers": one.named, **born}).number


def _of_our_number(value: str) -> str:
    try:
        person_id(value)
    except NotKnown:
        return ""
    return merge_of(number=value, known_at=None).kept


def _answered(asking: Asking, item: SearchItem) -> Said:
    try:
        if any(name not in _SORTED for name, _is_down in item.sort):
            raise Rejected("an attribute of the order is unknown here", reason=ItemReason.SORT)
        one = asked(item.query_type, item.query)
    except Rejected as refused:
        _note(asking, _SEARCHED, "", outcome=refused.reason)
        told = writing.answered(
            reference_id=item.reference_id,
            at=asking.at,
            status=Status.RJCT,
            reason=refused.reason,
            said=refused.said,
            locale=item.locale,
        )
        return Said(told)
    person, found = found_of(asking, one)
    _note(asking, _SEARCHED, person)
    if one.programme:
        found = [each for each in found if each.programme.code == one.programme]
    return Said(_told(asking, item, one, found), person)


def _told(asking: Asking, item: SearchItem, one: Asked, found: Sequence[Enrolment]) -> writing.Json:
    ordered = sorted(found, key=lambda each: (each.since, each.programme.code))
    for name, is_down in reversed(item.sort):
        ordered.sort(key=_key(name), reverse=is_down)
    paging: dict[str, Any] = {}
    shown: Sequence[Enrolment] = ordered
    if item.paging is not None:
        size, number = min(item.paging.size, _MOST_A_PAGE), item.paging.number
        shown = ordered[(number - 1) * size : number * size]
        paging = {"pagination": writing.paged(size=size, number=number, total=len(ordered))}
    told = writing.answered(
        reference_id=item.reference_id,
        at=asking.at,
        status=Status.SUCC,
        locale=item.locale,
        **paging,
    )
    # Nothing found is a list of nothing, not nothing said.
    told["data"] = writing.found_records(
        records.beneficiaries(one.named, shown),
        reg_type=records.REG_TYPE,
        record_type=records.BENEFICIARY,
    )
    return told


def _key(name: str) -> Any:
    if name == "enrollment_date":
        return lambda each: each.since
    return lambda each: each.programme.code


def _is_of(number: str, birth_on: str, on: date) -> bool:
    """Whether a person was born that day, as far as theirs is known."""
    found = person_view(number=number, on=on, known_at=None)
    if not birth_on or found.birth_on is None:
        return True
    length = {"year": 4, "month": 7}.get(found.birth_precision, 10)
    return found.birth_on.isoformat()[:length] == birth_on[:length]


def _note(asking: Asking, operation: str, person: str, *, outcome: str = "done") -> None:
    note_access(
        desk=asking.desk,
        operation=operation,
        kind="person",
        number=person,
        outcome=outcome,
        at=asking.at,
    )
