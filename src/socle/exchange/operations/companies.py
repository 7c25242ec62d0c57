"""Events of companies and of the tax authority: closures, changes, wages not declared."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from socle.contributions.careers import declared_wages
from socle.exchange.operations.case import Case, Outcome
from socle.exchange.operations.differing import About, differ
from socle.exchange.queries.matching import match_employer
from socle.exchange.types import DiscrepancyKind, EventState
from socle.kernel.errors import Refused
from socle.kernel.months import Month
from socle.kernel.names import SAME_SOUND, name_agreement
from socle.registry.queries import employer
from socle.registry.queries.identified import persons_identified
from socle.registry.queries.merging import merge_of

_NAME = "legal_name"
_LONGEST = 200


def closed(case: Case) -> Outcome:
    """A company struck off: its affiliate is proposed for suspension (radiation au registre)."""
    number = _affiliate(case)
    if isinstance(number, Outcome):
        return number
    case.subject = number
    status = employer(number=number, on=case.on, known_at=None).status
    if status != "active" and not case.event.proposal:
        return Outcome(EventState.DONE, "exchange.known_already", {}, number)
    case.act("suspend", "suspend_employer", {"number": number}, is_main=True)
    return Outcome(EventState.DONE, "", {}, number)


def changed(case: Case) -> Outcome:
    """A company that is called otherwise: both names are shown to a person."""
    number = _affiliate(case)
    if isinstance(number, Outcome):
        return number
    ours = employer(number=number, on=case.today, known_at=None).legal_name
    theirs = str(case.content.get("name", ""))
    if not theirs or name_agreement(ours, theirs) >= SAME_SOUND:
        return Outcome(EventState.DONE, "exchange.known_already", {}, number)
    _differ(case, DiscrepancyKind.COMPANY, ("employer", number), _NAME, ours, theirs)
    return Outcome(EventState.DONE, "exchange.discrepancies", {"count": 1}, number)


def created(case: Case) -> Outcome:
    """A company created: one that is no affiliate yet waits for a person who affiliates it."""
    if numbers := match_employer(case.content.get("identifiers") or {}):
        return Outcome(EventState.DONE, "exchange.known_already", {}, numbers[0])
    facts = {"name": str(case.content.get("name", ""))[:_LONGEST]}
    return Outcome(EventState.TO_DECIDE, "exchange.to_affiliate", facts)


def wages(case: Case) -> Outcome:
    """The wages of a month that the tax authority knows, against those that were declared.

    One that was not declared, or for less, waits for a person who opens a control.
    """
    number = _affiliate(case)
    if isinstance(number, Outcome):
        return number
    month = Month.of(date.fromisoformat(f"{case.content['month']}-01"))
    declared = declared_wages(employer_number=number, month=month.first_day)
    found = 0
    for said in case.content.get("workers") or []:
        theirs = int(said["wage"])
        who, ours = _declared(said, declared)
        if ours is None or ours < theirs:
            found += _differ(
                case,
                DiscrepancyKind.WAGE,
                ("employer", number),
                who,
                "" if ours is None else str(ours),
                str(theirs),
                month=month.first_day,
            )
    code = "exchange.discrepancies" if found else "exchange.known_already"
    return Outcome(EventState.DONE, code, {"count": found}, number)


def _declared(said: Mapping[str, Any], declared: Mapping[str, int]) -> tuple[str, int | None]:
    """Under which number a worker is known, and the wage that was declared for them."""
    national = str(said.get("national_id", ""))
    known = persons_identified(national_ids=[national]) if national else []
    if len(known) != 1:
        return national, None
    merge = merge_of(number=known[0].number, known_at=None)
    wages = [declared[each] for each in (merge.kept, *merge.merged) if each in declared]
    return merge.kept, sum(wages) if wages else None


def _affiliate(case: Case) -> str | Outcome:
    said = case.content.get("identifiers") or (case.content.get("employer") or {}).get(
        "identifiers"
    )
    found = match_employer(said or {})
    if not found:
        return Outcome(EventState.IGNORED, "exchange.nobody_known")
    if len(found) > 1:
        return Outcome(EventState.TO_DECIDE, "exchange.several_possible", {"candidates": found})
    return found[0]


def _differ(
    case: Case,
    kind: DiscrepancyKind,
    subject: tuple[str, str],
    attribute: str,
    ours: str,
    theirs: str,
    month: date | None = None,
) -> int:
    """Writes a discrepancy, unless the same two readings wait already; how many were written."""
    if not attribute:
        raise Refused("exchange.worker_unnamed")
    about = About(case.fund.id, case.event.message_id, case.at, kind, subject)
    is_new = differ(about=about, attribute=attribute, ours=ours, theirs=theirs, month=month)
    return int(is_new)
