"""Acts on what tells of health: read without being the adviser, and reviewed."""

from django.utils.translation import gettext_lazy as _

from socle.benefits.operations import health
from socle.benefits.queries.medical import medical_benefits
from socle.benefits.types.health import ReviewOutcome
from socle.platform.access.types import FundView, Permission
from socle.platform.acts.types import ActType, Field, FieldKind, always, among


def _is_medical(fund: FundView) -> bool:
    return bool(medical_benefits(fund))


ACTS: tuple[ActType, ...] = (
    ActType(
        code="open_medical_part",
        label=_("Ouvrir la partie médicale d’une demande"),
        subject_kind="person",
        permission=Permission.READ_HEALTH_ONCE,
        fields=always(
            Field(
                "claim",
                _("Numéro de la demande"),
                FieldKind.IDENTIFIER,
                hint=_("Pour deux heures, avec un motif : le médecin-conseil le verra"),
                max_length=40,
            )
        ),
        perform=health.open_medical_part,
        motive_missing="medical.access_why",
        is_offered=_is_medical,
        is_reversible=False,
    ),
    ActType(
        code="review_medical_access",
        label=_("Revoir un accès à une partie médicale"),
        subject_kind="person",
        permission=Permission.ADVISE_MEDICALLY,
        fields=always(
            Field("access", _("Acte qui l’a ouverte"), FieldKind.IDENTIFIER, max_length=40),
            Field(
                "outcome",
                _("Avis sur l’accès"),
                FieldKind.CHOICE,
                choices=among(*(each.value for each in ReviewOutcome)),
                hint=_("Contesté : le motif dit pourquoi"),
            ),
        ),
        perform=health.review_medical_access,
        is_offered=_is_medical,
        is_reversible=False,
    ),
)
