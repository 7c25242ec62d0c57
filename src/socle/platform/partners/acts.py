"""The catalogue's acts on partners: an agreement, by two persons, and its end, by one."""

from django.utils.translation import gettext_lazy as _

from socle.platform.access.types import FundView, Permission
from socle.platform.acts.types import ActType, Field, FieldKind
from socle.platform.partners import operations

_PARTNER = Field(
    "partner",
    _("Code du partenaire"),
    hint=_("Lettres sans accent, chiffres et tirets, par exemple mutuelle-sante"),
    max_length=29,
)


def _agreement(_fund: FundView) -> tuple[Field, ...]:
    return (
        _PARTNER,
        Field("name", _("Nom du partenaire"), max_length=120),
        Field("purpose", _("Finalité"), hint=_("Pourquoi il lit ces dossiers"), max_length=300),
        Field("legal_basis", _("Base légale"), hint=_("Loi, décret, article"), max_length=200),
        Field(
            "scopes",
            _("Périmètre"),
            hint=_("Séparés par des espaces : persons:read families:read acts:write:hire…"),
            max_length=900,
        ),
        Field("until", _("Dernier jour de la convention"), FieldKind.DATE),
        Field("calls_per_minute", _("Appels par minute"), is_required=False, max_length=4),
        Field(
            "host",
            _("Domaine qui reçoit les avis"),
            is_required=False,
            hint=_("Par exemple api.partenaire.cm. Vide : aucun avis n’est envoyé"),
            max_length=120,
        ),
    )


def _end(_fund: FundView) -> tuple[Field, ...]:
    return (_PARTNER,)


ACTS = (
    ActType(
        code="agree_with_partner",
        label=_("Convenir avec un partenaire"),
        subject_kind=operations.SUBJECT,
        permission=Permission.MANAGE_USERS,
        fields=_agreement,
        perform=operations.agree,
        doubts=operations.agreement_doubts,
        needs_four_eyes=True,
    ),
    ActType(
        code="end_agreement",
        label=_("Mettre fin à une convention"),
        subject_kind=operations.SUBJECT,
        permission=Permission.MANAGE_USERS,
        fields=_end,
        perform=operations.end_agreement,
    ),
)
