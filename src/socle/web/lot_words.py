"""Words and shapes for what is paid out: lots, orders, and what waits for a person."""

from django.utils.translation import gettext_lazy as _

from socle.web.status_shapes import Label, Words

STAGES: dict[str, Label] = {
    "calculated": Label("todo", _("Préparé")),
    "named": Label("todo", _("Titulaires vérifiés")),
    "controlled": Label("run", _("Contrôlé")),
    "validated": Label("run", _("Validé par l’ordonnateur")),
    "endorsed": Label("run", _("Visé par l’agent comptable")),
    "sent": Label("run", _("Transmis")),
    "closed": Label("on", _("Clos")),
    "discarded": Label("gone", _("Abandonné")),
}
STATES: dict[str, Label] = {
    "prepared": Label("todo", _("Préparé")),
    "held": Label("watch", _("Retenu avant l’envoi")),
    "sent": Label("run", _("Transmis")),
    "accepted": Label("run", _("Accepté, pas encore payé")),
    "paid": Label("on", _("Payé")),
    "rejected": Label("off", _("Rejeté")),
    "returned": Label("off", _("Revenu")),
    "replayed": Label("gone", _("Rejoué par un autre ordre")),
    "discarded": Label("gone", _("Abandonné avec son lot")),
}
# Of an order held at the operator's word; the name that it gave is beside.
OTHER_HOLDER = Label("watch", _("Retenu : autre titulaire"))
EVENTS: dict[str, Words] = {
    "held": _("Retenu avant l’envoi"),
    "accepted": _("Accepté"),
    "paid": _("Payé"),
    "rejected": _("Rejeté"),
    "returned": _("Revenu après paiement"),
    "to_replay": _("À rejouer : ne peut plus être payé lui-même"),
}
CHANNELS: dict[str, Words] = {
    "bank": _("Virement bancaire"),
    "wallet": _("Porte-monnaie mobile"),
    "cash": _("Espèces au guichet"),
}
FORMS: dict[str, Words] = {
    "pain001": _("ISO 20022 pain.001"),
    "cfonb160": _("CFONB 160"),
    "fixed": _("Fichier propre à la banque"),
    "gsma": _("Interface GSMA de l’opérateur"),
    "list": _("Liste"),
}
WHYS: dict[str, Words] = {
    "not_prepared": _("Pas encore préparé"),
    "no_account": _("Aucun compte utilisable"),
    "not_yet": _("Compte en attente"),
    "account_closed": _("Compte clôturé, dit la banque"),
    "to_test": _("Nouveau compte pas encore éprouvé"),
    "no_payer": _("Aucun compte payeur pour ce moyen"),
    "no_name": _("Aucun nom en caractères latins"),
}
# What is done about it, where it is not said above.
TO_DO: dict[str, Words] = {
    "no_account": _("Demandez un compte, ou préparez un paiement au guichet."),
    "account_closed": _("Demandez un autre compte, ou préparez un paiement au guichet."),
    "to_test": _("Préparez un virement d’essai : le compte payé avant ne l’est plus."),
}
OUTCOMES: dict[str, Words] = {
    "unknown": _("Ordre inconnu"),
    "other_amount": _("Autre montant que l’ordre"),
    "not_sent": _("Ordre jamais transmis"),
    "replayed": _("Ordre déjà rejoué : peut-être payé deux fois"),
}
# Reasons by which banks and operators reject; others are shown as they are.
REASONS: dict[str, Words] = {
    "AC01": _("compte mal écrit"),
    "AC04": _("compte clôturé"),
    "AC06": _("compte bloqué"),
    "AC07": _("compte clôturé"),
    "AM05": _("doublon"),
    "BE01": _("nom et compte ne vont pas ensemble"),
    "MS03": _("sans motif"),
    "not_collected": _("non retiré au guichet"),
    "name_accepted": _("nom du titulaire accepté"),
    "death_notice": _("décès annoncé, à confirmer"),
    "doubt": _("paiements retenus par un agent"),
    "account_closed": _("compte clôturé depuis la préparation"),
    "account_withdrawn": _("compte retiré depuis la préparation"),
    "account_stands": _("compte ouvert, dit la banque"),
}
# What is done next to a lot, by where it stands: the act, its words, what comes of it.
NEXT: dict[str, tuple[str, Words, Words]] = {
    "calculated": (
        "control_lot",
        _("Contrôler"),
        _("Les ordres, montants et comptes ne changent plus ensuite."),
    ),
    "named": (
        "control_lot",
        _("Contrôler"),
        _("Les ordres, montants et comptes ne changent plus ensuite."),
    ),
    "controlled": (
        "validate_lot",
        _("Valider"),
        _("Par l’ordonnateur, qui n’est pas celui qui a préparé."),
    ),
    "validated": (
        "endorse_lot",
        _("Viser"),
        _("Par l’agent comptable, qui n’a ni préparé ni validé."),
    ),
    "endorsed": (
        "send_lot",
        _("Transmettre"),
        _("Le fichier est fait, et les montants passent en comptes d’attente."),
    ),
    "sent": ("close_lot", _("Clore"), _("Quand chaque ordre est payé ou revenu.")),
}
# Names of what acts on payments say of themselves, and words of their choices.
INPUTS: dict[str, Words] = {
    "run": _("Échéance"),
    "lot": _("Lot"),
    "lots": _("Lots"),
    "order": _("Ordre"),
    "orders": _("Ordres"),
    "stage": _("Étape"),
    "without_account": _("Sans compte utilisable"),
    "asked": _("Titulaires demandés"),
    "held": _("Retenus"),
    "taken": _("Pris en compte"),
    "already": _("Déjà connus"),
    "unknown": _("Ordre inconnu"),
    "other_amount": _("Autre montant que l’ordre"),
    "not_sent": _("Ordre jamais transmis"),
    "replayed": _("Ordre déjà rejoué"),
    "outcome": _("File d’attente"),
    "form": _("Fichier transmis"),
    "agency": _("Banque ou opérateur"),
    "issuer": _("Numéro d’émetteur CFONB"),
    "currency_letter": _("Lettre de monnaie CFONB"),
    "url": _("Adresse de l’opérateur"),
    "unpaid": _("Ordres non retirés"),
    "return": _("Retour"),
    "line": _("Ligne"),
    "channel": _("Moyen de paiement"),
    "branch": _("Branche"),
    "label": _("Intitulé"),
}
CHOICES: dict[str, Words] = {
    "queue": _("Attendre dans la file"),
    "cash": _("Payer au guichet"),
    "accepted": _("C’est bien le bénéficiaire"),
    "stands": _("La banque le dit ouvert"),
    **{name: words for name, words in CHANNELS.items() if name != "cash"},
    **FORMS,
    **{name: label.words for name, label in STAGES.items()},
}
