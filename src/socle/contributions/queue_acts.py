"""The acts of the queue, in the catalogue: to cure, to take back, to replay."""

from django.utils.translation import gettext_lazy as _

from socle.contributions import cures
from socle.platform.access.types import FundView, Permission
from socle.platform.acts.types import ActType, Field, FieldKind

_PERSON = Field("person", _("Numéro d’assuré"), FieldKind.IDENTIFIER, max_length=30)
_LINE = (
    Field("declaration", _("Déclaration"), FieldKind.IDENTIFIER, max_length=40),
    Field("line", _("Ligne"), FieldKind.IDENTIFIER, max_length=9),
)
_GROUP = (
    Field("employer", _("Numéro d’employeur"), FieldKind.IDENTIFIER, max_length=30),
    Field(
        "insured_number",
        _("Numéro lu sur la ligne"),
        FieldKind.IDENTIFIER,
        is_required=False,
        max_length=30,
    ),
    Field("insured_name", _("Nom lu sur la ligne"), is_required=False, max_length=100),
    _PERSON,
    Field("first_month", _("Depuis le mois"), is_required=False, hint=_("AAAA-MM"), max_length=7),
    Field("last_month", _("Jusqu’au mois"), is_required=False, hint=_("AAAA-MM"), max_length=7),
)


def _of_line(_fund: FundView) -> tuple[Field, ...]:
    return (*_LINE, _PERSON)


def _of_group(_fund: FundView) -> tuple[Field, ...]:
    return _GROUP


def _of_cured_line(_fund: FundView) -> tuple[Field, ...]:
    return _LINE


def _of_replay(_fund: FundView) -> tuple[Field, ...]:
    label = _("Numéro d’employeur")
    hint = _("Vide : pour tous les employeurs")
    return (
        Field("employer", label, FieldKind.IDENTIFIER, is_required=False, hint=hint, max_length=30),
    )


ACTS: tuple[ActType, ...] = (
    ActType(
        code="cure_line",
        label=_("Rattacher une ligne en attente à un assuré"),
        subject_kind="person",
        permission=Permission.DECLARE_FOR_EMPLOYER,
        fields=_of_line,
        perform=cures.cure_line,
        undo=cures.refuse_if_rested_on,
    ),
    ActType(
        code="cure_group",
        label=_("Rattacher les lignes d’un même numéro à un assuré"),
        subject_kind="person",
        permission=Permission.DECLARE_FOR_EMPLOYER,
        fields=_of_group,
        perform=cures.cure_group,
        undo=cures.refuse_if_rested_on,
    ),
    ActType(
        code="uncure_line",
        label=_("Remettre une ligne en attente"),
        subject_kind="person",
        permission=Permission.DECLARE_FOR_EMPLOYER,
        fields=_of_cured_line,
        perform=cures.uncure_line,
        undo=cures.refuse_if_rested_on,
    ),
    ActType(
        code=cures.REPLAY,
        label=_("Rejouer les lignes en attente"),
        subject_kind="queue",
        permission=Permission.DECLARE_FOR_EMPLOYER,
        fields=_of_replay,
        perform=cures.replay_queue,
        undo=cures.refuse_if_rested_on,
    ),
)
