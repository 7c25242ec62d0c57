"""Two files side by side, before two people say that they are one person's."""

from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from socle.contributions import careers
from socle.kernel.errors import NotKnown
from socle.registry import queries
from socle.registry.queries import details
from socle.registry.queries.families import family
from socle.registry.queries.families_charges import dependants
from socle.registry.types import FamilyView, PersonView
from socle.web.acts import readable
from socle.web.templatetags.socle import birth, count

_MONTHS_SHOWN = 6


class Compared(NamedTuple):
    """One matter in two files; what both say, and not alike, is looked at before all else."""

    label: str
    one: str
    other: str
    is_conflict: bool


class Comparison(NamedTuple):
    """Two files of the same day, and the months that an employer declared under both numbers."""

    numbers: tuple[str, str]
    rows: list[Compared]
    twice: list[str]
    twice_count: int


class _File(NamedTuple):
    """What is read of one number."""

    person: PersonView
    family: FamilyView
    employers: tuple[str, ...]
    months: frozenset[tuple[str, str]]
    dependants: int
    account: str
    phone: str


def compared(one: str, other: str, on: date) -> Comparison | None:
    """Two files as they are on a day; None where one of the numbers is nobody's."""
    if not one or not other or one == other:
        return None
    try:
        files = (_file(one, on), _file(other, on))
    except NotKnown:
        return None
    first, second = files
    twice = sorted({said for said, _employer in first.months & second.months})
    rows = [row for row in _rows(first, second) if row.one or row.other]
    return Comparison((one, other), rows, twice[:_MONTHS_SHOWN], len(twice))


def _file(number: str, on: date) -> _File:
    career = careers.view(person_number=number, on=on, known_at=None)
    employments = queries.employments_of_person(number=number, on=on, known_at=None)
    payable = details.payable_account(kind="person", number=number, on=on, known_at=None)
    contact = details.contact(number=number, on=on, known_at=None)
    account = payable.account or payable.waiting
    return _File(
        person=queries.person(number=number, on=on, known_at=None),
        family=family(number=number, on=on, known_at=None),
        employers=tuple(each.employer_name for each in employments if each.valid_until is None),
        months=frozenset((each.month, each.employer_number) for each in career.months),
        dependants=len(
            {each.who.number for each in dependants(number=number, on=on, known_at=None)}
        ),
        account=account.masked if account else "",
        phone=contact.phone if contact else "",
    )


def _rows(one: _File, other: _File) -> list[Compared]:
    """Who they are, where a difference is a conflict; then what each holds, added up by a merge."""
    identity = [
        Compared(label, first, second, bool(first and second and first != second))
        for (label, first), (_label, second) in zip(_identity(one), _identity(other), strict=True)
    ]
    spouses = _spouses(one.family), _spouses(other.family)
    return [
        *identity,
        Compared(_("Conjoints"), *spouses, all(spouses)),
        *(
            Compared(label, first, second, is_conflict=False)
            for (label, first), (_label, second) in zip(_held(one), _held(other), strict=True)
        ),
    ]


def _identity(file: _File) -> list[tuple[str, str]]:
    person = file.person
    return [
        (_("Nom"), person.full_name),
        (_("Naissance"), birth(person) if person.birth_on else ""),
        (_("Lieu de naissance"), person.birth_place),
        (_("Sexe"), readable("sex", person.sex.value) if person.sex else ""),
        (_("Pièce d’identité"), readable("national_id", person.national_id)),
        (_("Nom du père"), person.father_name),
        (_("Nom de la mère"), person.mother_name),
        (_("Décès"), readable("died_on", person.died_on)),
        (_("Compte"), file.account),
        (_("Téléphone"), file.phone),
    ]


def _held(file: _File) -> list[tuple[str, str]]:
    return [
        (_("Enfants"), _counted(len(file.family.children))),
        (_("Personnes à charge"), _counted(file.dependants)),
        (_("Emplois en cours"), ", ".join(file.employers)),
        (_("Mois déclarés"), _counted(len(file.months))),
    ]


def _spouses(found: FamilyView) -> str:
    return ", ".join(each.who.name for each in found.spouses)


def _counted(number: int) -> str:
    return count(number) if number else ""
