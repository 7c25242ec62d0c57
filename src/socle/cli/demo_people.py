"""Synthetic people, employers and wage files for the demo. Nobody here exists.

Names are common words of the country put together at random; numbers follow the country's form.
Cameroon's key letters are not public: the demo's are arbitrary, and accepted as unverifiable.
"""

import io
import random
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from socle.countries.cm.formats import dipe
from socle.countries.declaration import WageLines
from socle.countries.ma.formats import ebds
from socle.countries.registry import country
from socle.kernel.check_digits import mod_97_10, weighted_key
from socle.kernel.months import Month
from socle.registry.types import ImportedPerson

_NAMES = {
    "CM": (
        "MBARGA NGONO FOTSO KAMGA TCHOUA EKAMBI MANGA BELLO HAMADOU ATANGANA NANA TALLA ESSOMBA"
        " NJOYA KENFACK BIYONG EPEE MOUKOKO ABENA WANDJI OUMAROU DJOUMESSI SIMO ONANA",
        "Marie Jean Paul Aïcha Rose Emmanuel Grâce Samuel Estelle Ibrahim Pauline Joseph Mireille"
        " Serge Nadège Alain Brigitte Moussa Clarisse Thierry Fadimatou Hervé Solange Arnaud",
    ),
    "MA": (
        "ALAOUI BENNANI TAZI FILALI IDRISSI CHRAIBI LAHLOU BERRADA AMRANI NACIRI ZEROUALI SEFRIOUI"
        " OUAZZANI KETTANI BENJELLOUN MANSOURI RAMI HAJJI SLAOUI TOUZANI MEKNASSI SKALLI ADIL",
        "FATIMA MOHAMED KHADIJA YOUSSEF AMINA HASSAN SALMA OMAR NADIA RACHID ZINEB KARIM HANANE"
        " SAID LAILA MEHDI SARA HAMID IMANE ANAS MERYEM TARIK GHITA ADAM",
    ),
}
_FIRMS = {
    "CM": "Savonnerie Transit Brasserie Scierie Menuiserie Boulangerie Imprimerie Plantations"
    " Transports Garage Pharmacie Clinique École Hôtel Quincaillerie Laiterie",
    "MA": "Confection Conserverie Minoterie Tannerie Huilerie Briqueterie Imprimerie Transports"
    " Menuiserie Laiterie Clinique Ecole Hotel Comptoir Ateliers Domaine",
}
_PLACES = {
    "CM": "Douala Yaoundé Bafoussam Garoua Bamenda Limbé Kribi Ngaoundéré Édéa Maroua",
    "MA": "Casablanca Rabat Fes Tanger Agadir Marrakech Meknes Oujda Kenitra Tetouan",
}


@dataclass(frozen=True, slots=True)
class DemoEmployer:
    """A synthetic employer and those who work there, with their usual wage in minor units."""

    number: str
    name: str
    city: str
    classes: dict[str, str]
    staff: list[tuple[ImportedPerson, int]]


@dataclass(frozen=True, slots=True)
class DemoFile:
    """A file as an employer's payroll would make it."""

    employer: DemoEmployer
    month: Month
    name: str
    content: bytes


def employers(code: str, *, persons: int, per_employer: int, seed: int) -> list[DemoEmployer]:
    """Employers of a country with their staff: the same for the same seed."""
    rng = random.Random(f"{code}{seed}")  # noqa: S311 - a story, not a secret
    found: list[DemoEmployer] = []
    hired = 0
    while hired < persons:
        size = min(persons - hired, max(2, round(rng.lognormvariate(0, 0.7) * per_employer)))
        number = employer_number(code, len(found))
        staff = [_person(code, hired + place, number, rng) for place in range(size)]
        kind, city = _pick(_FIRMS[code], rng), _pick(_PLACES[code], rng)
        classes = {"risk_group": rng.choice("AABBC")} if code == "CM" else {}
        found.append(DemoEmployer(number, f"{kind} {_firm_end(code, rng)}", city, classes, staff))
        hired += size
    return found


