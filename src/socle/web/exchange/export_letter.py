"""A person's data as a paper: every part of what is handed over, in tables, in words."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from socle.kernel.money import Money
from socle.platform.printing.checks import as_written, day_words, left_to_right
from socle.platform.printing.types import Letter, Listing
from socle.web.labels import ACCESSES, INPUTS, STATUS, act_label
from socle.web.templatetags.socle import named

_BONDS = {
    "parents": gettext_lazy("Parent"),
    "carers": gettext_lazy("Gardien"),
    "spouses": gettext_lazy("Conjoint"),
    "children": gettext_lazy("Enfant"),
    "wards": gettext_lazy("Enfant gardé"),
}


def letter_of(said: Mapping[str, Any], *, number: str, code: str, address: str) -> Letter:
    """The paper of a hand-over, in the language that is active."""
    civil = said["civil_status"]
    made = datetime.fromisoformat(said["made_at"])
    listings = [
        Listing(_("État civil"), (_("Donnée"), _("Valeur")), _civil(civil)),
        Listing(_("Coordonnées"), (_("Donnée"), _("Valeur")), _plain(said["contact"])),
        Listing(_("Famille"), (_("Lien"), _("Personne"), _("Depuis le")), _family(said)),
        Listing(_("Emplois"), (_("Employeur"), _("Du"), _("Au")), _employments(said)),
        Listing(_("Carrière"), (_("Année"), _("Mois"), _("Compté"), _("Salaires")), _career(said)),
        Listing(_("Prestations"), (_("Droit"), _("Prestation"), _("Montant")), _awards(said)),
        Listing(_("Paiements"), (_("Date"), _("Ordre"), _("Montant")), _payments(said)),
        Listing(
            _("Qui a consulté ce dossier"),
            (_("Quand"), _("Qui"), _("Quoi"), _("Finalité")),
            _accesses(said),
        ),
    ]
    return Letter(
        language=get_language() or "fr",
        fund=as_written(said["fund"]),
        title=_("Les données que la caisse tient sur vous"),
        subtitle=f"{left_to_right(number)} · {day_words(timezone.localtime(made).date())}",
        to=f"{as_written(_full_name(civil))} · {left_to_right(civil['number'])}",
        body=(_("Ce document contient tout ce que la caisse vous remet de votre dossier."),),
        listings=tuple(each for each in listings if each.rows),
        close=(
            _("Pour voir qui a consulté votre dossier depuis, ouvrez cette page :"),
            left_to_right(address),
            _("Numéro : %(number)s, code : %(code)s")
            % {"number": left_to_right(number), "code": left_to_right(code)},
            _("Une donnée est fausse ? Toute agence la corrige, avec une pièce."),
        ),
        foot=left_to_right(number),
    )


def _full_name(civil: Mapping[str, Any]) -> str:
    return f"{civil['family_name']} {civil['given_names']}".strip()


def _civil(civil: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
    shown = dict(civil)
    shown["birth_on"], shown["died_on"] = _day(civil["birth_on"]), _day(civil["died_on"])
    shown["other_names"] = ", ".join(civil["other_names"])
    shown["sex"] = named(civil["sex"], "sexes") if civil["sex"] else ""
    shown["registration"] = str(STATUS[civil["registration"]].words)
    shown.pop("birth_precision")
    return _plain(shown)


_NAMES = {
    "other_names": gettext_lazy("Autres noms"),
    "registration": gettext_lazy("Immatriculation"),
}


def _plain(said: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (str(_NAMES.get(name) or INPUTS.get(name, name)), as_written(str(value)))
        for name, value in said.items()
        if value
    )


def _family(said: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            str(_BONDS[each["bond"]]),
            f"{as_written(each['name'])} {left_to_right(each['number'])}",
            _day(each["since"]),
        )
        for each in said["family"]
    )


def _employments(said: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (as_written(each["employer"]), _day(each["from"]), _day(each["until"]))
        for each in said["employments"]
    )


def _career(said: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            str(each["year"]),
            str(each["months"]),
            str(each["credited"]),
            _money(each["wage"], said),
        )
        for each in said["career"]
    )


def _awards(said: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            left_to_right(each["number"]),
            named(each["benefit"], "choices"),
            _money(each["amount"], said) if each["amount"] is not None else "–",
        )
        for each in said["awards"]
    )


def _payments(said: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (_day(each["on"]), left_to_right(each["number"]), _money(each["amount"], said))
        for each in said["payments"]
    )


def _accesses(said: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            left_to_right(
                f"{timezone.localtime(datetime.fromisoformat(each['at'])):%d/%m/%Y %H:%M}"
            ),
            as_written(each["who"]),
            f"{ACCESSES[each['kind']]} ({_what(each)})",
            as_written(each["purpose"]) or "–",
        )
        for each in said["accesses"]
    )


def _what(each: Mapping[str, Any]) -> str:
    is_act = each["kind"] in {"reveal", "export"}
    return act_label(each["what"]) if is_act else left_to_right(each["what"])


def _money(minor: int, said: Mapping[str, Any]) -> str:
    language = (get_language() or "fr").split("-")[0]
    return left_to_right(Money(minor, str(said["currency"])).text(language))


def _day(text: str | None) -> str:
    return day_words(date.fromisoformat(text)) if text else "–"
