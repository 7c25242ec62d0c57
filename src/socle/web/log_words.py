"""Words of logs and of how long they are kept, and of tables that are taken out."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from socle.platform.purging.paper import KINDS, STANDINGS

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
    "breach_persons_table": _("Personnes touchées par une violation"),
}
CHOICES |= KINDS | STANDINGS
INPUTS: dict[str, Words] = {
    "log": _("Journal"),
    "months": _("Durée de conservation, en mois"),
    "rows": _("Lignes"),
    "kept_since": _("Plus ancien que le"),
    "batch": _("Partie"),
    "data_kind": _("Données"),
    "kept_months": _("Durée de conservation, en mois"),
    "older_than": _("Plus ancien que le"),
    "standing": _("Ce que la durée applique"),
    "kept_source": _("Référence du texte ou de la décision"),
    "purge": _("Purge"),
    "ordered_by": _("Ordonnée par"),
    "table": _("Tableau"),
    "table_address": _("Adresse du tableau"),
}
ACTS: dict[str, Words] = {
    "purge_log": _("Journal purgé de ce qui n’est plus gardé"),
    "purge_data": _("Données purgées, comme ordonné"),
}
SUBJECTS: dict[str, Words] = {
    "log": _("Journal"),
    "table": _("Tableau"),
    "kept_data": _("Données gardées"),
}