def employer_number(code: str, rank: int) -> str:
    """A number of the country's form: in Morocco with its key, in Cameroon with any letter."""
    if code == "MA":
        body = f"{200_000 + rank:06d}"
        return body + weighted_key(body, "121212")
    return f"{3_100_000_000 + rank * 7:010d}{'ABCDEFGHJK'[rank % 10]}"


def insured_number(code: str, rank: int) -> str:
    """A number of the country's form: in Morocco with its key, in Cameroon with any letter."""
    if code == "MA":
        body = f"1{2_000_000 + rank:07d}"
        return body + weighted_key(body, "02121212")
    body = f"{21_000_000 + rank:08d}"
    return body + mod_97_10(body) + "ABCDEFGHJK"[rank % 10]


def wage_file(code: str, employer: DemoEmployer, month: Month, rng: random.Random) -> DemoFile:
    """The month's file of an employer, in the country's format, with this month's wages."""
    scheme = country(code).scheme("cnss" if code == "MA" else "cnps")
    full = 26 if code == "MA" else 30
    days, wages = [], []
    for _, usual in employer.staff:
        worked = full if rng.random() > 0.06 else rng.randrange(16, full)
        days.append(worked)
        wages.append(usual * worked // full)
    wage = np.array(wages, np.int64)
    ceiling = scheme.ceiling(month, scheme.capped_wage_branch)
    lines = WageLines(
        line=np.arange(1, wage.size + 1, dtype=np.int64),
        employer_number=np.full(wage.size, employer.number.encode("ascii")),
        month=np.full(wage.size, month.index, np.int64),
        insured_number=np.array([who.number.encode("ascii") for who, _ in employer.staff]),
        insured_name=np.array(
            [
                f"{who.family_name:<30}{who.given_names:<30}".encode("ascii", "replace")
                for who, _ in employer.staff
            ]
        )
        if code == "MA"
        else np.zeros(wage.size, "S1"),
        days=np.array(days, np.int64),
        wage=wage,
        wage_capped=wage if ceiling is None else np.minimum(wage, ceiling),
    )
    return _written(code, employer, month, lines)


def _written(code: str, employer: DemoEmployer, month: Month, lines: WageLines) -> DemoFile:
    out = io.BytesIO()
    if code == "CM":
        dipe.write(out, [lines])
        name = f"dipe_{employer.number}_{month.year}{month.month:02d}.txt"
        return DemoFile(employer, month, name, out.getvalue())
    transfer = int(f"{employer.number}{month.year % 100:02d}{month.month:02d}014")
    header = ebds.Header(
        employer_number=employer.number,
        month=month.index,
        transfer=transfer,
        business_name=employer.name.upper(),
    )
    ebds.write_declaration(out, header, [lines])
    return DemoFile(employer, month, ebds.file_name(header, "main"), out.getvalue())


def _person(code: str, rank: int, employer: str, rng: random.Random) -> tuple[ImportedPerson, int]:
    families, given = _NAMES[code]
    born = date(1964, 1, 1) + timedelta(days=rng.randrange(40 * 365))
    name = _pick(families, rng)
    if code == "CM" and rng.random() < 0.4:
        name += f" {_pick(families, rng)}"
    person = ImportedPerson(
        number=insured_number(code, rank),
        family_name=name,
        given_names=_pick(given, rng),
        birth_on=born,
        sex="",
        employer_number=employer,
        hired_on=max(date(2015, 1, 1), born + timedelta(days=20 * 365)),
    )
    middle = 165_000 if code == "CM" else 480_000
    usual = round(rng.lognormvariate(0, 0.65) * middle)
    return person, max(usual, 62_000 if code == "CM" else 310_000)


def _pick(words: str, rng: random.Random) -> str:
    return rng.choice(words.split())


def _firm_end(code: str, rng: random.Random) -> str:
    ends = {
        "CM": "du Wouri|du Moungo|de la Sanaga|des Grassfields|du Littoral|Étoile|du Mbam",
        "MA": "Atlas|du Souss|Al Amal|du Gharb|Essalam|du Rif|Annakhil",
    }
    return f"{rng.choice(ends[code].split('|'))} {rng.choice(['SA', 'SARL'])}"
