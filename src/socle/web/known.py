"""What the fund knows already, shown beside what a form asks: who a number is, and today's value.

An agent who sees the name of the number they typed does not act on somebody else's file.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from socle.kernel.errors import SocleError
from socle.platform.access.types import Desk, Permission
from socle.platform.access.volume import count_persons_read
from socle.registry import queries
from socle.registry.queries import details
from socle.registry.queries.affiliations import affiliation
from socle.registry.types import NameKind, PersonView, Script
from socle.web import clock
from socle.web.acts import readable
from socle.web.person_words import nationality

# Which identifiers of forms are affiliates' numbers; the others are persons'.
_OF_EMPLOYERS = frozenset({"employer", "successor", "parent_company", "liaison_body"})
# `number` is the subject of its act, of whatever kind; these are persons in every act.
_OF_PERSONS = frozenset(
    {
        *("person", "kept", "merged", "other", "husband", "wife", "father", "mother", "child"),
        *("adoptive_father", "adoptive_mother", "holder", "bearer", "dependant", "payee"),
        *("claimant", "parent"),
    }
)


def names_of_numbers(
    desk: Desk, subject_kind: str, typed: Mapping[str, str], names: Iterable[str]
) -> dict[str, str]:
    """Who the numbers typed in some fields are, by field; nothing where the desk may not know.

    Whoever walks the numbers by a form reads as by their pages: it counts.
    """
    files = {
        name: (kind, "".join(typed[name].split()))
        for name in names
        if typed.get(name) and (kind := _kind(name, subject_kind)) and _may_know(desk, kind)
    }
    found = queries.file_names(files=list(files.values()))
    persons = [number for kind, number in found if kind == "person"]
    count_persons_read(desk=desk, numbers=persons, at=clock.now())
    return {name: found[file] for name, file in files.items() if found.get(file)}


def _kind(name: str, subject_kind: str) -> str:
    if name == "number":
        return subject_kind
    if name in _OF_EMPLOYERS:
        return "employer"
    return "person" if name in _OF_PERSONS else ""


def _may_know(desk: Desk, kind: str) -> bool:
    if desk.employer_numbers:
        return False
    wanted = Permission.READ_PERSON if kind == "person" else Permission.READ_EMPLOYER
    return wanted in desk.permissions


def values_today(code: str, number: str, on: date) -> dict[str, str]:
    """What the fund believes today of what an act would change, by field."""
    read = _READ.get(code)
    if read is None or not number:
        return {}
    try:
        found = read(number, on)
    except SocleError:
        return {}  # what is wrong with the number is said when the form is sent
    return {name: said for name, value in found.items() if (said := _said(name, value))}


def _said(name: str, value: Any) -> str:
    if name == "nationality" and value:
        return nationality(str(value))
    return readable(name, value)


def _civil_status(number: str, on: date) -> dict[str, Any]:
    found = queries.person(number=number, on=on, known_at=None)
    shown = (
        *("family_name", "given_names", "birth_on", "birth_precision", "sex", "national_id"),
        *("birth_place", "nationality", "father_name", "mother_name"),
    )
    family, given = _arabic(found)
    values = {name: getattr(found, name) for name in shown}
    return values | {"arabic_family_name": family, "arabic_given_names": given}


def _arabic(found: PersonView) -> tuple[str, str]:
    for each in found.names:
        if each.kind == NameKind.BIRTH and each.script == Script.ARABIC:
            return each.family_name, each.given_names
    return "", ""


def _contact(number: str, on: date) -> dict[str, Any]:
    found = details.contact(number=number, on=on, known_at=None)
    if found is None:
        return {}
    names = ("phone", "email", "address", "city", "channel", "language")
    return {name: getattr(found, name) for name in names}


def _profile(number: str, on: date) -> dict[str, Any]:
    found = queries.employer(number=number, on=on, known_at=None)
    names = ("legal_name", "company_number", "address", "city", "filing_regime")
    return {name: getattr(found, name) for name in names}


def _affiliation(number: str, on: date) -> dict[str, Any]:
    found = affiliation(number=number, on=on, known_at=None)
    names = ("legal_form", "activity", "address_status", "activity_address", "activity_city",
             "phone", "email")  # fmt: skip
    return {name: getattr(found, name) for name in names} | {"affiliate_kind": found.kind}


_READ: dict[str, Callable[[str, date], dict[str, Any]]] = {
    "correct_civil_status": _civil_status,
    "change_contact": _contact,
    "update_employer": _profile,
    "change_filing_regime": _profile,
    "change_nature": _affiliation,
    "change_employer_contact": _affiliation,
}
