"""Words of careers elsewhere, of the medical opinion and of certificates of rights."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

INPUTS: dict[str, Words] = {
    "country": _("Pays"),
    "institution": _("Autre caisse"),
    "number_there": _("Numéro là-bas"),
    "first_month": _("Premier mois"),
    "last_month": _("Dernier mois"),
    "currency": _("Monnaie"),
    "form": _("Formulaire de liaison"),
    "periods": _("Périodes certifiées"),
    "incapacity_since": _("Incapacité depuis le"),
    "incapacity_until": _("Incapacité jusqu’au"),
    "incapacity_review_on": _("À revoir le"),
    "review_on": _("À revoir le"),
}

CHOICES: dict[str, Words] = {
    "rights": _("droits aux prestations"),
    "award_statement": _("relevé d’un droit"),
}

ORIGINS: dict[str, Words] = {"totalised": _("carrière totalisée avec d’autres caisses")}
