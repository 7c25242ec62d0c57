"""Words of the second step of signing in."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

CHOICES: dict[str, Words] = {
    "asked": _("Demandée"),
    "not_asked": _("Pas demandée"),
}
INPUTS: dict[str, Words] = {
    "required": _("Demandée"),
    "taker": _("Délégué à"),
    "last_day": _("Dernier jour"),
    "app": _("Application de codes"),
    "codes": _("Codes de la feuille"),
    "passkeys": _("Clés d’accès"),
    "provider": _("Fournisseur d’identité"),
    "provider_name": _("Nom du fournisseur"),
    "issuer_address": _("Émetteur"),
    "subject": _("Sujet"),
    "client_id": _("Identifiant client"),
    "secret": _("Secret gardé"),
    "hosts": _("Autres domaines du fournisseur"),
    "strong": _("Valeurs qui disent un second facteur"),
}
ACTS: dict[str, Words] = {
    "add_factor_app": _("Application de codes prise"),
    "end_factor_app": _("Application de codes retirée"),
    "add_passkey": _("Clé d’accès ajoutée"),
    "end_passkey": _("Clé d’accès retirée"),
    "end_delegation": _("Fin d’une délégation"),
    "link_own_identity": _("Identité rattachée par son titulaire"),
    "unlink_own_identity": _("Identité détachée par son titulaire"),
    "print_factor_codes": _("Feuille de codes faite"),
    "reset_factor_by_command": _("Double authentification levée par l’exploitant"),
}
SUBJECTS: dict[str, Words] = {
    "role": _("Rôle"),
    "identity_provider": _("Fournisseur d’identité"),
}
