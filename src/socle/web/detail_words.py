"""Words of contacts and accounts for the forms and pages of acts."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

INPUTS: dict[str, Words] = {
    "account_kind": _("Nature du compte"),
    "operator": _("Banque ou opérateur"),
    "usable_on": _("Utilisable dès le"),
    "account_state": _("État du compte"),
    "told": _("Ancien contact prévenu"),
    "decision": _("Décision sur le compte"),
    "channel": _("Moyen préféré"),
    "kept": _("Numéro gardé"),
    "merged": _("Numéro fusionné"),
    "merged_by": _("Fusionné par"),
    "stay_with_kept": _("Restent avec le numéro gardé"),
    "notices": _("Avis envoyés"),
    "sent": _("Avis envoyés"),
}

CHOICES: dict[str, Words] = {
    "bank": _("compte bancaire"),
    "wallet": _("porte-monnaie mobile"),
    "open": _("ouvert"),
    "stopped": _("bloqué"),
    "keep": _("garder le nouveau compte"),
    "drop": _("revenir au compte d’avant"),
    "sms": _("SMS"),
    "email": _("courriel"),
    "post": _("courrier"),
}
