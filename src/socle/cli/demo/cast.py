"""Whom both the fund and the registries of the State know, in the demonstration: all invented.

Those who are registered here bear a number of identity, so that what a registry tells of them finds
them: a mother, people to marry and to part, pensioners, workers, firms. What the registries know is
written from the fund's own register, except where the story wants two readings.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from socle.cli.demo.affiliating import far_number
from socle.cli.demo.office import Office, Paper
from socle.cli.demo.story import Employer, Part, Story
from socle.contributions.careers import declared_wages
from socle.platform.access.scope import fund_scope
from socle.registry.queries import employer, person
from socle.registry.types import PersonView

REGISTERED, MARRIED = date(2020, 1, 6), date(2021, 5, 15)
_WORKSHOP, _PRINTER = 11, 12  # ranks of numbers far from the others
_FIRMS = {
    "CM": {_WORKSHOP: "Atelier des Palétuviers SARL", _PRINTER: "Imprimerie du Plateau SARL"},
    "MA": {_WORKSHOP: "Atelier de l’Oued SARL", _PRINTER: "Imprimerie de la Kasbah SARL"},
}
# Role, names in each country, birth, sex.
_NEW = (
    ("mother", "BELINGA Odile", "LAMRANI Hajar", "1994-02-11", "female"),
    ("mother-to-be", "NGUEMA Sandrine", "SABRI Kenza", "1995-07-23", "female"),
    ("bride", "ETEME Carole", "FASSI Meriem", "1996-03-08", "female"),
    ("groom", "MBIDA Christian", "ALAMI Younes", "1993-11-19", "male"),
    ("wife", "AYISSI Honorine", "RAHMOUNI Laila", "1985-06-02", "female"),
    ("husband", "ZANG Félix", "BOUZIDI Karim", "1983-01-27", "male"),
    ("renamed", "ESSOLA Alain", "CHERKAOUI Anas", "1979-09-14", "male"),
)
_OTHERWISE = {"CM": "OYONO", "MA": "GHARBI"}  # how the authority of identity reads `renamed`
# Pensioners of the claims' story: two for who plays, one whose death is told when the site opens.
_PENSIONERS = {"pensioner": "one", "pensioner-2": "two", "deceased": "three"}
_STRANGER = {"CM": ("ABESSOLO", "Rigobert"), "MA": ("ZNIBER", "Hicham")}
_MOST_TAXED = 4
PLACES = {"CM": "Douala", "MA": "Casablanca"}


@dataclass(frozen=True, slots=True)
class Cast:
    """Who of the fund plays what: persons and firms by role, their numbers with the fund."""

    people: dict[str, PersonView]
    workshop: str
    printer: str
    taxed: str

    def nid(self, role: str) -> str:
        return self.people[role].national_id


def tell(office: Office, told: Story) -> Cast:
    """Registers and completes them, each once; who plays what."""
    numbers = _newcomers(office, told) | _completed(office, told)
    _firms(office, told)
    taxed = _taxed(told)
    _number_firm(office, told, taxed.number, taxed.who.name)
    with fund_scope(office.fund.id):
        people = {
            role: person(number=number, on=told.today, known_at=None)
            for role, number in numbers.items()
        }
    return Cast(people, far_number(told, _WORKSHOP), far_number(told, _PRINTER), taxed.number)


def _newcomers(office: Office, told: Story) -> dict[str, str]:
    agent, second = office.desk("immat"), office.desk("verif")
    found = {}
    for rank, (role, cameroon, morocco, born, sex) in enumerate(_NEW, 1):
        family, given = (cameroon if told.law == "CM" else morocco).split(" ")
        found[role] = office.act(
            agent,
            "register_person",
            on=REGISTERED,
            key=f"cast:{role}",
            second=second,
            family_name=family,
            given_names=given,
            birth_on=born,
            sex=sex,
            birth_place=PLACES[told.law],
            national_id=national_id(told.law, rank),
        ).subject
    office.act(
        office.desk("famille"),
        "marry",
        on=MARRIED,
        key="cast:married",
        second=second,
        husband=found["husband"],
        wife=found["wife"],
    )
    return found


def _completed(office: Office, told: Story) -> dict[str, str]:
    """People of the story whose identity document is seen now: their number of the fund."""
    found = {}
    for role, key in _PENSIONERS.items():
        if known := office.done(f"claim:person:{key}"):
            found[role] = known.subject
    found |= {f"worker-{rank}": number for rank, number in enumerate(_workers(told), 1)}
    for rank, (role, number) in enumerate(found.items(), 20):
        office.act(
            office.desk("immat"),
            "correct_civil_status",
            on=told.today,
            key=f"cast:document:{role}",
            paper=Paper("piece-identite.txt", b"Piece d'identite fictive\n", "identity_document"),
            second=office.desk("verif"),
            number=number,
            national_id=national_id(told.law, rank),
        )
    return found


def _taxed(told: Story) -> Employer:
    """The employer whose wages the tax authority knows."""
    return told.one(Part.EXEMPLARY) or told.employers[-1]


def _workers(told: Story) -> list[str]:
    taxed = _taxed(told).number
    own = [each.person for each in told.steady() if each.person.employer_number == taxed]
    return [each.number for each in own[:_MOST_TAXED]]


def _firms(office: Office, told: Story) -> None:
    """A workshop where the newcomers work, and a firm that will be struck off."""
    month = told.today.replace(day=1)  # no month of theirs is owed yet
    classes: dict[str, Any] = {"risk_group": "A"} if told.law == "CM" else {}
    for rank, name in _FIRMS[told.law].items():
        office.act(
            office.desk("immat"),
            "affiliate_employer",
            on=month,
            key=f"cast:firm:{rank}",
            number=far_number(told, rank),
            legal_name=name,
            city=PLACES[told.law],
            company_number=company_number(told.law, rank),
            **classes,
        )
    for role, *_rest in _NEW:
        known = office.done(f"cast:{role}")
        office.act(
            office.desk("immat"),
            "hire",
            on=month,
            key=f"cast:hired:{role}",
            second=office.desk("verif"),
            person=known.subject if known else "",
            employer=far_number(told, _WORKSHOP),
        )


def _number_firm(office: Office, told: Story, number: str, name: str) -> None:
    office.act(
        office.desk("immat"),
        "update_employer",
        on=told.today,
        key=f"cast:number:{number}",
        second=office.desk("verif"),
        number=number,
        legal_name=name,
        company_number=company_number(told.law, 1),
    )


def national_id(law: str, rank: int) -> str:
    """A number of the country's form that no card bears."""
    return f"DEMO1000{rank:02d}" if law == "CM" else f"ZZ9000{rank:02d}"


