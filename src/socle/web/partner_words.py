"""Words of partners: what is agreed with them, what they may read, what was done."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

SCOPES: dict[str, Words] = {
    "persons:read": _("L’état civil et l’immatriculation d’une personne, par son numéro"),
    "identity:read": _("Le numéro entier de sa pièce d’identité (sa fin seule sans cela)"),
    "contacts:read": _("Ses coordonnées"),
    "accounts:read": _("La fin du compte qui la paie"),
    "families:read": _("Sa famille et ses personnes à charge"),
    "affiliates:read": _("Un employeur et son affiliation"),
    "careers:read": _("Les emplois et la carrière d’une personne"),
    "coverage:read": _("Si le droit aux soins d’une personne est ouvert, et pourquoi"),
    "enrolments:read": _("Si une personne est immatriculée, et à quel régime"),
    "standing:check": _("Si un employeur est en règle, chaque demande avec sa finalité"),
    "events:civil": _("Nous signaler naissances, mariages, divorces et décès"),
    "events:company": _("Nous signaler créations, changements et fermetures d’entreprises"),
    "events:tax": _("Nous signaler les salaires que l’impôt connaît"),
}
INPUTS: dict[str, Words] = {
    "partner": _("Code du partenaire"),
    "purpose": _("Finalité"),
    "legal_basis": _("Base légale"),
    "scopes": _("Périmètre"),
    "calls_per_minute": _("Appels par minute"),
    "host": _("Domaine qui reçoit les avis"),
    "slot": _("Place du secret"),
    "hint": _("Fin du secret"),
}
ACTS: dict[str, Words] = {
    "issue_partner_secret": _("Secret de partenaire donné"),
    "end_partner_secret": _("Secret de partenaire terminé"),
    "subscribe_partner": _("Abonnement de partenaire"),
    "end_partner_subscription": _("Abonnement de partenaire terminé"),
}
