"""Words of persons for the forms and pages of acts: what a field asks, what a choice means."""

from babel import Locale
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from socle.registry.types.nationalities import STATELESS

Words = str | Promise

INPUTS: dict[str, Words] = {
    "arabic_family_name": _("Nom en arabe"),
    "arabic_given_names": _("Prénoms en arabe"),
    "birth_place": _("Lieu de naissance"),
    "nationality": _("Nationalité"),
    "father_name": _("Nom du père"),
    "mother_name": _("Nom de la mère"),
    "erased": _("Donnée à effacer"),
    "name_kind": _("Nature du nom"),
    "script": _("Écriture"),
    "state": _("État"),
    "origin": _("Demandée par"),
    "source": _("Employeur ou organisme"),
    "body": _("Organisme"),
    "scheme": _("Schéma de numérotation"),
    "died_on": _("Décès"),
    "employments_ended": _("Emplois terminés chez"),
    "other": _("L’autre numéro"),
    "difference": _("Ce qui les distingue"),
}

CHOICES: dict[str, Words] = {
    # names
    "birth": _("nom de naissance"),
    "marriage": _("nom de mariage"),
    "usual": _("nom d’usage"),
    "latin": _("lettres latines"),
    "arabic": _("lettres arabes"),
    # data that a correction empties
    "given_names": _("Prénoms"),
    "birth_on": _("Date de naissance"),
    "sex": _("Sexe"),
    "national_id": _("Pièce d’identité nationale"),
    "birth_place": _("Lieu de naissance"),
    "nationality": _("Nationalité"),
    "father_name": _("Nom du père"),
    "mother_name": _("Nom de la mère"),
    # registrations
    "registered": _("immatriculé"),
    "preregistered": _("pré-immatriculé"),
    "to_activate": _("à activer"),
    "agent": _("un agent de la caisse"),
    # numbers
    "by_hand": _("la caisse les donne elle-même, on les saisit"),
    "mod_97_10": _("numéro suivant, clé ISO 7064 MOD 97-10"),
    "cnss": _("numéro suivant, clé de la CNSS"),
}

ORIGINS: dict[str, Words] = {
    "employer": _("un employeur"),
    "agent": _("un agent de la caisse"),
    "body": _("un autre organisme"),
}

# Why a search found a file.
WHYS: dict[str, Words] = {
    "number": _("le numéro"),
    "identity": _("la pièce d’identité"),
    "phone": _("le téléphone"),
    "name": _("le nom"),
    "part": _("une partie du nom"),
    "beginning": _("le début du nom"),
    "sound": _("la prononciation"),
    "near": _("un nom voisin"),
}


def nationality(code: str) -> str:
    """The name of a nationality's country in the page's language."""
    if code == STATELESS:
        return str(_("apatride"))
    names = Locale((get_language() or "fr").split("-")[0]).territories
    return str(names.get(code, code))
