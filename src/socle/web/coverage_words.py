"""Words of covers: categories of insured persons, grounds, what a form asks."""

from django.utils.translation import gettext_lazy as _

from socle.coverage.types import Grounds
from socle.web.status_shapes import Label, Words

CATEGORIES: dict[str, Words] = {
    "employee": _("salarié"),
    "pensioner": _("pensionné"),
    "self_employed": _("travailleur non salarié"),
    "tadamon": _("Tadamon"),
    "achamil": _("Achamil"),
    "student": _("étudiant"),
    "voluntary": _("assuré volontaire"),
    "dependant": _("ayant droit"),
}
CHOICES: dict[str, Words] = CATEGORIES | {
    Grounds.CONDITIONS_LOST: _("les conditions ne sont plus remplies"),
    Grounds.OWN_REQUEST: _("à sa demande"),
    Grounds.PENSION_ENDED: _("la pension a pris fin"),
    Grounds.STUDIES_ENDED: _("les études ont pris fin"),
    Grounds.COVERED_ELSEWHERE: _("un autre organisme le couvre"),
    Grounds.ERROR: _("enregistrée par erreur"),
    "old_age": _("vieillesse"),
}
INPUTS: dict[str, Words] = {
    "category": _("Catégorie d’assuré"),
    "branch": _("Branche"),
    "monthly_amount": _("Cotisation mensuelle"),
    "score": _("Score"),
    "score_millionths": _("Score, en millionièmes"),
    "scheme": _("Régime"),
}
# Whether a right is open; None where the law was not read.
RIGHTS: dict[bool | None, Label] = {
    True: Label("on", _("Droits ouverts")),
    False: Label("off", _("Droits fermés")),
    None: Label("watch", _("Loi non lue")),
}
MEETS: dict[str, Words] = {
    "employee": _("salarié de"),
    "dependant": _("ayant droit de"),
    "elsewhere": _("couvert par"),
}