def company_number(law: str, rank: int) -> str:
    """The same of a company: the NIU of Cameroon, the ICE of Morocco with its key."""
    if law == "CM":
        return f"M012026{rank:06d}A"
    body = 999_000_000_000_000 + rank * 1000
    return str(body - body % 97)


def people_data(cast: Cast, law: str, *, is_identity: bool) -> list[dict[str, Any]]:
    """The people as a registry knows them; the authority of identity reads one otherwise."""
    found = []
    for role, who in cast.people.items():
        said: dict[str, Any] = {
            "identifiers": {"UIN": who.national_id, "NID": who.national_id},
            "surname": who.family_name,
            "given_name": who.given_names,
            "birth_date": who.birth_on.isoformat() if who.birth_on else "1980-01-01",
            "birth_place": PLACES[law],
            "registration_date": f"{REGISTERED}T09:00:00+01:00",
            "last_updated": f"{REGISTERED}T09:00:00+01:00",
        }
        said |= {"sex": who.sex.value} if who.sex else {}
        if is_identity and role == "renamed":
            said["surname"] = _OTHERWISE[law]
        if role in {"husband", "wife"}:
            said["marital_status"] = "M"
        found.append(said)
    return found


def companies_data(office: Office, cast: Cast, today: date) -> list[dict[str, Any]]:
    """The firms as the registry of companies knows them."""
    with fund_scope(office.fund.id):
        firms = [
            employer(number=number, on=today, known_at=None)
            for number in (cast.taxed, cast.workshop, cast.printer)
        ]
    kind = "NIU" if office.fund.country == "CM" else "ICE"
    return [
        {
            "identifiers": {kind: each.company_number},
            "name": each.legal_name,
            "legal_form": "SARL",
            "created_on": "2015-01-20",
        }
        for each in firms
    ]


def tax_data(office: Office, told: Story, cast: Cast) -> dict[str, Any]:
    """Wages as the tax authority was told of them: one higher, one of somebody never declared."""
    month = told.months[-1]
    with fund_scope(office.fund.id):
        declared = declared_wages(employer_number=cast.taxed, month=month.first_day)
    workers = [who for role, who in cast.people.items() if role.startswith("worker")]
    wages = [
        {
            "identity_number": who.national_id,
            "surname": who.family_name,
            "given_name": who.given_names,
            "gross": declared[who.number] * (5 if rank == 1 else 4) // 4,
        }
        for rank, who in enumerate(workers)
        if who.number in declared
    ]
    family, given = _STRANGER[told.law]
    stranger = {"surname": family, "given_name": given}
    usual = 180_000 if told.law == "CM" else 500_000
    nobody = national_id(told.law, 90)
    wages.append(stranger | {"identity_number": nobody, "gross": usual})
    number = company_number(told.law, 1)
    return {
        "currency": office.fund.currency,
        "taxpayers": [
            {
                "tax_number": each["identifiers"].popitem()[1],
                "name": each["name"],
                "company_number": number,
                "status": "active",
            }
            for each in companies_data(office, cast, told.today)
        ],
        "wages": [{"employer": number, "month": str(month), "wages": wages}],
    }


def households_data(cast: Cast) -> list[dict[str, Any]]:
    """Two households, each with its score: figures of no text."""
    members = (("husband", "wife", "8.1000"), ("mother-to-be", "renamed", "11.4000"))
    return [
        {
            "identifiers": {"RSU": f"DEMO-{rank}"},
            "members": [cast.nid(one), cast.nid(other)],
            "score": score,
            "threshold": "9.0000",
            "threshold_date": "2026-01-01",
        }
        for rank, (one, other, score) in enumerate(members, 1)
    ]
