"""The catalogue's acts on identity providers, and on whose account is whose there."""

from django.utils.translation import gettext_lazy as _

from socle.platform.access.types import Permission
from socle.platform.acts.types import ActType, Field, always
from socle.platform.identities import operations
from socle.platform.sealing.types import DataClass

# Who opens a way in has proved lately who they are.
GUARDED = (
    *("state_identity_provider", "link_identity", "unlink_identity"),
    *("link_own_identity", "unlink_own_identity"),
)
_PROVIDER = Field(
    "provider",
    _("Code du fournisseur"),
    hint=_("Lettres sans accent, chiffres et tirets, par exemple annuaire"),
    max_length=29,
)
_LOGIN = Field("login", _("Nom de connexion"), max_length=60)
_STATED = (
    _PROVIDER,
    Field(
        "provider_name",
        _("Nom du fournisseur"),
        hint=_("Celui que lit qui veut entrer"),
        max_length=60,
    ),
    Field(
        "issuer_address",
        _("Émetteur"),
        hint=_("L’adresse en https que le fournisseur donne pour « issuer »"),
    ),
    Field("client_id", _("Identifiant client"), max_length=120),
    Field(
        "client_secret",
        _("Secret du client"),
        is_required=False,
        hint=_("Vide : le secret gardé reste, ou le fournisseur n’en demande pas"),
    ),
    Field(
        "hosts",
        _("Autres domaines du fournisseur"),
        is_required=False,
        hint=_("Séparés par des espaces, s’il répond aussi ailleurs que chez son émetteur"),
        max_length=600,
    ),
    Field(
        "second_factor",
        _("Valeurs qui disent un second facteur"),
        is_required=False,
        hint=_("De « acr » ou « amr », par exemple mfa. Vide : Socle demande toujours le sien"),
        max_length=400,
    ),
)
ACTS = (
    ActType(
        code="state_identity_provider",
        label=_("Définir un fournisseur d’identité"),
        subject_kind=operations.SUBJECT,
        permission=Permission.MANAGE_USERS,
        fields=always(*_STATED),
        perform=operations.state_provider,
        doubts=operations.provider_doubts,
        needs_four_eyes=True,
        is_reversible=False,
        is_of_fund=True,
        sealed={"client_secret": DataClass.IDENTITY},
    ),
    ActType(
        code="end_identity_provider",
        label=_("Mettre fin à un fournisseur d’identité"),
        subject_kind=operations.SUBJECT,
        permission=Permission.MANAGE_USERS,
        fields=always(_PROVIDER),
        perform=operations.end_provider,
        is_reversible=False,
    ),
    ActType(
        code="link_identity",
        label=_("Rattacher un compte à une identité"),
        subject_kind=operations.ACCOUNT,
        permission=Permission.MANAGE_USERS,
        fields=always(
            _LOGIN,
            _PROVIDER,
            Field(
                "subject",
                _("Sujet"),
                hint=_("La valeur de « sub » que le fournisseur donne à cette personne"),
                max_length=operations.LONGEST_SUBJECT,
            ),
        ),
        perform=operations.link,
        doubts=operations.link_doubts,
        needs_four_eyes=True,
        is_reversible=False,
        is_of_fund=True,
    ),
    ActType(
        code="unlink_identity",
        label=_("Détacher un compte d’une identité"),
        subject_kind=operations.ACCOUNT,
        permission=Permission.MANAGE_USERS,
        fields=always(_LOGIN, _PROVIDER),
        perform=operations.unlink,
        is_reversible=False,
    ),
)
