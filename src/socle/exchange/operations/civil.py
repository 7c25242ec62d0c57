"""Events of a civil registry: a birth, a death, a marriage, a divorce, become acts.

Dealt with from the start each time: what was done is found by its key and not done again, so that
an event that waited for a person goes on where it stood.
"""

from collections.abc import Mapping
from typing import Any

from socle.benefits.queries.openings import openings
from socle.benefits.types.openings import OpeningCause
from socle.exchange.operations.case import Case, Outcome
from socle.exchange.queries.matching import Match
from socle.exchange.types import EventState
from socle.kernel.errors import Conflict, NotKnown, Refused
from socle.registry.queries import employments_of_person, person, person_id
from socle.registry.queries.families import family
from socle.registry.queries.families_charges import charges_on, dependants
from socle.registry.queries.families_law import benefits
from socle.registry.types.families import FamilyView

_REFUSED = "acts.proposal_refused"
_HELD, _NOT_HELD = "benefits.held_already", "benefits.not_held"
_FAMILY = "family"
_NOBODY = "exchange.nobody_known"
_OPENINGS = 20
_CIVIL = ("family_name", "given_names", "birth_on", "sex", "birth_place")


def death(case: Case) -> Outcome:
    """A death: nothing more is paid at once, and the death waits for a person who confirms it.

    Whoever refuses it has the payments taken up again.
    """
    found = case.match(case.content.get("person"), is_main=True)
    if outcome := _unsure(found):
        return outcome
    number, on = found.number, case.on
    case.subject = number
    known = person(number=number, on=on, known_at=None).died_on
    if known is not None and known != on:
        facts = {"known": known.isoformat(), "told": on.isoformat()}
        return Outcome(EventState.TO_DECIDE, "exchange.death_otherwise", facts, number)
    is_ours = known is None or bool(case.event.proposal)
    is_held = _hold(case, number) if known is None else is_ours
    try:
        if is_ours:
            case.act("death", "declare_death", {"number": number}, is_main=True)
    except Refused as refused:
        if refused.code != _REFUSED:
            raise
        if is_held:
            _release(case, number)
        return Outcome(EventState.DONE, "exchange.refused_by_agent", {}, number)
    if is_held:
        _release(case, number)
    return Outcome(EventState.DONE, "" if case.acts else "exchange.known_already", {}, number)


def _hold(case: Case, number: str) -> bool:
    """Keeps back what is paid, before anything else; whether this event did."""
    fields = {"person": number, "reason": "death_notice"}
    try:
        case.act("hold", "hold_payments", fields, on=case.received_on, is_at_once=True)
    except Conflict as other:
        if other.code != _HELD:
            raise
        return False
    return True


def _release(case: Case, number: str) -> None:
    """Ends what this event held: a death known holds by itself, one refused holds no more."""
    fields = {"person": number}
    try:
        case.act("release", "release_payments", fields, on=case.received_on, is_at_once=True)
    except NotKnown as other:
        if other.code != _NOT_HELD:
            raise


def birth(case: Case) -> Outcome:
    """A birth: the child is registered, tied to the parents known, borne, and the claim opened."""
    said = case.content.get("child") or {}
    parents = {role: case.match(case.content.get(role)) for role in ("mother", "father")}
    if not any(each.number for each in parents.values()) and case.named:
        parents["mother"] = Match(case.named)
    known = {role: each.number for role, each in parents.items() if each.number}
    if not known:
        doubtful = next((each for each in parents.values() if not each.is_nobody), None)
        return _unsure(doubtful or Match()) or Outcome(EventState.IGNORED, _NOBODY)
    case.subject = next(iter(known.values()))
    child = _child(case, said, known)
    _tie(case, child, known)
    if _FAMILY in benefits(fund=case.fund) and not _is_borne(case, child):
        bearer = _bearer(case, known)
        if not bearer:
            facts = {"child": child, "candidates": sorted(known.values())}
            return Outcome(EventState.TO_DECIDE, "exchange.bearer_to_choose", facts, child)
        # Without whoever bears it (prise en charge) the law has nothing to open.
        fields = {"dependant": child, "bearer": bearer, "benefit": _FAMILY}
        case.act("charge", "take_charge", fields)
    opened = [each for parent in known.values() for each in _open(case, parent, child)]
    return Outcome(EventState.DONE, "", {"child": child, "claims": opened}, child)


def _child(case: Case, said: Mapping[str, Any], parents: Mapping[str, str]) -> str:
    """The child's number: known already, or registered as a person sent by another body."""
    if number := case.match(said).number:
        return number
    for parent in parents.values():
        for kin in _family(case, parent).children:
            if kin.who.birth_on == case.on and _is_same_given(kin.who.name, said):
                return kin.who.number
    answer = case.act(
        "child", "register_for_body", {"body": case.link.name, **_civil(said)}, is_main=True
    )
    return answer.subject


def _tie(case: Case, child: str, parents: Mapping[str, str]) -> None:
    known = {kin.role for kin in _family(case, child).parents}
    missing = {role: number for role, number in parents.items() if role not in known}
    if missing:
        fields = {"child": child, **missing}
        case.act("filiation", "declare_filiation", fields, is_main=not case.main)


def _bearer(case: Case, parents: Mapping[str, str]) -> str:
    """Which parent bears the child: the one known, or who bears their others, or who works alone.

    Nobody where that does not tell them apart: an agent names one, and no registry chooses.
    """
    numbers = sorted(parents.values())
    if case.named in numbers:
        return case.named
    bearing = [each for each in numbers if _bears(case, each)]
    working = [
        each
        for each in numbers
        if employments_of_person(number=each, on=case.received_on, known_at=None)
    ]
    return next((found[0] for found in (numbers, bearing, working) if len(found) == 1), "")


