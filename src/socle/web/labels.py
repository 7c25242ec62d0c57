"""Words and shapes for codes that a page shows: statuses, roles, acts, fields of a file."""

from django.utils.translation import gettext_lazy as _

from socle.platform.acts.catalogue import catalogue
from socle.web import (
    affiliation_labels,
    benefit_words,
    book_words,
    border_words,
    campaign_words,
    card_words,
    coverage_words,
    detail_words,
    exchange_words,
    factor_words,
    family_words,
    file_words,
    import_words,
    log_words,
    lot_words,
    operator_words,
    partner_words,
    person_words,
    protection_words,
    run_words,
)
from socle.web.status_shapes import Label, Words

STATUS: dict[str, Label] = {
    # a deposit
    "received": Label("todo", _("Reçu, pas encore lu")),
    "reading": Label("run", _("Lecture en cours")),
    "posted": Label("on", _("Comptabilisé")),
    "refused": Label("off", _("Refusé, rien n’est comptabilisé")),
    "to_confirm": Label("watch", _("À confirmer")),
    # what a corrective does to a line
    "added": Label("on", _("Ajouté")),
    "removed": Label("off", _("Retiré")),
    "changed": Label("watch", _("Modifié")),
    # an employer
    "active": Label("on", _("Affilié actif")),
    "suspended": Label("watch", _("Affiliation suspendue")),
    "closed": Label("off", _("Affiliation close")),
    # a queued line
    "number_missing": Label("watch", _("Numéro d’assuré absent")),
    "number_unknown": Label("watch", _("Numéro d’assuré inconnu")),
    "name_differs": Label("watch", _("Nom différent du fichier des assurés")),
    "registration_reversed": Label("watch", _("Immatriculation annulée")),
    # a registration
    "registered": Label("on", _("Immatriculé")),
    "preregistered": Label("run", _("Pré-immatriculé")),
    "lapsed": Label("off", _("Pré-immatriculation caduque")),
    "to_activate": Label("todo", _("À activer")),
    "deceased": Label("gone", _("Décédé")),
    # an act
    "done": Label("on", _("Validé")),
    "to_validate": Label("run", _("À valider")),
    "already_done": Label("on", _("Déjà validé")),
    "pending": Label("run", _("À valider")),
    "rejected": Label("off", _("Rejeté")),
    "returned": Label("watch", _("Rendu à l’auteur")),
    "reversed": Label("gone", _("Annulé par un autre acte")),
    # an account
    "account_open": Label("on", _("Ouvert")),
    "account_closed": Label("off", _("Désactivé")),
    "one_time": Label("todo", _("Mot de passe à choisir")),
    # a parameter of the law
    "confirmed": Label("on", _("Taux confirmé")),
    "provisional": Label("watch", _("Taux à confirmer")),
    "convention": Label("todo", _("Convention de la caisse")),
}

QUEUE_HELP: dict[str, Words] = {
    "number_missing": _("La ligne n’a pas de numéro : demandez-le au salarié ou immatriculez-le."),
    "number_unknown": _("Vérifiez le numéro sur la carte ; sinon immatriculez la personne."),
    "name_differs": _("Comparez le nom à la carte : le numéro est peut-être celui d’un autre."),
    "registration_reversed": _(
        "La personne que la ligne désignait n’est plus immatriculée : cherchez son vrai numéro."
    ),
}

PROPOSALS: dict[str, Words] = {
    "cured_before": _("déjà rattaché ainsi pour un autre mois"),
    "number_held": _("le numéro lu est le sien"),
    "number_one_wrong": _("numéro à un caractère près"),
    "number_swapped": _("deux chiffres du numéro intervertis"),
    "same_name": _("même nom"),
    "close_name": _("nom proche"),
    "employed": _("employé là ces mois-là"),
    "declared_before": _("déclaré là sous ce nom peu avant"),
}

