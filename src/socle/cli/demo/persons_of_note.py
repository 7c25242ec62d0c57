"""Persons of the demonstration with a story: two scripts, two names, two steps, a death."""

from datetime import date, timedelta
from typing import Any

from socle.cli.demo.office import Office, Paper
from socle.cli.demo.story import Story

_SINCE = date(2015, 1, 1)
_MARRIED = date(2012, 6, 16)
_WHO: dict[str, dict[str, Any]] = {
    "CM": {
        "family_name": "NGO BASSA",
        "given_names": "Marthe",
        "birth_on": "1986-01-01",
        "birth_precision": "year",
        "birth_place": "Édéa",
        "nationality": "CM",
        "father_name": "BASSA Élie",
        "mother_name": "NGO MBOCK Ruth",
        "sex": "female",
    },
    "MA": {
        "family_name": "BENNANI",
        "given_names": "Salma",
        "arabic_family_name": "بناني",
        "arabic_given_names": "سلمى",
        "birth_on": "1986-03-16",
        "birth_place": "Fès",
        "nationality": "MA",
        "father_name": "BENNANI Ahmed",
        "mother_name": "EL FASSI Khadija",
        "sex": "female",
    },
}
_NEW = {
    "CM": (("EBOGO", "Paul"), ("TCHUENTE", "Alice"), ("OUMAROU", "")),
    "MA": (("IDRISSI", "Youssef"), ("AMRANI", "Nadia"), ("OUAHBI", "")),
}
_WIVES = {"CM": "ATANGANA", "MA": "TAZI"}
_BODY = {"CM": "Chambre des métiers du Wouri", "MA": "Chambre d’artisanat de Fès-Meknès"}


def tell(office: Office, told: Story) -> None:
    """Some persons of a fund, each by its acts; every number is the fund's next."""
    agent, second = office.desk("immat"), office.desk("verif")
    if told.law == "CM":
        office.act(
            *(agent, "set_numbering"),
            on=_SINCE,
            key="numbering",
            second=second,
            scheme="mod_97_10",
        )
    who = _WHO[told.law]
    number = office.act(
        *(agent, "register_person"), on=_SINCE, key="two-names", second=second, **who
    )
    name: dict[str, Any] = {
        "name_kind": "marriage",
        "script": "latin",
        "family_name": _WIVES[told.law],
    }
    office.act(
        *(agent, "record_name"),
        on=_MARRIED,
        key="married-name",
        second=second,
        number=number.subject,
        **name,
    )
    _in_two_steps(office, told)
    _dead(office, told)


def _in_two_steps(office: Office, told: Story) -> None:
    """One announced a while ago, one that lapsed, one that a body sent."""
    agent, employer = office.desk("immat"), told.employers[0].number
    asked: list[tuple[str, int, dict[str, Any]]] = [
        ("preregister_person", 24, {"employer": employer, "occupation": "Magasinier"}),
        ("preregister_person", 45, {}),
        ("register_for_body", 12, {"body": _BODY[told.law]}),
    ]
    for (family, given), (kind, days, said) in zip(_NEW[told.law], asked, strict=True):
        names: dict[str, Any] = {"family_name": family} | ({"given_names": given} if given else {})
        on = told.today - timedelta(days=days)
        second = office.desk("verif")
        office.act(agent, kind, on=on, key=f"two-steps:{days}", second=second, **names, **said)


def _dead(office: Office, told: Story) -> None:
    """Somebody who worked, and died two months ago: the wages of last month are in doubt."""
    firm, moved = told.employers[0], {move.person for move in told.moves}
    worker = next(
        each.person.number
        for each in firm.who.staff
        if each.person.employer_number == firm.number
        and each.person.number not in told.strangers | moved
        and each.works(told.months[-1])
    )
    office.act(
        *(office.desk("immat"), "declare_death"),
        on=told.today - timedelta(days=70),
        key="death",
        paper=Paper("acte-de-deces.pdf", b"%PDF-1.7 fictif", "death_certificate"),
        second=office.desk("verif"),
        number=worker,
    )
