"""What registries tell in DCI, in the shapes of the house: a birth, a death, a person, a household.

Only what was said and can be read is kept: a date that is none, an unknown word, are left out, and
whoever acts on the event sees that they are missing.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from socle.exchange.dci.messages import EventItem
from socle.exchange.types import ReceivedEvent, ToldKind

_DAY = re.compile(r"(19|20)\d\d-\d\d-\d\d(?=T|\Z)", re.ASCII)
_LONGEST, _LONGEST_REFERENCE = 200, 120
_MOST_IDENTIFIERS, _MOST_RELATED = 20, 50
_SEXES = {"male": "male", "m": "male", "female": "female", "f": "female"}
_SPOUSES = {"SPS", "HUSB", "WIFE", "DOMPART", "SPOUSE"}
# The act of the event is among a person's identifiers, under the name of its register.
_CERTIFICATES = {
    ToldKind.BIRTH: "BRN",
    ToldKind.DEATH: "DRN",
    ToldKind.MARRIAGE: "MRN",
    ToldKind.DIVORCE: "DIV",
}
_KINDS = {
    "livebirth": ToldKind.BIRTH,
    "birth": ToldKind.BIRTH,
    "death": ToldKind.DEATH,
    "marriage": ToldKind.MARRIAGE,
    "divorce": ToldKind.DIVORCE,
    "creation": ToldKind.COMPANY_CREATED,
    "representatives": ToldKind.COMPANY_CHANGED,
    "closure": ToldKind.COMPANY_CLOSED,
}
Shape = dict[str, Any]


def told(item: EventItem) -> ReceivedEvent | None:
    """An event of a registry; None when it is of a kind that we know nothing of.

    The same event told again has the same reference: that of its certificate, where it has one.
    """
    kind = kind_of(item.event_type)
    if kind is None:
        return None
    content = _SHAPES[kind](kind, item.record)
    number = content.get("certificate") or content.get("judgment")
    on = content.get("on", "")
    return ReceivedEvent(
        kind=kind,
        reference=_named(f"{kind}:{number}" if number else item.reference_id),
        occurred_on=date.fromisoformat(on) if on else None,
        content=content,
    )


def kind_of(event_type: str) -> ToldKind | None:
    """The kind of an event, said plainly or in full: `spdci-common:RegistryEventType:LiveBirth`."""
    word = event_type.rpartition(":")[2]
    return _KINDS.get(re.sub(r"[^a-z]", "", word.lower()))


def _named(reference: str) -> str:
    """A reference as it is kept; one too long for that is its digest."""
    if len(reference) <= _LONGEST_REFERENCE:
        return reference
    return hashlib.sha256(reference.encode()).hexdigest()


def person(record: Mapping[str, Any]) -> Shape:
    """A person of a civil or an identity registry."""
    found: Shape = {"identifiers": identifiers(record.get("identifier"))}
    name = record.get("name")
    if isinstance(name, Mapping):
        given = [_text(name.get(each)) for each in ("given_name", "second_name")]
        found["family_name"] = _text(name.get("surname"))
        found["given_names"] = " ".join(each for each in given if each)
    found["sex"] = _SEXES.get(_text(record.get("sex")).lower(), "")
    for ours, theirs in (("birth_on", "birth_date"), ("death_on", "death_date")):
        found[ours] = _day(record.get(theirs))
    found["birth_place"] = _place(record.get("birth_place"))
    return _said(found)


def identifiers(said: Any) -> dict[str, str]:
    """Identifiers by type; the standard's files give one as an object and several as a list."""
    found: dict[str, str] = {}
    for each in (said if isinstance(said, list) else [said])[:_MOST_IDENTIFIERS]:
        if not isinstance(each, Mapping):
            continue
        kind, value = _text(each.get("identifier_type")), _text(each.get("identifier_value"))
        if kind and value:
            found.setdefault(kind, value)
    return found


def household(record: Mapping[str, Any]) -> Shape:
    """The score of a household (groupe) of a social registry; the score is its digits."""
    more = {}
    attributes = record.get("additional_attributes")
    for each in attributes if isinstance(attributes, list) else []:
        if isinstance(each, Mapping):
            more[_text(each.get("name"))] = each.get("value")
    return _said(
        {
            "identifiers": identifiers(record.get("group_identifier")),
            "score": _number(record.get("poverty_score")),
            "score_type": _text(record.get("poverty_score_type")),
            "judged_on": _day(record.get("last_updated")),
            "threshold": _number(more.get("threshold")),
            "threshold_on": _day(more.get("threshold_date")),
        }
    )


