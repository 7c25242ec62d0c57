"""The catalogue's acts on the second step: which roles ask for it, and a lost one taken back."""

from django.utils.translation import gettext_lazy as _

from socle.platform.access.types import Permission, Role
from socle.platform.acts.types import ActType, Field, FieldKind, always, among
from socle.platform.factors import operations

# What moves a person's own second step is guarded by the same proof.
GUARDED = (
    *("reset_factor", "set_factor_policy"),
    *("add_factor_app", "end_factor_app", "print_factor_codes", "add_passkey", "end_passkey"),
)
ACTS = (
    ActType(
        code="reset_factor",
        label=_("Lever la double authentification d’un compte"),
        subject_kind=operations.SUBJECT,
        permission=Permission.MANAGE_USERS,
        fields=always(
            Field(
                "login",
                _("Nom de connexion"),
                hint=_("Vérifiez de vive voix qui demande, pièce d’identité en main"),
                max_length=60,
            ),
        ),
        perform=operations.reset,
        needs_four_eyes=True,
        is_reversible=False,
    ),
    ActType(
        code="set_factor_policy",
        label=_("Demander à un rôle la double authentification"),
        subject_kind="role",
        permission=Permission.MANAGE_USERS,
        fields=always(
            Field("role", _("Rôle"), FieldKind.CHOICE, choices=among(*Role)),
            Field("required", _("Demandée"), FieldKind.CHOICE, choices=among("asked", "not_asked")),
        ),
        perform=operations.set_policy,
        needs_four_eyes=True,
    ),
)
