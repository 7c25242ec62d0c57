"""Words of logs and of how long they are kept."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

CHOICES: dict[str, Words] = {
    "partner_calls": _("Appels des partenaires"),
    "papers": _("Papiers imprimés"),
}
INPUTS: dict[str, Words] = {
    "log": _("Journal"),
    "months": _("Durée de conservation, en mois"),
    "rows": _("Lignes"),
    "kept_since": _("Plus ancien que le"),
    "batch": _("Partie"),
}
ACTS: dict[str, Words] = {"purge_log": _("Journal purgé de ce qui n’est plus gardé")}
SUBJECTS: dict[str, Words] = {"log": _("Journal")}
