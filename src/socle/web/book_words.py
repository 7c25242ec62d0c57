"""Words for the accounts of the ledger."""

from django.utils.translation import gettext_lazy as _

from socle.web.status_shapes import Words

ACCOUNTS: dict[str, Words] = {
    "contributor": _("Cotisants"),
    "contribution": _("Cotisations émises"),
    "penalty": _("Majorations et amendes"),
    "cash": _("Trésorerie"),
    "suspense": _("Encaissements sans propriétaire connu"),
    "loss": _("Remises et pertes"),
    "benefit": _("Prestations servies"),
    "beneficiary": _("Bénéficiaires, à payer"),
    "transit": _("Paiements en cours"),
    "overpayment": _("Indus à recouvrer"),
}