DECLARATION_KINDS: dict[str, Words] = {
    "wages": _("avec salaires"),
    "nil": _("néant"),
    "own_motion": _("taxation d’office"),
    "reassessed": _("calculée de nouveau, la loi ayant changé"),
}

CELLS: dict[str, Words] = {
    "credited": _("compté"),
    "not_counted": _("déclaré, pas compté"),
    "gap": _("manquant"),
    "empty": _("rien d’attendu"),
}

ROLES: dict[str, Words] = {
    "employer_clerk": _("Agent de paie de l’employeur"),
    "mandatary": _("Mandataire d’employeurs"),
    "accounts_officer": _("Gestionnaire des comptes cotisants"),
    "cashier": _("Caissier"),
    "head_of_agency": _("Chef d’agence"),
    "registration_officer": _("Gestionnaire de l’immatriculation"),
    "family_officer": _("Gestionnaire de la famille"),
    "liquidator": _("Liquidateur des prestations"),
    "medical_adviser": _("Médecin-conseil"),
    "paymaster": _("Agent payeur"),
    "authorising_officer": _("Ordonnateur"),
    "payments_accountant": _("Agent comptable"),
    "verifier": _("Vérificateur"),
    "auditor": _("Auditeur"),
    "administrator": _("Administrateur"),
    "data_protection_officer": _("Délégué à la protection des données"),
    "partner": _("Partenaire de paiement"),
}

KINDS: dict[str, Words] = {
    "person": _("Assuré"),
    "employer": _("Employeur"),
    "act": _("Acte"),
    "deposit": _("Dépôt"),
    "payment": _("Encaissement"),
    "statement": _("Relevé bancaire"),
    "cash_day": _("Journée de caisse"),
    "fund": _("Caisse de sécurité sociale"),
    "queue": _("File d’attente"),
    "account": _("Compte"),
    "event": _("Événement"),
    "breach": _("Violation"),
    "notices": _("Relances du"),
    "recovery_rule": _("Règle"),
    "file_profile": _("Profil de fichier"),
    "import": _("Reprise"),
    "import_source": _("Source de reprise"),
    "partner": _("Partenaire"),
}

SEXES: dict[str, Words] = {"female": _("Femme"), "male": _("Homme")}

