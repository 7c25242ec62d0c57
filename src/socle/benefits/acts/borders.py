"""Acts on careers elsewhere, and certificates of rights."""

from django.utils.translation import gettext_lazy as _

from socle.benefits.operations import borders, certificates, opening_pages
from socle.benefits.queries import own_pages
from socle.platform.access.types import FundView, Permission
from socle.platform.acts.pieces import Piece
from socle.platform.acts.types import ActType, Field, FieldKind, always

_PERSON = Field("person", _("Numéro d’assuré"), FieldKind.IDENTIFIER, max_length=30)
_MONTH = _("Année et mois, comme 2004-12")


def _paper(_fund: FundView) -> tuple[Piece, ...]:
    return (Piece("liaison_paper", _("Attestation de l’autre caisse")),)


ACTS: tuple[ActType, ...] = (
    ActType(
        code="take_liaison_form",
        label=_("Recevoir un formulaire de liaison"),
        subject_kind="person",
        permission=Permission.LIQUIDATE,
        fields=always(_PERSON),
        perform=borders.take_liaison_form,
        needs_evidence=True,
    ),
    ActType(
        code="state_foreign_period",
        label=_("Inscrire une période d’une autre caisse"),
        subject_kind="person",
        permission=Permission.LIQUIDATE,
        fields=always(
            _PERSON,
            Field("country", _("Pays de l’autre caisse"), hint=_("Deux lettres"), max_length=2),
            Field("institution", _("Autre caisse"), max_length=80),
            Field("number_there", _("Numéro là-bas"), is_required=False, max_length=40),
            Field("first_month", _("Premier mois"), hint=_MONTH, max_length=7),
            Field("last_month", _("Dernier mois"), hint=_MONTH, max_length=7),
            Field(
                "months",
                _("Mois qui comptent"),
                is_required=False,
                hint=_("Vide : tous"),
                max_length=4,
            ),
            Field("wage", _("Salaire d’un mois"), is_required=False, max_length=20),
            Field(
                "currency",
                _("Monnaie"),
                is_required=False,
                hint=_("Trois lettres, comme XAF ou MAD"),
                max_length=3,
            ),
        ),
        perform=borders.state_foreign_period,
        pieces=_paper,
    ),
    ActType(
        code="certify_rights",
        label=_("Donner une attestation de droits"),
        subject_kind="person",
        permission=Permission.FILE_CLAIM,
        fields=always(
            _PERSON,
            Field(
                "award",
                _("Droit"),
                FieldKind.IDENTIFIER,
                is_required=False,
                hint=_("Vide : tous ses droits"),
                max_length=40,
            ),
        ),
        perform=certificates.certify_rights,
    ),
    ActType(
        code=own_pages.ACT,
        label=_("Donner accès à sa page à un bénéficiaire"),
        subject_kind="person",
        permission=Permission.FILE_CLAIM,
        fields=always(_PERSON),
        perform=opening_pages.open_own_page,
    ),
)
