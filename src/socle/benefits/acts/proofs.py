"""Acts on what keeps a right, and on what was overpaid."""

from django.utils.translation import gettext_lazy as _

from socle.benefits.operations import overpayments, pensioners, proofs, schooling
from socle.benefits.types.proofs import SEEN, ProofMethod
from socle.coverage.queries import pension_category
from socle.platform.access.types import FundView, Permission
from socle.platform.acts.types import ActType, Field, FieldKind, always, among


def _covers_pensioners(fund: FundView) -> bool:
    return pension_category(fund=fund) is not None


_OVERPAYMENT = Field("overpayment", _("Numéro de l’indu"), FieldKind.IDENTIFIER, max_length=40)


ACTS: tuple[ActType, ...] = (
    ActType(
        code="record_proof",
        label=_("Enregistrer une preuve de maintien du droit"),
        subject_kind="person",
        permission=Permission.PROVE_LIFE,
        fields=always(
            Field("person", _("Numéro d’assuré"), FieldKind.IDENTIFIER, max_length=30),
            Field("kind", _("Preuve"), FieldKind.CHOICE, choices=among(*SEEN)),
            Field("method", _("Comment"), FieldKind.CHOICE, choices=among(*ProofMethod)),
        ),
        perform=proofs.record_proof,
    ),
    # Many people at once lose a month's income: the list is read by two.
    ActType(
        code="suspend_unproved",
        label=_("Suspendre les droits sans preuve"),
        subject_kind="fund",
        permission=Permission.LIQUIDATE,
        fields=always(),
        perform=proofs.suspend_unproved,
        needs_four_eyes=True,
    ),
    # The certificate is the proof, as a person seen is: it lifts what was kept back.
    ActType(
        code=schooling.RESTORE,
        label=_("Compter de nouveau un enfant dont le certificat est venu"),
        subject_kind="person",
        permission=Permission.LIQUIDATE,
        fields=always(Field("award", _("Numéro du droit"), FieldKind.IDENTIFIER, max_length=40)),
        perform=schooling.restore_schooling,
    ),
    # What covers a pensioner follows from their award: taken back, it would be stated again.
    ActType(
        code=pensioners.STATE,
        label=_("Couvrir les pensionnés que rien ne couvre"),
        subject_kind="fund",
        permission=Permission.LIQUIDATE,
        fields=always(),
        perform=pensioners.state_covers,
        is_reversible=False,
        is_offered=_covers_pensioners,
    ),
    ActType(
        code="plan_recovery",
        label=_("Reprendre un indu par retenues"),
        subject_kind="overpayment",
        permission=Permission.LIQUIDATE,
        fields=always(
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
        fields=always(_OVERPAYMENT),
        perform=overpayments.remit_overpayment,
        needs_four_eyes=True,
        is_reversible=False,
    ),
)
