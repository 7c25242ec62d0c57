"""Synthetic people and employers for the demo. Nobody here exists.

Names are common words of the country put together at random; numbers follow the country's form.
Cameroon's key letters are not public: the demo's are arbitrary, and accepted as unverifiable.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from socle.kernel.check_digits import mod_97_10, weighted_key
from socle.kernel.months import Month
from socle.registry.types import ImportedPerson

_LEAST_STAFF, _MOST_STAFF = 3, 400
_UNEVENNESS = 1.15  # of sizes: a few large employers, many small ones
_HIRED_LATELY = 0.08

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
    "BJ": (
        "AHOUANSOU HOUNGBEDJI DOSSOU ZINSOU AGOSSOU KPADE TOSSOU ADJOVI GBAGUIDI SOGLO BIO CHABI"
        " SANNI ADECHIAN OROU TCHIBOZO AKPLOGAN HOUNSOU DEGBE VIGNON",
        "Codjo Afiavi Dossa Ablawa Koffi Sènan Bio Adissa Cossi Reine Mahugnon Rachidatou Sessi"
        " Romuald Gisèle Boni Ganiou Pélagie Prosper Fifamè",
    ),
}
_FIRMS = {
    "CM": "Savonnerie Transit Brasserie Scierie Menuiserie Boulangerie Imprimerie Plantations"
    " Transports Garage Pharmacie Clinique École Hôtel Quincaillerie Laiterie",
    "MA": "Confection Conserverie Minoterie Tannerie Huilerie Briqueterie Imprimerie Transports"
    " Menuiserie Laiterie Clinique Ecole Hotel Comptoir Ateliers Domaine",
    "BJ": "Égrenage Huilerie Boulangerie Transit Menuiserie Imprimerie Clinique École Comptoir",
}
_FIRST_NAME = {
    "CM": "Hôtel du Wouri SARL",
    "MA": "Hotel Annakhil SARL",
    "BJ": "Égrenage du Zou SA",
}
_PLACES = {
    "CM": "Douala Yaoundé Bafoussam Garoua Bamenda Limbé Kribi Ngaoundéré Édéa Maroua",
    "MA": "Casablanca Rabat Fes Tanger Agadir Marrakech Meknes Oujda Kenitra Tetouan",
    "BJ": "Cotonou Porto-Novo Parakou Abomey Bohicon Natitingou Ouidah Djougou",
}
# Which of an employer's classes a drawn letter stands for: groups of Cameroon, rates of Benin.
_CLASSES = {
    "CM": {"A": "A", "B": "B", "C": "C"},
    "MA": {},
    "BJ": {"A": "1", "B": "2", "C": "4"},
}
# A middling wage of a month and the least, in minor units.
_WAGES = {"CM": (165_000, 62_000), "MA": (480_000, 310_000), "BJ": (120_000, 54_000)}


@dataclass(frozen=True, slots=True)
class Worker:
    """Someone who works for an employer from one month to another, at a usual wage."""

    person: ImportedPerson
    wage: int  # a whole month's, in minor units
    first: Month
    last: Month | None = None

    def works(self, month: Month) -> bool:
        return self.first <= month and (self.last is None or month <= self.last)


@dataclass(frozen=True, slots=True)
class DemoEmployer:
    """A synthetic employer and those who work there."""

    rank: int
    number: str
    name: str
    city: str
    classes: dict[str, str]
    staff: list[Worker]


def employers(
    code: str, *, persons: int, count: int, months: Sequence[Month], seed: int
) -> list[DemoEmployer]:
    """Employers of a country with their staff: the same for the same seed.

    The first two have the same staff through the months: their prefilled files say the same.
    """
    rng = random.Random(f"{code}{seed}")  # noqa: S311 - a story, not a secret
    found: list[DemoEmployer] = []
    hired = 0
    for rank, size in enumerate(_sizes(persons, count, rng)):
        number = employer_number(code, rank)
        staff = []
        for place in range(hired, hired + size):
            late = rank > 1 and rng.random() < _HIRED_LATELY
            first = rng.choice(months[1:]) if late and len(months) > 1 else None
            staff.append(_worker(code, place, number, first, months[0], rng))
        kind, city = _pick(_FIRMS[code], rng), _pick(_PLACES[code], rng)
        name = f"{kind} {_firm_end(code, rng)}"
        group = rng.choice("AABBC")
        if rank == 0:
            name, group = _FIRST_NAME[code], "C"
        classes = {"risk_group": _CLASSES[code][group]} if _CLASSES[code] else {}
        found.append(DemoEmployer(rank, number, name, city, classes, staff))
        hired += size
    return found


def _sizes(persons: int, count: int, rng: random.Random) -> list[int]:
    """So many persons shared among employers, unevenly."""
    least = min(_LEAST_STAFF, persons // count)
    most = max(min(_MOST_STAFF, persons // 4), -(-persons // count))
    shares = [rng.lognormvariate(0, _UNEVENNESS) for _ in range(count)]
    whole = sum(shares)
    sizes = [min(most, max(least, round(persons * share / whole))) for share in shares]
    order = sorted(range(count), key=lambda place: -shares[place])
    place, left = 0, persons - sum(sizes)
    while left:
        at, step = order[place % count], 1 if left > 0 else -1
        if least <= sizes[at] + step <= most:
            sizes[at] += step
            left -= step
        place += 1
    return sizes


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
    digits = body + mod_97_10(body)
    return digits + "ABCDEFGHJK"[rank % 10] if code == "CM" else digits


def _worker(
    code: str, rank: int, employer: str, hired: Month | None, since: Month, rng: random.Random
) -> Worker:
    families, given = _NAMES[code]
    born = date(1964, 1, 1) + timedelta(days=rng.randrange(40 * 365))
    name = _pick(families, rng)
    if code == "CM" and rng.random() < 0.4:
        name += f" {_pick(families, rng)}"
    long_ago = min(max(date(2015, 1, 1), born + timedelta(days=20 * 365)), since.first_day)
    person = ImportedPerson(
        number=insured_number(code, rank),
        family_name=name,
        given_names=_pick(given, rng),
        birth_on=born,
        sex="",
        employer_number=employer,
        hired_on=hired.first_day if hired else long_ago,
    )
    middle, least = _WAGES[code]
    wage = max(round(rng.lognormvariate(0, 0.65) * middle), least)
    return Worker(person, wage, hired or since)


def _pick(words: str, rng: random.Random) -> str:
    return rng.choice(words.split())


def _firm_end(code: str, rng: random.Random) -> str:
    ends = {
        "CM": "du Wouri|du Moungo|de la Sanaga|des Grassfields|du Littoral|Étoile|du Mbam",
        "MA": "Atlas|du Souss|Al Amal|du Gharb|Essalam|du Rif|Annakhil",
        "BJ": "du Zou|de l’Ouémé|du Borgou|de l’Atacora|du Mono|de la Donga|Littoral",
    }
    return f"{rng.choice(ends[code].split('|'))} {rng.choice(['SA', 'SARL'])}"
