"""The coverage part of the catalogue of acts. What is derived from work and families has none."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from socle.countries.registry import country
from socle.coverage import operations
from socle.coverage.types import Grounds
from socle.platform.access.types import FundView, Permission
from socle.platform.acts.types import ActAnswer, ActRequest, ActType, Field, FieldKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.utils.functional import _StrPromise

_PERSON = Field("person", _("Numéro d’assuré"), FieldKind.IDENTIFIER, max_length=30)


def _is_offered(fund: FundView) -> bool:
    return country(fund.country).coverage is not None


def _categories(fund: FundView) -> tuple[str, ...]:
    law = country(fund.country).coverage
    return law.stated() if law else ()


def _branches(fund: FundView) -> tuple[str, ...]:
    law = country(fund.country).coverage
    return law.branches() if law else ()


def _grounds(_fund: FundView) -> tuple[str, ...]:
    return tuple(Grounds)


_BRANCH = Field(
    "branch",
    _("Branche"),
    FieldKind.CHOICE,
    is_required=False,
    hint=_("Vide : la santé"),
    choices=_branches,
)
_STATED = (
    _PERSON,
    Field("category", _("Catégorie d’assuré"), FieldKind.CHOICE, choices=_categories),
    _BRANCH,
    Field(
        "monthly_amount",
        _("Cotisation mensuelle notifiée"),
        is_required=False,
        hint=_("Pour qui paie mois par mois : indépendant, Achamil"),
        max_length=20,
    ),
    Field(
        "reference",
        _("Référence"),
        is_required=False,
        hint=_("Identifiant social, numéro du dossier de l’organisme"),
        max_length=40,
    ),
)
_ENDED = (
    _PERSON,
    _BRANCH,
    Field("grounds", _("Motif de fin"), FieldKind.CHOICE, choices=_grounds),
)
_SCORED = (
    _PERSON,
    Field("score", _("Score du registre social"), hint=_("Par exemple 9,326"), max_length=12),
)


def _cover(
    code: str,
    label: "str | _StrPromise",
    fields: tuple[Field, ...],
    perform: "Callable[[ActRequest], ActAnswer]",
    *,
    is_doubted: bool = False,
) -> ActType:
    return ActType(
        code=code,
        label=label,
        subject_kind="person",
        permission=Permission.COVER,
        fields=lambda _fund: fields,
        perform=perform,
        is_offered=_is_offered,
        doubts=operations.coverage_doubts if is_doubted else None,
    )


ACTS: tuple[ActType, ...] = (
    _cover(
        "open_coverage",
        _("Ouvrir une couverture"),
        _STATED,
        operations.open_coverage,
        is_doubted=True,
    ),
    _cover("switch_coverage", _("Changer de régime"), _STATED, operations.switch_coverage),
    _cover("end_coverage", _("Mettre fin à une couverture"), _ENDED, operations.end_coverage),
    _cover(
        "record_household_score",
        _("Enregistrer le score du registre social"),
        _SCORED,
        operations.record_household_score,
    ),
)