INPUTS: dict[str, Words] = {
    "number": _("Numéro"),
    "effective_on": _("Date d’effet"),
    "motive": _("Motif"),
    "persons": _("Personnes"),
    "from": _("Depuis le"),
    "mandatary": _("Mandataire"),
    "held": _("Mouvements retenus"),
    "evidence": _("Pièces"),
    "family_name": _("Nom"),
    "given_names": _("Prénoms"),
    "birth_on": _("Date de naissance"),
    "birth_precision": _("Précision de la naissance"),
    "sex": _("Sexe"),
    "national_id": _("Pièce d’identité nationale"),
    "legal_name": _("Raison sociale"),
    "company_number": _("Numéro d’entreprise"),
    "address": _("Adresse"),
    "city": _("Ville"),
    "status": _("État"),
    "filing_regime": _("Périodicité de déclaration"),
    "input": _("Classement"),
    "value": _("Nouvelle valeur"),
    "person": _("Numéro d’assuré"),
    "employer": _("Numéro d’employeur"),
    "establishment": _("Numéro d’établissement"),
    "establishment_number": _("Numéro d’établissement"),
    "name": _("Nom de l’établissement"),
    "occupation": _("Emploi"),
    "valid_from": _("Du"),
    "valid_until": _("Au"),
    "receipt": _("Récépissé"),
    "file_name": _("Fichier"),
    "format": _("Format"),
    "lines": _("Lignes"),
    "total": _("Total"),
    "reverses": _("Acte annulé"),
    "taxed_on": _("Base : salaires de la déclaration"),
    "notice_on": _("Date de la mise en demeure"),
    "month": _("Mois"),
    "insured": _("Assurés inscrits"),
    "declaration": _("Déclaration"),
    "declarations": _("Déclarations"),
    "seen": _("Ce qui a été présenté"),
    "line": _("Ligne"),
    "insured_number": _("Numéro lu sur la ligne"),
    "insured_name": _("Nom lu sur la ligne"),
    "first_month": _("Depuis le mois"),
    "last_month": _("Jusqu’au mois"),
    "months": _("Mois concernés"),
    "amount": _("Montant"),
    "left_out": _("Mois laissés de côté, loi inconnue"),
    "heads": _("Salariés concernés"),
    "plan": _("Échéancier"),
    "down_payment": _("Acompte"),
    "count": _("Nombre d’échéances"),
    "instalments": _("Nombre d’échéances"),
    "first_on": _("Première échéance"),
    "until": _("Jusqu’au"),
    "cause": _("Événement"),
    "postponed_to": _("Échéance repoussée au"),
    "scope": _("Pour qui"),
    "area": _("Ville"),
    "employers": _("Employeurs"),
    "certificate": _("Attestation"),
    "result": _("Réponse"),
    "reasons": _("Motifs"),
    "letters": _("Lettres"),
    "reminder": _("Rappels"),
    "formal_notice": _("Mises en demeure"),
    "notice": _("Lettre"),
    "rule": _("Règle"),
    "language": _("Langue"),
    "transfer": _("Numéro de transfert"),
    "allowances": _("Allocations familiales nettes"),
    "full_name": _("Nom et prénom"),
    "role": _("Rôle"),
    "token": _("Jeton"),
    "payment": _("Numéro d’encaissement"),
    "for": _("Pour l’employeur"),
    "allocated": _("Imputé à ce qui est dû"),
    "reason": _("Motif du rejet"),
    "means": _("Moyen de paiement"),
    "cheque_number": _("Numéro du chèque"),
    "bank": _("Banque du chèque"),
    "payer": _("Remis par"),
    "reference": _("Référence de paiement"),
    "value_on": _("Date de valeur"),
    "opening_float": _("Fonds de caisse"),
    "expected": _("Espèces attendues"),
    "counted": _("Espèces comptées"),
    "difference": _("Écart"),
    "to_employer": _("Employeur bénéficiaire"),
    "beneficiary_account": _("Compte à créditer"),
    "refunded": _("Montant remboursé"),
    "order": _("Ordre d’imputation"),
    "account": _("Compte"),
    "booked": _("Crédits comptabilisés"),
    "matched": _("Crédits rattachés"),
    "generation": _("Rang du secret"),
    "partner": _("Code du partenaire"),
    "transaction_id": _("Transaction du partenaire"),
    "payer_account": _("Compte du payeur"),
    "deposit_lines": _("Lignes"),
    "deposit_queued": _("Lignes en attente d’un numéro d’assuré"),
    "deposit_declarations": _("Déclarations"),
    "deposit_employee": _("Part salarié"),
    "deposit_employer": _("Part employeur"),
    "deposit_total": _("Total"),
    "deposit_prefill": _("Comparé au bordereau préétabli"),
    "deposit_format": _("Format"),
}

