"""Words of runs, proofs and overpayments for pages and forms."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from socle.web.status_shapes import Label

Words = str | Promise

STATUS: dict[str, Label] = {
    "run_computed": Label("run", _("Calculée, à valider")),
    "run_validated": Label("on", _("Validée, à payer")),
    "run_discarded": Label("gone", _("Écartée")),
    "anomaly_held": Label("off", _("Droit retenu")),
    "anomaly_open": Label("watch", _("À examiner")),
    "anomaly_accepted": Label("on", _("Acceptée")),
    "proof_due": Label("todo", _("À donner")),
    "proof_late": Label("off", _("En retard, à suspendre")),
    "proof_suspended": Label("watch", _("Suspendu faute de preuve")),
    # how sure the dates of a window are
    "window_confirmed": Label("on", _("Dates confirmées")),
    "window_provisional": Label("watch", _("Dates à confirmer")),
    "window_convention": Label("todo", _("Dates convenues par la caisse")),
}
CHOICES: dict[str, Words] = {
    "death_notice": _("décès signalé, à confirmer"),
    "doubt": _("doute d’un agent"),
    "dead": _("bénéficiaire décédé"),
    "payee_dead": _("attributaire décédé"),
    "on_hold": _("paiements retenus"),
    "tripled": _("montant triplé ou plus"),
    "twice": _("deux droits de la même prestation"),
    "long_arrears": _("rappel de plus d’un an"),
    "life": _("certificat de vie"),
    "non_remarriage": _("certificat de non-remariage"),
    "non_function": _("attestation de non-fonction"),
    "schooling": _("certificat de scolarité"),
    "home_visit": _("visite à domicile"),
    "consulate": _("consulat"),
    "upload": _("document envoyé"),
    "civil_registry": _("état civil"),
    "biometric_adapter": _("contrôle biométrique, jamais exigé"),
    "no_life": _("certificat de vie absent"),
    "no_non_remarriage": _("certificat de non-remariage absent"),
    "no_non_function": _("attestation de non-fonction absente"),
    "validated": _("validée"),
    "discarded": _("écartée"),
}
CAUSES: dict[str, Words] = {
    "new": _("Droits nouveaux"),
    "resumed": _("Repris : suspension levée, ou droit de nouveau payé"),
    "raised": _("Montants relevés"),
    "lowered": _("Montants abaissés"),
    "suspended": _("Droits suspendus"),
    "ended": _("Droits terminés"),
    "held": _("Droits retenus, bénéficiaire ou attributaire décédé"),
    "not_monthly": _("Payés une fois, ou par trimestre"),
}
KINDS: dict[str, Words] = {
    "regular": _("Mois de l’échéance"),
    "arrears": _("Rappels"),
    "correction": _("Corrections"),
    "overpaid": _("Indus constatés"),
    "retention": _("Retenues"),
}
SUBJECTS: dict[str, Words] = {
    "benefit_run": _("Échéance"),
    "overpayment": _("Indu"),
    "run": _("Échéance"),
    "lot": _("Lot"),
    "order": _("Ordre"),
    "return": _("Retour"),
    "paying_account": _("Compte payeur"),
    "chart_account": _("Compte du plan comptable"),
}
INPUTS: dict[str, Words] = {
    "run": _("Échéance"),
    "benefits": _("Prestations"),
    "dues": _("Lignes"),
    "anomalies": _("Anomalies"),
    "overpayments": _("Indus constatés"),
    "overpayment": _("Indu"),
    "percent": _("Part retenue, %"),
    "rest": _("Reste à reprendre"),
    "method": _("Comment"),
    "lifted": _("Suspensions levées"),
    "since": _("Depuis le"),
    "left": _("Droits à revoir à la main"),
    "entry": _("Écriture"),
    "state": _("État"),
}
