"""Words and shapes for payments: where one stands, how it came, by which rule it was matched."""

from django.utils.translation import gettext_lazy as _

from socle.web.status_shapes import Label, Words

STATUS: dict[str, Label] = {
    "to_clear": Label("run", _("Chèque à encaisser")),
    "unmatched": Label("watch", _("Sans propriétaire connu")),
    "credit": Label("todo", _("Avoir disponible")),
    "allocated": Label("on", _("Imputé")),
    "returned": Label("off", _("Rejeté ou sorti")),
}
OUTCOMES: dict[str, Label] = {
    "booked": Label("on", _("Comptabilisé")),
    "held": Label("watch", _("Doublon possible : à trancher")),
    "already": Label("gone", _("Déjà compté avec un autre relevé")),
    "debit": Label("todo", _("Débit, à traiter hors de Socle")),
    "returned": Label("watch", _("Repris par la banque : à relier")),
    "linked": Label("off", _("Repris par la banque, paiement annulé")),
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
NEARNESS: dict[str, Words] = {
    "same_reference": _("même référence ou même compte"),
    "same_text": _("payeur ou libellé proche"),
    "same_amount": _("même montant seulement"),
}
# Codes of ISO 20022 by which a bank says why a payment comes back; others are shown as they are.
RETURN_CODES: dict[str, Words] = {
    "AC01": _("compte mal écrit"),
    "AC04": _("compte clôturé"),
    "AC06": _("compte bloqué"),
    "AG01": _("opération interdite sur ce compte"),
    "AM04": _("provision insuffisante"),
    "AM05": _("doublon"),
    "MD01": _("pas de mandat de prélèvement"),
    "MD06": _("remboursement demandé par le payeur"),
    "MS02": _("refus du payeur, sans motif"),
    "MS03": _("sans motif"),
    "RR04": _("motif réglementaire"),
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
