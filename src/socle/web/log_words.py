"""Words of logs and of how long they are kept, and of tables that are taken out."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

CHOICES: dict[str, Words] = {
    "partner_calls": _("Appels des partenaires"),
    "papers": _("Papiers imprimés"),
    "obligations_table": _("Déclarations manquantes ou tardives"),
    "aged_balance_table": _("Balance âgée de la caisse"),
    "statement_table": _("Relevé du compte d’un employeur"),
    "trial_balance_table": _("Balance générale des comptes"),
    "rejects_table": _("Rejets d’un dépôt"),
    "import_report_table": _("Rapport d’une reprise"),
    "import_rows_table": _("Lignes refusées d’une reprise"),
}
INPUTS: dict[str, Words] = {
    "log": _("Journal"),
    "months": _("Durée de conservation, en mois"),
    "rows": _("Lignes"),
    "kept_since": _("Plus ancien que le"),
    "batch": _("Partie"),
    "table": _("Tableau"),
    "table_address": _("Adresse du tableau"),
}
ACTS: dict[str, Words] = {"purge_log": _("Journal purgé de ce qui n’est plus gardé")}
SUBJECTS: dict[str, Words] = {"log": _("Journal"), "table": _("Tableau")}
