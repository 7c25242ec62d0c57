"""The catalogue's act on delegations."""

from django.utils.translation import gettext_lazy as _

from socle.platform.access.types import DELEGABLE, Permission
from socle.platform.acts.types import ActType, Field, FieldKind, always, among
from socle.platform.delegation import operations

# Who hands rights over has proved lately who they are.
GUARDED = ("delegate_role",)
ACTS = (
    ActType(
        code="delegate_role",
        label=_("Déléguer un rôle"),
        subject_kind=operations.SUBJECT,
        permission=Permission.DELEGATE,
        fields=always(
            Field(
                "role",
                _("Rôle"),
                FieldKind.CHOICE,
                hint=_("Un des vôtres"),
                choices=among(*sorted(DELEGABLE)),
            ),
            Field(
                "taker",
                _("Nom de connexion"),
                hint=_("De la personne qui agira pour vous"),
                max_length=60,
            ),
            Field("last_day", _("Dernier jour"), FieldKind.DATE, ahead_days=None),
        ),
        perform=operations.delegate,
        motive_missing="delegation.motive_missing",
        doubts=operations.looked_over,
        needs_four_eyes=True,
        is_reversible=False,
    ),
)