CHOICES: dict[str, Words] = {
    "day": _("le jour est connu"),
    "month": _("le mois seulement"),
    "year": _("l’année seulement"),
    "female": _("Femme"),
    "male": _("Homme"),
    "monthly": _("tous les mois"),
    "quarterly": _("tous les trimestres"),
    "active": _("Affilié actif"),
    "suspended": _("Affiliation suspendue"),
    "closed": _("Affiliation close"),
    "cash": _("Espèces"),
    "cheque": _("Chèque"),
    "contributions_first": _("mois le plus ancien, cotisations avant majorations"),
    "principal_first": _("toutes les cotisations, puis les majorations"),
    "surcharges_first": _("mois le plus ancien, majorations avant cotisations"),
    "none": _("aucun n’est connu de la caisse"),
    "not_announced": _("pas encore annoncées, comptées zéro"),
    # whom an event concerns
    "all": _("tous les employeurs"),
    "area": _("les employeurs d’une ville"),
    "named": _("des employeurs nommés"),
    # rules of recovery
    "reminder_after_days": _("Rappel : jours après l’échéance"),
    "formal_notice_after_days": _("Mise en demeure : jours après l’échéance"),
    "formal_notice_answer_days": _("Mise en demeure : jours pour répondre"),
    "plan_down_payment_percent": _("Échéancier : acompte, en pour cent de la dette"),
    "plan_most_instalments": _("Échéancier : nombre d’échéances, au plus"),
    "plan_breach_days": _("Échéancier : jours de retard avant la rupture"),
    "plan_allows_certificate": _("Échéancier respecté : attestation donnée (1 oui, 0 non)"),
    "remission_paid_percent": _("Remise : cotisations payées avant, en pour cent"),
    "certificate_days": _("Attestation : jours de validité"),
    # languages, letters and certificates
    "fr": "Français",
    "en": "English",
    "ar": "العربية",
    "given": _("donnée"),
    "undeclared": _("des mois échus ne sont pas déclarés"),
    "unpaid": _("des mois échus restent impayés"),
    "broken_plan": _("un échéancier est rompu"),
}

FIELDS = file_words.FIELDS
FORMATS = file_words.FORMATS
MEDIA = file_words.MEDIA
PROFILE_FIELDS = file_words.PROFILE_FIELDS
ORIGINS = person_words.ORIGINS
WHYS = person_words.WHYS
INPUTS |= detail_words.INPUTS | card_words.INPUTS | family_words.INPUTS
INPUTS |= affiliation_labels.INPUTS | person_words.INPUTS
INPUTS |= {name: words for name, words in import_words.INPUTS.items() if name not in INPUTS}
INPUTS |= {name: words for name, words in PROFILE_FIELDS.items() if name not in INPUTS}
INPUTS |= {name: words for name, words in partner_words.INPUTS.items() if name not in INPUTS}
STATUS |= import_words.STATES | benefit_words.STAGES
INPUTS |= {name: words for name, words in benefit_words.INPUTS.items() if name not in INPUTS}
NEXT_STEPS, INJURY_STEPS = benefit_words.NEXT_STEPS, benefit_words.INJURY_STEPS
FACT_ORIGINS = benefit_words.FACT_ORIGINS | border_words.ORIGINS
INPUTS |= {name: words for name, words in border_words.INPUTS.items() if name not in INPUTS}
AWARD_PARTS = benefit_words.PARTS
INPUTS |= {name: words for name, words in lot_words.INPUTS.items() if name not in INPUTS}
INPUTS |= {name: words for name, words in run_words.INPUTS.items() if name not in INPUTS}
KINDS |= run_words.SUBJECTS | campaign_words.SUBJECTS | log_words.SUBJECTS | factor_words.SUBJECTS
CAUSES = run_words.CAUSES
INPUTS |= {name: words for name, words in coverage_words.INPUTS.items() if name not in INPUTS}
INPUTS |= {name: words for name, words in campaign_words.INPUTS.items() if name not in INPUTS}
INPUTS |= {name: words for name, words in factor_words.INPUTS.items() if name not in INPUTS}
INPUTS |= {name: words for name, words in log_words.INPUTS.items() if name not in INPUTS}
INPUTS |= {name: words for name, words in exchange_words.INPUTS.items() if name not in INPUTS}
STATUS |= exchange_words.STATUS | protection_words.BREACH_STATUS
STATUS |= run_words.STATUS | campaign_words.STATUS
BREACH_STEPS, DATA_CLASSES = protection_words.BREACH_STEPS, protection_words.CLASSES
INPUTS |= {n: words for n, words in protection_words.BREACH_INPUTS.items() if n not in INPUTS}
KINDS |= exchange_words.SUBJECTS | benefit_words.SUBJECTS
EVENT_KINDS, RESPONSES = exchange_words.EVENT_KINDS, exchange_words.RESPONSES
PORTS, TRANSPORTS = exchange_words.PORTS, exchange_words.TRANSPORTS
SIGNINGS, DIRECTIONS = exchange_words.SIGNINGS, exchange_words.DIRECTIONS
DISCREPANCIES, OUTCOMES = exchange_words.DISCREPANCIES, exchange_words.OUTCOMES
SIDES, QUESTIONS, HOLDERS = exchange_words.SIDES, exchange_words.QUESTIONS, exchange_words.HOLDERS
ACCESSES, OPENING_CAUSES = exchange_words.ACCESSES, campaign_words.OPENING_CAUSES
DUE_KINDS = run_words.KINDS
IMPORT_KINDS = import_words.KINDS
SUSPICIONS = import_words.ORIGINS
COMPARED = import_words.COMPARED
ALIKE, WEIGHED = import_words.ALIKE, import_words.WEIGHED
CHOICES |= {name: words for name, words in import_words.CHOICES.items() if name not in CHOICES}
CHOICES |= {name: PROFILE_FIELDS[name] for name in ("comma", "point", "semicolon", "tab", "bar")}
CHOICES |= detail_words.CHOICES | card_words.CHOICES
CHOICES |= {name: words for name, words in coverage_words.CHOICES.items() if name not in CHOICES}
CHOICES |= {name: words for name, words in lot_words.CHOICES.items() if name not in CHOICES}
CHOICES |= {name: words for name, words in book_words.ACCOUNTS.items() if name not in CHOICES}
CHOICES |= {name: words for name, words in benefit_words.CHOICES.items() if name not in CHOICES}
CHOICES |= {name: words for name, words in run_words.CHOICES.items() if name not in CHOICES}
CHOICES |= border_words.CHOICES | log_words.CHOICES | factor_words.CHOICES
CHOICES |= {name: words for name, words in campaign_words.CHOICES.items() if name not in CHOICES}
CHOICES |= {name: words for name, words in ROLES.items() if name not in CHOICES}
CHOICES |= {name: words for name, words in exchange_words.CHOICES.items() if name not in CHOICES}
CHOICES |= family_words.CHOICES | affiliation_labels.CHOICES | person_words.CHOICES


