"""What a person may have happen in each registry, from its page: forms, and what they come to."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from socle_simulator.pages import Entry, Form, Table
from socle_simulator.people import Record

_SEXES = (("female", "Féminin"), ("male", "Masculin"))
_SEX_WORDS = dict(_SEXES)
# Failures that are played from the page: the words, and what is set.
_FAILURES: Mapping[str, tuple[str, dict[str, Any]]] = {
    "none": (
        "Plus aucune panne ; ce qui était retenu part",
        {
            **dict.fromkeys(("down", "lose_answers", "truncate", "redirect", "slow"), 0),
            **dict.fromkeys(("wrong_signature", "unsigned", "duplicate", "errors"), 0),
            **dict.fromkeys(("hold", "reorder", "same_message_id", "revoked_key"), False),
        },
    ),
    "down": ("En panne : les 5 prochaines réponses sont 503", {"down": 5}),
    "lose_answers": ("La prochaine réponse se perd en route", {"lose_answers": 1}),
    "truncate": ("La prochaine réponse est coupée", {"truncate": 1}),
    "redirect": ("La prochaine réponse renvoie ailleurs", {"redirect": 1}),
    "slow": ("Répond en 3 secondes", {"slow": 3}),
    "hold": ("Retient ce qu’il doit annoncer (retard)", {"hold": True}),
    "duplicate": ("Annonce tout deux fois", {"duplicate": 1}),
    "wrong_signature": ("Signe mal la prochaine fois", {"wrong_signature": 1}),
    "unsigned": ("Ne signe pas la prochaine fois", {"unsigned": 1}),
    "errors": ("Bus : refuse les 3 prochains appels", {"errors": 3}),
    "revoked_key": ("Signe avec une clé révoquée", {"revoked_key": True}),
}
_ACTIONS = {
    "notify": "Avis",
    "on-subscribe": "Réponse à un abonnement",
    "on-search": "Réponse à une recherche",
    "txn-on-status": "Réponse sur un suivi",
}
_SENT_SHOWN = 20


def today() -> str:
    return datetime.now(UTC).date().isoformat()


def certificate(kind: str) -> str:
    """The number of a new certificate."""
    return f"{kind}-SIM-{uuid.uuid4().hex[:8].upper()}"


def day(label: str) -> Entry:
    return Entry("on", label, "date", value=today())


def failures() -> Form:
    choices = [(name, words) for name, (words, _set) in _FAILURES.items()]
    return Form("failure", "Panne", "Appliquer", [Entry("failure", "Panne", "choice", choices)])


def failure_set(name: str) -> tuple[str, dict[str, Any]]:
    """The words of a failure, and what is set for it.

    Raises: KeyError.
    """
    return _FAILURES[name]


def sent(messages: Iterable[Mapping[str, Any]]) -> Table:
    """What the registry has told by itself, the last first."""
    last = list(messages)[-_SENT_SHOWN:][::-1]
    rows = [
        (
            _ACTIONS.get(each["action"], each["action"]),
            each["url"],
            str(each["status"] or "aucune réponse"),
            str(each["tries"]),
        )
        for each in last
    ]
    return Table("Ce qui a été annoncé", ("Message", "À", "Réponse", "Essais"), rows)


def people(records: Iterable[Record]) -> Table:
    rows = [
        (
            _number(each),
            f"{each['name']['surname']} {each['name']['given_name']}",
            each.get("birth_date", ""),
            _SEX_WORDS.get(each.get("sex", ""), ""),
            each.get("death_date", ""),
        )
        for each in records
    ]
    headings = ("Identifiant", "Nom", "Naissance", "Sexe", "Décès")
    return Table("Personnes connues", headings, rows)


def choices(records: Iterable[Record], *, sex: str = "") -> list[tuple[str, str]]:
    """The living, to choose from, of one sex or of both."""
    return [
        (_number(each), f"{each['name']['surname']} {each['name']['given_name']} ({_number(each)})")
        for each in records
        if "death_date" not in each and sex in {"", each.get("sex", "")}
    ]


def civil_forms(records: Sequence[Record]) -> list[Form]:
    women, men = choices(records, sex="female"), choices(records, sex="male")
    wife, husband = (
        Entry("wife", "Épouse", "choice", women),
        Entry("husband", "Époux", "choice", men),
    )
    nobody = [("", "non déclaré"), *men]
    return [
        Form(
            "live_birth",
            "Naissance",
            "Annoncer la naissance",
            (
                Entry("mother", "Mère", "choice", women),
                Entry("father", "Père", "choice", nobody, is_required=False),
                Entry("surname", "Nom de l’enfant"),
                Entry("given_name", "Prénom"),
                Entry("sex", "Sexe", "choice", _SEXES),
                day("Né le"),
            ),
        ),
        Form(
            "death",
            "Décès",
            "Annoncer le décès",
            (Entry("person", "Personne", "choice", choices(records)), day("Décédé le")),
        ),
        Form("marriage", "Mariage", "Annoncer le mariage", (husband, wife, day("Célébré le"))),
        Form("divorce", "Divorce", "Annoncer le divorce", (husband, wife, day("Prononcé le"))),
    ]


def civil_event(form: str, said: Mapping[str, str]) -> dict[str, Any]:
    """What happened, as the civil registry takes it.

    Raises: KeyError.
    """
    if form == "live_birth":
        child = {name: said[name] for name in ("surname", "given_name", "sex")}
        parents = {role: said[role] for role in ("mother", "father") if said.get(role)}
        return {
            "type": form,
            "on": said["on"],
            "number": certificate("BRN"),
            "child": child,
        } | parents
    if form == "death":
        number = certificate("DRN")
        return {"type": form, "on": said["on"], "number": number, "person": said["person"]}
    number = certificate({"marriage": "MRN", "divorce": "JUG"}[form])
    spouses = [said["husband"], said["wife"]]
    return {"type": form, "on": said["on"], "number": number, "spouses": spouses}


STANDINGS = {
    "deactivated": "Désactivée",
    "reactivated": "Réactivée",
    "deceased": "Titulaire décédé",
}


def standing_form(records: Sequence[Record]) -> Form:
    entries = (
        Entry("person", "Personne", "choice", choices(records)),
        Entry("standing", "Devient", "choice", list(STANDINGS.items())),
        day("Le"),
    )
    return Form("standing", "État d’une identité", "Changer l’état", entries)


def standing_event(form: str, said: Mapping[str, str]) -> dict[str, Any]:
    """Raises: KeyError."""
    if form != "standing" or said["standing"] not in STANDINGS:
        raise KeyError(form)
    return {"type": said["standing"], "person": said["person"], "on": said["on"]}


def companies(known: Iterable[Mapping[str, Any]]) -> Table:
    rows = [
        (
            _company_number(each),
            each["name"],
            {"active": "Active", "closed": "Radiée"}[each["status"]],
            each.get("closed_on", ""),
        )
        for each in known
    ]
    return Table("Entreprises connues", ("Identifiant", "Nom", "État", "Radiée le"), rows)


def company_forms(known: Sequence[Mapping[str, Any]]) -> list[Form]:
    active = [
        (_company_number(each), f"{each['name']} ({_company_number(each)})")
        for each in known
        if each["status"] == "active"
    ]
    kinds = [(each, each) for each in ("NIU", "ICE", "RCCM")]
    closure = (Entry("company", "Entreprise", "choice", active), day("Radiée le"))
    creation = (
        Entry("kind", "Identifiant", "choice", kinds),
        Entry("number", "Sa valeur"),
        Entry("name", "Nom"),
        day("Créée le"),
    )
    return [
        Form("closure", "Radiation", "Annoncer la radiation", closure),
        Form("creation", "Création", "Annoncer la création", creation),
    ]


def company_event(form: str, said: Mapping[str, str]) -> dict[str, Any]:
    """Raises: KeyError."""
    if form == "closure":
        return {"type": form, "company": said["company"], "on": said["on"]}
    if form != "creation":
        raise KeyError(form)
    company = {"identifiers": {said["kind"]: said["number"]}, "name": said["name"]}
    return {"type": form, "company": company, "on": said["on"]}


def wages(months: Iterable[Mapping[str, Any]], currency: str) -> Table:
    rows = [
        (
            month["employer"],
            month["month"],
            wage["identity_number"],
            f"{wage['surname']} {wage['given_name']}",
            str(wage["gross"]),
        )
        for month in months
        for wage in month["wages"]
    ]
    amount = f"Salaire (plus petite unité de {currency})"
    headings = ("Entreprise", "Mois", "Identité", "Nom", amount)
    return Table("Salaires déclarés au fisc", headings, rows)


def wage_form(taxpayers: Iterable[Mapping[str, Any]], currency: str) -> Form:
    firms = [(each["tax_number"], f"{each['name']} ({each['tax_number']})") for each in taxpayers]
    entries = (
        Entry("employer", "Entreprise", "choice", firms),
        Entry("month", "Mois", "month", value=today()[:7]),
        Entry("identity_number", "Identité du salarié"),
        Entry("surname", "Nom"),
        Entry("given_name", "Prénom"),
        Entry("gross", f"Salaire (plus petite unité de {currency})", "number"),
    )
    return Form("wage", "Salaire déclaré au fisc", "Déclarer", entries)


def wage(form: str, said: Mapping[str, str]) -> dict[str, Any]:
    """Raises: KeyError, ValueError."""
    if form != "wage":
        raise KeyError(form)
    who = {name: said[name] for name in ("identity_number", "surname", "given_name")}
    return who | {"gross": int(said["gross"])}


def households(records: Iterable[Record]) -> Table:
    rows = [
        (_group(each), ", ".join(_members(each)), str(each["poverty_score"])) for each in records
    ]
    return Table("Ménages connus", ("Ménage", "Membres", "Indice"), rows)


def score_form(records: Iterable[Record]) -> Form:
    groups = [(_group(each), f"{_group(each)} : {', '.join(_members(each))}") for each in records]
    entries = (Entry("group", "Ménage", "choice", groups), Entry("score", "Nouvel indice"))
    return Form("score", "Indice d’un ménage", "Changer l’indice", entries)


def scored(form: str, said: Mapping[str, str], records: Iterable[Record]) -> dict[str, Any]:
    """A household with another score; its figures stay texts.

    Raises: KeyError, ValueError.
    """
    if form != "score":
        raise KeyError(form)
    found = next((each for each in records if _group(each) == said["group"]), None)
    if found is None or not said["score"].replace(".", "", 1).isdecimal():
        raise ValueError("ménage ou indice")
    more = {each["name"]: each["value"] for each in found["additional_attributes"]}
    number = found["group_identifier"][0]
    return more | {
        "identifiers": {number["identifier_type"]: number["identifier_value"]},
        "members": _members(found),
        "score": said["score"],
    }


def _group(record: Record) -> str:
    return str(record["group_identifier"][0]["identifier_value"])


def _members(record: Record) -> list[str]:
    return [each["member_identifier"][0]["identifier_value"] for each in record["member_list"]]


def _company_number(company: Mapping[str, Any]) -> str:
    return str(company["identifiers"][0]["value"])


def _number(record: Record) -> str:
    return str(record["identifier"][0]["identifier_value"])
