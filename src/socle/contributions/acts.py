"""The contributions part of the catalogue of acts."""

from django.utils.translation import gettext_lazy as _

from socle.contributions import prefills
from socle.countries.registry import country
from socle.platform.access.types import FundView, Permission
from socle.platform.acts.types import ActType, Field, FieldKind

_EMPLOYER = Field("employer", _("Numéro d’employeur"), FieldKind.IDENTIFIER, max_length=30)
_MONTH = Field("month", _("Mois"), hint=_("AAAA-MM"), max_length=7)


def _knows_prefills(fund: FundView) -> bool:
    return country(fund.country).prefill_format() is not None


def _issuing(_fund: FundView) -> tuple[Field, ...]:
    return (_EMPLOYER, _MONTH)


def _loading(_fund: FundView) -> tuple[Field, ...]:
    """Nothing: the file says whose it is and for which month."""
    return ()


# A prefilled file is not taken back: the next one for the same month takes its place.
ACTS: tuple[ActType, ...] = (
    ActType(
        code="issue_prefill",
        label=_("Préparer un bordereau préétabli"),
        subject_kind="employer",
        permission=Permission.PREPARE_DECLARATION,
        fields=_issuing,
        perform=prefills.issue_prefill,
        is_reversible=False,
        is_offered=_knows_prefills,
    ),
    ActType(
        code="load_prefill",
        label=_("Charger un bordereau préétabli"),
        subject_kind="employer",
        permission=Permission.PREPARE_DECLARATION,
        fields=_loading,
        perform=prefills.load_prefill,
        is_reversible=False,
        is_offered=_knows_prefills,
        needs_evidence=True,
    ),
)