# Acts that no form of the catalogue enters: a file brings them, or a page of its own.
BULK_ACTS: dict[str, Words] = {
    "notify_payment": _("Paiement annoncé par un partenaire"),
    "deposit_declaration": _("Déclaration déposée"),
    "link_duplicates": _("Registre comparé en entier"),
    # the accounts of people
    "open_account": _("Compte ouvert"),
    "give_role": _("Rôle donné"),
    "end_role": _("Rôle terminé"),
    "deactivate_account": _("Compte désactivé"),
    "reactivate_account": _("Compte réactivé"),
    "issue_password": _("Mot de passe à usage unique donné"),
    "change_password": _("Mot de passe changé"),
    "end_token": _("Jeton révoqué"),
    "end_session": _("Session fermée"),
} | partner_words.ACTS
BULK_ACTS |= log_words.ACTS | factor_words.ACTS | import_words.ACTS


def act_label(code: str) -> str:
    """The name of a type of act, from the catalogue."""
    known = BULK_ACTS | {each.code: each.label for each in catalogue()}
    return str(known.get(code, code))


def field_label(name: str | None) -> str:
    """The field of a file as a person names it; its own name where we have no better word."""
    if not name:
        return ""
    words = FIELDS.get(name) or PROFILE_FIELDS.get(name)
    return str(words) if words else name.replace("_", " ")


WORKS, QUEUES = operator_words.WORKS, operator_words.QUEUES
DISKS = operator_words.DISKS
