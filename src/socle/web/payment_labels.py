"""Words and shapes for payments: where one stands, how it came, by which rule it was matched."""

from django.utils.translation import gettext_lazy as _

from socle.web.labels import Label, Words

STATUS: dict[str, Label] = {
    "to_clear": Label("run", _("Chèque à encaisser")),
    "unmatched": Label("watch", _("Sans propriétaire connu")),
    "credit": Label("todo", _("Avoir disponible")),
    "allocated": Label("on", _("Imputé")),
    "returned": Label("off", _("Rejeté ou sorti")),
}
OUTCOMES: dict[str, Label] = {
    "booked": Label("on", _("Comptabilisé")),
    "already": Label("gone", _("Déjà compté avec un autre relevé")),
    "debit": Label("todo", _("Débit, à traiter hors de Socle")),
    "returned": Label("off", _("Paiement repris par la banque : constatez le rejet")),
    "reversal": Label("todo", _("Débit annulé par la banque")),
    "pending": Label("run", _("Annoncé, pas encore crédité")),
}
CHANNELS: dict[str, Words] = {
    "bank": _("Virement"),
    "cash": _("Espèces"),
    "cheque": _("Chèque"),
    "mobile": _("Monnaie mobile"),
    "transfer": _("Avoir transféré"),
}
RULES: dict[str, Words] = {
    "reference": _("référence de paiement"),
    "number_amount": _("numéro d’employeur et montant exact d’un mois"),
    "number": _("numéro d’employeur dans le libellé"),
    "known_payer": _("compte payeur déjà rattaché à cet employeur"),
    "counter": _("dit au guichet"),
    "by_hand": _("par un agent"),
    "unmatched": _("rattachement défait"),
}
REASONS: dict[str, Words] = {
    "near_reference": _("référence à un chiffre près"),
    "near_numbers": _("numéro d’employeur à un signe près"),
    "near_names": _("nom proche"),
    "near_amounts": _("un mois dû de ce montant exact"),
}
USES: dict[str, Words] = {
    "debt": _("Imputation"),
    "refund": _("Remboursement"),
    "transfer": _("Transfert à un autre employeur"),
    "return": _("Rejet"),
    "own": _("Remise de la caisse en banque"),
}
ORDERS: dict[str, Words] = {
    "contributions_first": _(
        "le mois le plus ancien d’abord ; dans un mois, les cotisations avant les majorations"
    ),
    "principal_first": _("toutes les cotisations, du mois le plus ancien, puis les majorations"),
    "surcharges_first": _(
        "le mois le plus ancien d’abord ; dans un mois, les majorations avant les cotisations"
    ),
}
