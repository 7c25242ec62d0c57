"""Acts on runs. None is taken back by a counter-act: a run is discarded before it is validated, and
what a validated one says wrong the next one corrects.
"""

from django.utils.translation import gettext_lazy as _

from socle.benefits.operations import runs
from socle.benefits.types.runs import AnomalyKind
from socle.platform.access.types import FundView, Permission
from socle.platform.acts.types import ActType, Field, FieldKind, always

_RUN = Field("run", _("Numéro de l’échéance"), FieldKind.IDENTIFIER, max_length=40)


def _waiting_kinds(_fund: FundView) -> tuple[str, ...]:
    held = {AnomalyKind.DEAD, AnomalyKind.PAYEE_DEAD, AnomalyKind.ON_HOLD}
    return tuple(kind.value for kind in AnomalyKind if kind not in held)


ACTS: tuple[ActType, ...] = (
    ActType(
        code="compute_run",
        label=_("Calculer l’échéance du mois"),
        subject_kind="benefit_run",
        permission=Permission.RUN_BENEFITS,
        fields=always(
            Field("month", _("Mois"), hint=_("AAAA-MM"), max_length=7),
            Field(
                "benefits",
                _("Prestations"),
                is_required=False,
                hint=_("Codes séparés par des virgules ; vide : toutes"),
                max_length=400,
            ),
        ),
        perform=runs.compute_run,
        is_reversible=False,
    ),
    ActType(
        code="accept_anomaly",
        label=_("Accepter des anomalies d’une échéance"),
        subject_kind="benefit_run",
        permission=Permission.RUN_BENEFITS,
        fields=always(
            _RUN,
            Field("kind", _("Anomalie"), FieldKind.CHOICE, choices=_waiting_kinds),
            Field(
                "award",
                _("Numéro du droit"),
                FieldKind.IDENTIFIER,
                is_required=False,
                hint=_("Vide : toutes celles de ce genre"),
                max_length=40,
            ),
        ),
        perform=runs.accept_anomaly,
        motive_missing="runs.motive_missing",
        is_reversible=False,
    ),
    # The second pair of eyes is its own act: who computed a run never validates it.
    ActType(
        code="validate_run",
        label=_("Valider une échéance"),
        subject_kind="benefit_run",
        permission=Permission.AUTHORISE_PAYMENT,
        fields=always(_RUN),
        perform=runs.validate_run,
        is_reversible=False,
    ),
    ActType(
        code="discard_run",
        label=_("Écarter une échéance avant sa validation"),
        subject_kind="benefit_run",
        permission=Permission.RUN_BENEFITS,
        fields=always(_RUN),
        perform=runs.discard_run,
        is_reversible=False,
    ),
)