def _birth(kind: ToldKind, record: Mapping[str, Any]) -> Shape:
    child = person(record)
    parents = [
        {"identifiers": found} if (found := identifiers(record.get(name))) else {}
        for name in ("parent1_identifier", "parent2_identifier")
    ]
    return _said(
        {
            "child": child,
            "mother": parents[0],
            "father": parents[1],
            "on": child.get("birth_on", ""),
            "certificate": child["identifiers"].get(_CERTIFICATES[kind], ""),
        }
    )


def _death(kind: ToldKind, record: Mapping[str, Any]) -> Shape:
    who = person(record)
    number = who["identifiers"].pop(_CERTIFICATES[kind], "")
    return _said({"person": who, "on": who.get("death_on", ""), "certificate": number})


def _union(kind: ToldKind, record: Mapping[str, Any]) -> Shape:
    who = person(record)
    number = who["identifiers"].pop(_CERTIFICATES[kind], "")
    days = record.get("marriage_date" if kind is ToldKind.MARRIAGE else "divorce_date")
    on = max((_day(each) for each in (days if isinstance(days, list) else [days])), default="")
    named = "certificate" if kind is ToldKind.MARRIAGE else "judgment"
    return _said({"spouses": [who, *_spouses(record)], "on": on, named: number})


def _spouses(record: Mapping[str, Any]) -> list[Shape]:
    related = record.get("related_person")
    found = []
    for each in (related if isinstance(related, list) else [])[:_MOST_RELATED]:
        if not isinstance(each, Mapping):
            continue
        member = each.get("related_member")
        is_spouse = _text(each.get("relationship_type")).upper() in _SPOUSES
        if is_spouse and isinstance(member, Mapping):
            known = member.get("demographic_info")
            shape = person(known) if isinstance(known, Mapping) else {}
            shape["identifiers"] = identifiers(member.get("member_identifier")) | shape.get(
                "identifiers", {}
            )
            found.append(shape)
    return found


def company(record: Mapping[str, Any]) -> Shape:
    """A company of a register of companies, as it tells of itself in an event."""
    numbers: dict[str, str] = {}
    for each in _objects(record.get("identifiers")):
        kind, value = _text(each.get("type")).lower(), _text(each.get("value"))
        if kind and value:
            numbers.setdefault({"rccm": "rc"}.get(kind, kind), value)
    people = [
        _said(
            {
                "name": " ".join(
                    filter(None, (_text(each.get(part)) for part in ("surname", "given_name")))
                ),
                "capacity": _text(each.get("role")),
                "national_id": _text(each.get("identity_number")),
            }
        )
        for each in _objects(record.get("representatives"))
    ]
    found: Shape = {"identifiers": numbers, "representatives": people}
    for name in ("name", "legal_form", "address", "activity"):
        found[name] = _text(record.get(name))
    for name in ("created_on", "closed_on"):
        found[name] = _day(record.get(name))
    return _said(found)


def _company(kind: ToldKind, record: Mapping[str, Any]) -> Shape:
    found = company(record)
    named = {
        ToldKind.COMPANY_CREATED: "created_on",
        ToldKind.COMPANY_CLOSED: "closed_on",
    }.get(kind, "")
    return found | _said({"on": found.get(named, "")})


def _objects(said: Any) -> Sequence[Mapping[str, Any]]:
    several = said if isinstance(said, list) else []
    return [each for each in several[:_MOST_RELATED] if isinstance(each, Mapping)]


def _text(said: Any) -> str:
    """A text without what no register of ours holds, cut to what one holds."""
    if isinstance(said, int) and not isinstance(said, bool):
        return str(said) if abs(said) < 10**20 else ""
    if not isinstance(said, str):
        return ""
    return " ".join(said.split())[:_LONGEST] if said.replace("\t", " ").isprintable() else ""


def _day(said: Any) -> str:
    """A day, written as one; of a day and hour, the day."""
    found = _DAY.match(_text(said))
    if found is None:
        return ""
    try:
        return date.fromisoformat(found[0]).isoformat()
    except ValueError:
        return ""


def _number(said: Any) -> str:
    found = _text(said)
    return found if re.fullmatch(r"-?\d{1,12}(\.\d{1,12})?", found, re.ASCII) else ""


def _place(said: Any) -> str:
    return _text(said.get("name")) if isinstance(said, Mapping) else _text(said)


def _said(found: Shape) -> Shape:
    """An object without what was not said; identifiers stay, even none."""
    return {name: each for name, each in found.items() if each or name == "identifiers"}


_SHAPES = {
    ToldKind.BIRTH: _birth,
    ToldKind.DEATH: _death,
    ToldKind.MARRIAGE: _union,
    ToldKind.DIVORCE: _union,
    ToldKind.COMPANY_CREATED: _company,
    ToldKind.COMPANY_CHANGED: _company,
    ToldKind.COMPANY_CLOSED: _company,
}
