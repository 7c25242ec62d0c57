"""Acts on what keeps a right, and on what was overpaid."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from socle.benefits.operations import overpayments, proofs
from socle.benefits.types.proofs import ProofKind, ProofMethod
from socle.platform.access.types import FundView, Permission
from socle.platform.acts.types import ActType, Field, FieldKind

_OVERPAYMENT = Field("overpayment", _("Numéro de l’indu"), FieldKind.IDENTIFIER, max_length=40)


def _always(*fields: Field) -> Callable[[FundView], tuple[Field, ...]]:
    def of(_fund: FundView) -> tuple[Field, ...]:
        return fields

    return of


def _among(*values: str) -> Callable[[FundView], tuple[str, ...]]:
    def choices(_fund: FundView) -> tuple[str, ...]:
        return values

    return choices


ACTS: tuple[ActType, ...] = (
    ActType(
        code="record_proof",
        label=_("Enregistrer une preuve de maintien du droit"),
        subject_kind="person",
        permission=Permission.PROVE_LIFE,
        fields=_always(
            Field("person", _("Numéro d’assuré"), FieldKind.IDENTIFIER, max_length=30),
            Field("kind", _("Preuve"), FieldKind.CHOICE, choices=_among(*ProofKind)),
            Field("method", _("Comment"), FieldKind.CHOICE, choices=_among(*ProofMethod)),
        ),
        perform=proofs.record_proof,
    ),
    # Many people at once lose a month's income: the list is read by two.
    ActType(
        code="suspend_unproved",
        label=_("Suspendre les droits sans preuve"),
        subject_kind="fund",
        permission=Permission.LIQUIDATE,
        fields=_always(),
        perform=proofs.suspend_unproved,
        needs_four_eyes=True,
    ),
    ActType(
        code="plan_recovery",
        label=_("Reprendre un indu par retenues"),
        subject_kind="overpayment",
        permission=Permission.LIQUIDATE,
        fields=_always(
            _OVERPAYMENT,
            Field(
                "percent",
                _("Part retenue, %"),
                is_required=False,
                hint=_("Vide : la part de la caisse"),
                max_length=3,
            ),
        ),
        perform=overpayments.plan_recovery,
        needs_four_eyes=True,
        is_reversible=False,
    ),
    ActType(
        code="remit_overpayment",
        label=_("Remettre un indu"),
        subject_kind="overpayment",
        permission=Permission.LIQUIDATE,
        fields=_always(_OVERPAYMENT),
        perform=overpayments.remit_overpayment,
        needs_four_eyes=True,
        is_reversible=False,
    ),
)
