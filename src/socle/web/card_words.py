"""Words of cards and certificates for the forms and pages of acts."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

INPUTS: dict[str, Words] = {
    "loss": _("Ce qui est arrivé"),
    "card": _("Carte d’assuré"),
    "card_id": _("Carte d’assuré"),
    "card_state": _("État de la carte"),
    "expires_on": _("Valable jusqu’au"),
    "certificate_kind": _("Attestation"),
}

CHOICES: dict[str, Words] = {
    "registration": _("immatriculation"),
    "family_situation": _("situation de famille"),
    "affiliation": _("affiliation d’employeur"),
    "standing": _("régularité"),
    "made": _("éditée, à remettre"),
    "held": _("remise"),
    "lost": _("perdue"),
    "stolen": _("volée"),
    "cancelled": _("annulée"),
    "replaced": _("remplacée"),
    "expired": _("hors de durée"),
    "withdrawn": _("édition annulée"),
}