def _is_borne(case: Case, child: str) -> bool:
    found = charges_on(number=child, on=case.on, known_at=None)
    return any(each.benefit == _FAMILY for each in found)


def _bears(case: Case, number: str) -> bool:
    """Whether somebody bears a child for the family's benefits."""
    found = dependants(number=number, on=case.received_on, known_at=None)
    return any(each.benefit == _FAMILY for each in found)


def _open(case: Case, parent: str, child: str) -> list[str]:
    """The claims that the register now suggests for this child."""
    key = person_id(parent)
    today = case.received_on
    found = openings(fund=case.fund, on=today, person_id=key, limit=_OPENINGS)
    opened = []
    for each in found:
        if each.cause is OpeningCause.BIRTH and each.about == child and not each.award:
            fields = {
                "person": parent,
                "benefit": each.benefit,
                "event_on": each.event_on.isoformat(),
            }
            step = f"claim:{each.benefit}:{key}"
            opened.append(case.act(step, "open_claim", fields, on=today).act)
    return opened


def marriage(case: Case) -> Outcome:
    """A marriage: whoever of the two is not known is registered, then the union is recorded."""
    sides = _spouses(case)
    if isinstance(sides, Outcome):
        return sides
    husband, wife = sides
    case.subject = husband or wife
    married = {kin.who.number for kin in _family(case, husband or wife).spouses if kin.state}
    if husband and wife and {husband, wife} & married:
        return Outcome(EventState.DONE, "exchange.known_already", {}, husband)
    said = {_sex(each): each for each in case.content.get("spouses") or []}
    husband = husband or _newcomer(case, said.get("male", {}), "husband")
    wife = wife or _newcomer(case, said.get("female", {}), "wife")
    case.act("union", "marry", {"husband": husband, "wife": wife}, is_main=True)
    return Outcome(EventState.DONE, "", {}, husband)


def divorce(case: Case) -> Outcome:
    """A divorce: the union ends, and with it what hung on it."""
    sides = _spouses(case)
    if isinstance(sides, Outcome):
        return sides
    husband, wife = sides
    case.subject = husband or wife
    if not (husband and wife):
        return Outcome(EventState.TO_DECIDE, "exchange.spouse_unknown", {}, husband or wife)
    state = next(
        (kin.state for kin in _family(case, husband).spouses if kin.who.number == wife), ""
    )
    if state == "divorced":
        return Outcome(EventState.DONE, "exchange.known_already", {}, husband)
    judgment = str(case.content.get("judgment", ""))
    fields = {"husband": husband, "wife": wife, "judgment": judgment}
    case.act("divorce", "divorce", fields, is_main=True)
    return Outcome(EventState.DONE, "", {}, husband)


def _spouses(case: Case) -> tuple[str, str] | Outcome:
    """The numbers of husband and wife, empty where one is not known; or why nothing is done."""
    numbers = {"male": "", "female": ""}
    doubtful: Match | None = None
    for said in case.content.get("spouses") or []:
        found = case.match(said)
        sex = _sex(said) or _sex_known(found.number, case)
        if found.number and sex:
            numbers[sex] = found.number
        elif not found.is_nobody:
            doubtful = found
    if doubtful is not None and (outcome := _unsure(doubtful)):
        return outcome
    if not any(numbers.values()):
        return Outcome(EventState.IGNORED, _NOBODY)
    return numbers["male"], numbers["female"]


def _sex(said: Mapping[str, Any]) -> str:
    return str(said.get("sex", ""))


def _sex_known(number: str, case: Case) -> str:
    if not number:
        return ""
    sex = person(number=number, on=case.on, known_at=None).sex
    return sex.value if sex else ""


def _newcomer(case: Case, said: Mapping[str, Any], step: str) -> str:
    """Registers a spouse whom the fund does not know.

    Raises:
        Refused: the source said too little of them.
    """
    if not said.get("family_name"):
        raise Refused("exchange.spouse_unknown")
    fields = {"body": case.link.name, **_civil(said)}
    return case.act(step, "register_for_body", fields).subject


def _civil(said: Mapping[str, Any]) -> dict[str, str]:
    fields = {name: str(said[name]) for name in _CIVIL if said.get(name)}
    identifiers = said.get("identifiers") or {}
    if number := identifiers.get("NID") or identifiers.get("UIN"):
        fields["national_id"] = str(number)
    return fields


def _family(case: Case, number: str) -> FamilyView:
    return family(number=number, on=case.today, known_at=None)


def _is_same_given(name: str, said: Mapping[str, Any]) -> bool:
    """Whether a child known may be the one told of: twins have other first names."""
    given = str(said.get("given_names", "")).upper().split()
    return not given or given[0] in name.upper().split()


def _unsure(found: Match) -> Outcome | None:
    """What is left to a person, or of nobody known; None where one person is certainly meant."""
    if found.number:
        return None
    if found.is_nobody:
        return Outcome(EventState.IGNORED, _NOBODY)
    facts: dict[str, Any] = {"candidates": list(found.candidates)}
    if found.differing:
        facts["differing"] = [list(each) for each in found.differing]
        return Outcome(
            EventState.TO_DECIDE, "exchange.identity_differs", facts, found.candidates[0]
        )
    return Outcome(EventState.TO_DECIDE, "exchange.several_possible", facts)
