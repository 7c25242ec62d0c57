"""Families, as they cross the border of the register: who is who's, who bears whom, and why."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class MarriageState(StrEnum):
    """Where a marriage stands. French: mariage, divorce, annulation, veuvage."""

    MARRIED = "married"
    DIVORCED = "divorced"
    ANNULLED = "annulled"
    WIDOWED = "widowed"


class ParentRole(StrEnum):
    """As what a parent is one (filiation). An adoptive parent is beside those of birth."""

    FATHER = "father"
    MOTHER = "mother"
    ADOPTIVE_FATHER = "adoptive_father"
    ADOPTIVE_MOTHER = "adoptive_mother"


class Care(StrEnum):
    """By which title a child is in somebody's care."""

    KAFALA = "kafala"  # kafala, by a judgment
    GUARDIANSHIP = "guardianship"  # tutelle, legal or given by a judge (dative)
    CUSTODY = "custody"  # garde


class Study(StrEnum):
    """What a certificate says a child follows."""

    SCHOOL = "school"
    APPRENTICESHIP = "apprenticeship"
    HIGHER = "higher"


class Bond(StrEnum):
    """By what a dependant is tied to whom bears them."""

    SPOUSE = "spouse"
    CHILD = "child"
    ADOPTED = "adopted"
    KAFALA = "kafala"
    WARD = "ward"
    IN_CUSTODY = "in_custody"


class Standing(StrEnum):
    """Where a dependant stands (situation de l'ayant droit). Derived, never stored."""

    ACTIVE = "active"
    WAITING = "waiting"  # en attente de pièces
    SUSPENDED = "suspended"  # a paper has expired
    ENDED = "ended"  # radié: age, marriage, work, cover elsewhere…
    DECEASED = "deceased"
    DIVORCED = "divorced"
    TRANSFERRED = "transferred"  # borne by another insured
    UNKNOWN = "unknown"  # the law's value was not read: nothing is guessed


@dataclass(frozen=True, slots=True)
class Relative:
    """A person as a family names them."""

    number: str
    name: str
    sex: str
    birth_on: date | None
    died_on: date | None


@dataclass(frozen=True, slots=True)
class Kin:
    """A relative, and by what they are one.

    `role`: a role of a parent, `spouse`, `child`, `adopted`, or a title of care. `state`: of a
    marriage. `beside`: the other parent of a child, or nobody known.
    """

    who: Relative
    role: str
    since: date | None
    until: date | None  # exclusive
    act_number: str
    state: str = ""
    rank: int = 0
    beside: str = ""
    paper: str = ""  # the judgment


@dataclass(frozen=True, slots=True)
class FamilyView:
    """A person's family as it was on a day, as the fund knew it at an instant."""

    person: Relative
    parents: tuple[Kin, ...]
    carers: tuple[Kin, ...]  # in whose care the person is
    spouses: tuple[Kin, ...]
    children: tuple[Kin, ...]
    wards: tuple[Kin, ...]  # who is in the person's care
    on: date
    known_at: datetime | None

    @property
    def is_empty(self) -> bool:
        return not (self.parents or self.carers or self.spouses or self.children or self.wards)


@dataclass(frozen=True, slots=True)
class Rule:
    """What the law says of a dependant's age, and how surely."""

    name: str
    age: int | None  # None: the law has no limit
    cited: str
    status: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """Where a dependant stands on a day, why, until when, and what would reopen the right.

    `until`: the first day on which it is no longer so, by what is known today.
    """

    standing: Standing
    reason: str
    until: date | None = None
    reopens: str = ""
    rule: Rule | None = None


@dataclass(frozen=True, slots=True)
class Dependant:
    """A dependant (ayant droit, personne à charge) of an insured person, for one benefit."""

    who: Relative
    benefit: str
    bond: Bond | None  # None: nothing ties them any more
    bearer: Relative
    payee: Relative | None  # attributaire: who is paid, when not the insured
    since: date
    judgement: Judgement
    is_contested: bool
    act_number: str


@dataclass(frozen=True, slots=True)
class FamilyDate:
    """A day on which a dependant's right will change if nothing is done."""

    due_on: date
    kind: str  # age, certificate, review
    benefit: str
    who: Relative
    bearer: Relative
    age: int | None
    person_id: int  # the place in the list, with the day
