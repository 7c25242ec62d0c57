"""Acts on payments kept back."""

from django.utils.translation import gettext_lazy as _

from socle.benefits.operations import holds
from socle.benefits.types.holds import HoldReason
from socle.platform.access.types import Permission
from socle.platform.acts.types import ActType, Field, FieldKind, always, among

_PERSON = Field("person", _("Numéro de la personne"), FieldKind.IDENTIFIER, max_length=30)

ACTS: tuple[ActType, ...] = (
    ActType(
        code="hold_payments",
        label=_("Retenir les paiements d’une personne"),
        subject_kind="person",
        permission=Permission.LIQUIDATE,
        fields=always(
            _PERSON, Field("reason", _("Raison"), FieldKind.CHOICE, choices=among(*HoldReason))
        ),
        perform=holds.hold_payments,
    ),
    ActType(
        code="release_payments",
        label=_("Reprendre les paiements retenus"),
        subject_kind="person",
        permission=Permission.LIQUIDATE,
        fields=always(_PERSON),
        perform=holds.release_payments,
    ),
)
