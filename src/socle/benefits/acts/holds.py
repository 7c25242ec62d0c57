"""Acts on payments kept back, and on allowances that are kept."""

from django.utils.translation import gettext_lazy as _

from socle.benefits.operations import holds, kept
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
        motive_missing="benefits.release_motive_missing",
    ),
    # Money without the work that the law asks of a month: two people see the certificate.
    ActType(
        code="keep_allowances",
        label=_("Maintenir les allocations après un licenciement pour force majeure"),
        subject_kind="person",
        permission=Permission.LIQUIDATE,
        fields=always(
            _PERSON,
            Field(
                "piece",
                _("Attestation d’impossibilité de travail"),
                hint=_("Qui l’a donnée, et sa date. Date d’effet : le dernier jour de travail"),
                max_length=200,
            ),
        ),
        perform=kept.keep_allowances,
        needs_four_eyes=True,
        is_offered=kept.keeps_allowances,
    ),
)
