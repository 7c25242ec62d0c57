"""The families of the demonstration: a few of each kind, around insured persons of the story."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from socle.cli.demo.office import Office
from socle.cli.demo.story import Story
from socle.registry.types import ImportedPerson, Sex

_NAMES = {
    "CM": "NGONO Estelle,ABENA Solange,MBALLA Junior,MBALLA Grâce,MBALLA Paul,FOTSO Ange,"
    "KAMGA Ruth,NANA Yvan,NANA Inès,ESSOMBA Léa,TALLA Kevin,SIMO Ada,EPEE Noé,MANGA Joël",
    "MA": "TAZI Salma,FILALI Nora,ALAOUI Adam,ALAOUI Ines,ALAOUI Yassine,BENNANI Rim,"
    "RAMI Hiba,CHRAIBI Omar,CHRAIBI Lina,SEFRIOUI Sami,KETTANI Aya,HAJJI Ilyas,SKALLI Nada",
}
# Of the story's insured no sex is told: their given names say it.
_WOMEN = (
    "Marie,Aïcha,Rose,Grâce,Estelle,Pauline,Mireille,Nadège,Brigitte,Clarisse,Fadimatou,Solange,"
    "FATIMA,KHADIJA,AMINA,SALMA,NADIA,ZINEB,HANANE,LAILA,SARA,IMANE,MERYEM,GHITA"
)
# Cameroon's numbers are typed: their key is not public.
_TYPED = 9_900_000_000


@dataclass(slots=True)
class _Scene:
    """The families being told: the office, who is insured, and who is registered for them."""

    office: Office
    today: date
    benefits: tuple[str, ...]
    men: Iterator[ImportedPerson]
    women: Iterator[ImportedPerson]
    names: Iterator[str]
    count: int = field(default=0)

    def act(self, code: str, on: date, **fields: Any) -> str:
        """An act of the family officer, validated where it needs it; its subject's number."""
        self.count += 1
        desk = self.office.desk("immat" if code == "register_person" else "famille")
        second = self.office.desk("verif")
        key = f"family:{self.count}"
        return self.office.act(desk, code, on=on, key=key, second=second, **fields).subject

    def person(self, born: date, sex: Sex) -> str:
        """Somebody new of the family; their number is the fund's next, where it makes them."""
        family_name, given_names = next(self.names).split(" ")
        typed = {"number": f"{_TYPED + self.count}K"} if self.office.fund.country == "CM" else {}
        return self.act(
            "register_person",
            max(born, self.today - timedelta(days=3000)),
            family_name=family_name,
            given_names=given_names,
            birth_on=born.isoformat(),
            sex=sex,
            **typed,
        )

    def years_ago(self, years: int, days: int = 0) -> date:
        return date(self.today.year - years, self.today.month, 1) + timedelta(days=days)

    def child(self, born: date, sex: Sex, **parents: str) -> str:
        """A child of known parents."""
        number = self.person(born, sex)
        self.act("declare_filiation", born, child=number, **parents)
        return number

    def borne(self, dependant: str, bearer: str, since: date) -> None:
        for benefit in self.benefits:
            said = {"dependant": dependant, "bearer": bearer, "benefit": benefit}
            self.act("take_charge", since, **said)


def settle(office: Office, told: Story) -> None:
    """A family of two wives, a divorce, a guardianship, a kafala, papers, and a contest."""
    staff = [worker.person for worker in told.steady() if _is_of_age(worker.person, told.today)]
    scene = _Scene(
        office,
        told.today,
        ("family", "health") if told.law == "MA" else ("family",),
        iter([one for one in staff if not _is_woman(one)]),
        iter([one for one in staff if _is_woman(one)]),
        iter(_NAMES[told.law].split(",")),
    )
    head = next(scene.men, None)
    if head is None:
        return  # a demonstration of a few persons has nobody to marry
    _two_wives(scene, head.number)
    for tell in (_parted, _in_care):
        father, mother = next(scene.men, None), next(scene.women, None)
        if father and mother:
            tell(scene, father.number, mother.number)


def _is_woman(person: ImportedPerson) -> bool:
    return any(name in _WOMEN.split(",") for name in person.given_names.split())


def _is_of_age(person: ImportedPerson, today: date) -> bool:
    return person.birth_on is not None and 32 <= today.year - person.birth_on.year <= 55


def _two_wives(scene: _Scene, husband: str) -> None:
    """Two wives and their children: one nears an age, one studies, one is disabled."""
    first = scene.person(scene.years_ago(36), Sex.FEMALE)
    second = scene.person(scene.years_ago(31), Sex.FEMALE)
    wed = scene.years_ago(12)
    scene.act("marry", wed, husband=husband, wife=first, regime="polygamy")
    scene.act("marry", scene.years_ago(8), husband=husband, wife=second, regime="polygamy")
    turning = 12 if "health" in scene.benefits else 6
    eldest = scene.child(scene.years_ago(15), Sex.MALE, father=husband, mother=first)
    soon = scene.child(scene.years_ago(turning, 45), Sex.FEMALE, father=husband, mother=first)
    small = scene.child(scene.years_ago(4), Sex.MALE, father=husband, mother=second)
    for child in (eldest, soon, small):
        scene.borne(child, husband, max(wed, scene.years_ago(3)))
    if "health" in scene.benefits:
        said = {"bearer": husband, "benefit": "health"}
        for wife in (first, second):
            scene.act("take_charge", scene.years_ago(7), dependant=wife, **said)
    expires = scene.today + timedelta(days=40)
    scene.act(
        "record_schooling",
        scene.today - timedelta(days=200),
        person=eldest,
        level="school",
        school="Lycée",
        until=expires.isoformat(),
    )
    disabled = scene.child(scene.years_ago(14, 9), Sex.FEMALE, father=husband, mother=first)
    review = scene.today + timedelta(days=70)
    scene.act("record_disability", scene.years_ago(2), person=disabled, review_on=f"{review}")
    scene.borne(disabled, husband, scene.years_ago(3))


def _parted(scene: _Scene, father: str, mother: str) -> None:
    """Both parents insured and divorced: custody and a child move, another is contested."""
    scene.act("marry", scene.years_ago(11), husband=father, wife=mother)
    children = [
        scene.child(scene.years_ago(age), sex, father=father, mother=mother)
        for age, sex in ((9, Sex.MALE), (5, Sex.FEMALE))
    ]
    for child in children:
        scene.borne(child, father, scene.years_ago(4))
    parted = scene.years_ago(1)
    scene.act("divorce", parted, husband=father, wife=mother)
    benefit = scene.benefits[0]
    moved, contested = children
    given = {"given_by": "judge", "judgment": f"TPI 214/{parted.year}"}
    scene.act("give_custody", parted, child=moved, holder=mother, **given)
    scene.act("move_charge", parted, dependant=moved, bearer=mother, benefit=benefit)
    late = scene.child(scene.years_ago(16), Sex.MALE, father=father)
    scene.borne(late, father, scene.years_ago(2))
    ended = scene.today - timedelta(days=30)
    scene.act(
        "record_schooling",
        scene.today - timedelta(days=300),
        person=late,
        level="apprenticeship",
        until=ended.isoformat(),
    )
    scene.act(
        "contest_bearer",
        scene.today - timedelta(days=20),
        dependant=contested,
        benefit=benefit,
        claimant=mother,
    )


def _in_care(scene: _Scene, man: str, woman: str) -> None:
    """An orphan with a guardian who is paid, and, where the law knows it, a kafala."""
    orphan = scene.person(scene.years_ago(10), Sex.MALE)
    since = scene.years_ago(2)
    judgment = f"TPI 37/{since.year}"
    scene.act(
        "appoint_guardian", since, child=orphan, holder=man, given_by="judge", judgment=judgment
    )
    scene.borne(orphan, man, since)
    scene.act("name_payee", since, dependant=orphan, benefit=scene.benefits[0], payee=woman)
    if "health" in scene.benefits:
        taken_in = scene.person(scene.years_ago(6), Sex.FEMALE)
        scene.act(
            "give_kafala", since, child=taken_in, holder=woman, judgment=f"TPI 88/{since.year}"
        )
        scene.borne(taken_in, woman, since)
