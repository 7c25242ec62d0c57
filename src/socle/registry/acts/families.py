"""The catalogue's acts on families (domain research §17): unions, children, charges, papers."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from socle.countries.registry import country
from socle.kernel.errors import Fault
from socle.platform.access.types import FundView, Permission
from socle.platform.acts.fields import require_come
from socle.platform.acts.pieces import pieces_from
from socle.platform.acts.types import (
    THREE_YEARS,
    ActAnswer,
    ActRequest,
    ActType,
    Field,
    FieldKind,
    always,
    among,
)
from socle.registry.operations import families_charges as charges
from socle.registry.operations import families_children as children
from socle.registry.operations import families_papers as papers
from socle.registry.operations import families_unions as unions
from socle.registry.operations.families_persons import undo_bond
from socle.registry.queries.families_law import benefits

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Fields = Callable[[FundView], tuple[Field, ...]]
_pieces_of = pieces_from(Path(__file__).parents[1] / "family_pieces.yaml")


def _person(name: str, label: "str | _StrPromise", *, is_required: bool = True) -> Field:
    return Field(name, label, FieldKind.IDENTIFIER, is_required=is_required, max_length=30)


_HUSBAND = _person("husband", _("Numéro de l’époux"))
_WIFE = _person("wife", _("Numéro de l’épouse"))
_CHILD = _person("child", _("Numéro de l’enfant"))
_HOLDER = _person("holder", _("Numéro de qui en a la charge"))
_DEPENDANT = _person("dependant", _("Numéro de la personne à charge"))
_BEARER = _person("bearer", _("Numéro de l’assuré qui la porte"))
_PERSON = _person("person", _("Numéro d’assuré"))
_PAYEE = Field(
    "payee",
    _("Numéro de l’attributaire"),
    FieldKind.IDENTIFIER,
    is_required=False,
    hint=_("Qui est payé pour elle. Vide : l’assuré qui la porte"),
    max_length=30,
)
_JUDGMENT = Field(
    "judgment",
    _("Jugement"),
    hint=_("Tribunal, numéro et date : « TPI Douala, 214/2026 du 12/03/2026 »"),
    max_length=120,
)
_MAYBE_JUDGMENT = Field("judgment", _("Jugement"), is_required=False, max_length=120)
_GIVEN_BY = Field(
    "given_by", _("Confié par"), FieldKind.CHOICE, choices=among("law", "judge", "parents")
)


def _family(
    code: str,
    label: "str | _StrPromise",
    fields: Fields,
    perform: Callable[[ActRequest], ActAnswer],
    *,
    needs_four_eyes: bool = False,
    doubts: Callable[[ActRequest], tuple[Fault, ...]] | None = None,
    undo: Callable[[Any, int], None] | None = None,
    is_offered: Callable[[FundView], bool] | None = None,
) -> ActType:
    return ActType(
        code=code,
        label=label,
        subject_kind="person",
        permission=Permission.PERFORM_FAMILY,
        fields=fields,
        perform=perform,
        needs_four_eyes=needs_four_eyes,
        doubts=doubts,
        undo=undo,
        is_offered=is_offered or _has_dependants,
        pieces=_pieces_of(code),
    )


def _has_dependants(fund: FundView) -> bool:
    return bool(benefits(fund=fund))


def _knows_kafala(fund: FundView) -> bool:
    return f"{fund.scheme}.dependants.kafala" in country(fund.country).parameters


_BENEFIT = Field("benefit", _("Prestation"), FieldKind.CHOICE, choices=lambda f: benefits(fund=f))


_UNIONS = (
    replace(
        _family(
            "marry",
            _("Enregistrer un mariage"),
            always(
                _HUSBAND,
                _WIFE,
                Field(
                    "rank",
                    _("Rang"),
                    is_required=False,
                    hint=_("Parmi les épouses de l’époux. Vide : le premier rang libre"),
                    max_length=2,
                ),
                Field(
                    "regime",
                    _("Option"),
                    FieldKind.CHOICE,
                    is_required=False,
                    choices=among("monogamy", "polygamy"),
                ),
            ),
            unions.marry,
            doubts=unions.marriage_doubts,
            undo=unions.undo_union,
        ),
        controls=require_come,
        ahead_days=None,
    ),
    _family(
        "divorce",
        _("Enregistrer un divorce"),
        always(_HUSBAND, _WIFE, _MAYBE_JUDGMENT),
        unions.divorce,
        undo=unions.undo_union,
    ),
    _family(
        "annul_marriage",
        _("Annuler un mariage"),
        always(
            _HUSBAND,
            _WIFE,
            _JUDGMENT,
            Field(
                "effect",
                _("Effet de l’annulation"),
                FieldKind.CHOICE,
                hint=_("De bonne foi, un mariage nul garde ses effets jusqu’au jugement"),
                choices=among("from_start", "from_judgment"),
            ),
        ),
        unions.annul_marriage,
        needs_four_eyes=True,
        undo=unions.undo_union,
    ),
)
_CHILDREN = (
    replace(
        _family(
            "declare_filiation",
            _("Enregistrer une naissance ou une filiation"),
            always(
                _CHILD,
                _person("father", _("Numéro du père"), is_required=False),
                _person("mother", _("Numéro de la mère"), is_required=False),
            ),
            children.declare_filiation,
            doubts=children.filiation_doubts,
            undo=undo_bond,
        ),
        controls=require_come,
        ahead_days=None,
    ),
    _family(
        "adopt",
        _("Enregistrer une adoption"),
        always(
            _CHILD,
            _person("adoptive_father", _("Numéro du père adoptif"), is_required=False),
            _person("adoptive_mother", _("Numéro de la mère adoptive"), is_required=False),
            _JUDGMENT,
        ),
        children.adopt,
        needs_four_eyes=True,
        undo=undo_bond,
    ),
    _family(
        "end_filiation",
        _("Mettre fin à une filiation"),
        always(
            _CHILD,
            Field(
                "parent_role",
                _("Qualité du parent"),
                FieldKind.CHOICE,
                choices=among("father", "mother", "adoptive_father", "adoptive_mother"),
            ),
            _JUDGMENT,
        ),
        children.end_filiation,
        needs_four_eyes=True,
    ),
    _family(
        "give_kafala",
        _("Confier un enfant par kafala"),
        always(_CHILD, _HOLDER, _JUDGMENT),
        children.give_kafala,
        needs_four_eyes=True,
        doubts=children.care_doubts,
        undo=undo_bond,
        is_offered=_knows_kafala,
    ),
    _family(
        "appoint_guardian",
        _("Enregistrer une tutelle"),
        always(_CHILD, _HOLDER, _GIVEN_BY, _MAYBE_JUDGMENT),
        children.appoint_guardian,
        doubts=children.care_doubts,
        undo=undo_bond,
    ),
    _family(
        "give_custody",
        _("Enregistrer une garde"),
        always(_CHILD, _HOLDER, _GIVEN_BY, _MAYBE_JUDGMENT),
        children.give_custody,
        doubts=children.care_doubts,
        undo=undo_bond,
    ),
    _family(
        "end_care",
        _("Mettre fin à une kafala, une tutelle ou une garde"),
        always(
            _CHILD,
            Field(
                "title",
                _("Titre"),
                FieldKind.CHOICE,
                choices=among("kafala", "guardianship", "custody"),
            ),
        ),
        children.end_care,
    ),
)
_CHARGES = (
    _family(
        "take_charge",
        _("Prendre une personne à charge"),
        always(_DEPENDANT, _BEARER, _BENEFIT, _PAYEE),
        charges.take_charge,
        doubts=charges.charge_doubts,
    ),
    _family(
        "move_charge",
        _("Passer une personne à charge à un autre assuré"),
        always(_DEPENDANT, _BEARER, _BENEFIT, _PAYEE),
        charges.move_charge,
        needs_four_eyes=True,
        doubts=charges.bearer_doubts,
    ),
    # Whom the money goes to: two people see it.
    _family(
        "name_payee",
        _("Désigner l’attributaire"),
        always(_DEPENDANT, _BENEFIT, _PAYEE),
        charges.name_payee,
        needs_four_eyes=True,
    ),
    _family(
        "end_charge",
        _("Mettre fin à une prise en charge"),
        always(
            _DEPENDANT,
            _BENEFIT,
            Field(
                "reason",
                _("Motif de la fin"),
                FieldKind.CHOICE,
                choices=among(
                    "on_request", "age", "married", "works", "covered_elsewhere", "tie_ended"
                ),
            ),
        ),
        charges.end_charge,
    ),
    _family(
        "contest_bearer",
        _("Ouvrir une contestation entre parents"),
        always(_DEPENDANT, _BENEFIT, _person("claimant", _("Numéro de qui réclame"))),
        charges.contest_bearer,
    ),
    _family(
        "decide_contest",
        _("Trancher une contestation entre parents"),
        always(_DEPENDANT, _BENEFIT, _BEARER),
        charges.decide_contest,
        needs_four_eyes=True,
    ),
)
_PAPERS = (
    _family(
        "record_schooling",
        _("Enregistrer une scolarité"),
        always(
            _PERSON,
            Field(
                "level",
                _("Ce que suit l’enfant"),
                FieldKind.CHOICE,
                choices=among("school", "apprenticeship", "higher"),
            ),
            Field("school", _("Établissement"), is_required=False, max_length=120),
            Field("until", _("Dernier jour du certificat"), FieldKind.DATE, ahead_days=THREE_YEARS),
        ),
        papers.record_schooling,
        doubts=papers.schooling_doubts,
    ),
    _family(
        "record_disability",
        _("Enregistrer un handicap"),
        always(
            _PERSON,
            Field(
                "review_on",
                _("À revoir le"),
                FieldKind.DATE,
                is_required=False,
                hint=_("Vide : définitif"),
            ),
        ),
        papers.record_disability,
        needs_four_eyes=True,
    ),
    _family(
        "end_disability",
        _("Mettre fin à un handicap"),
        always(_PERSON),
        papers.end_disability,
        needs_four_eyes=True,
    ),
    _family(
        "record_other_cover",
        _("Enregistrer une autre couverture"),
        always(_PERSON, _BENEFIT, Field("body", _("Organisme qui la couvre"), max_length=120)),
        papers.record_other_cover,
    ),
    _family(
        "end_other_cover",
        _("Mettre fin à une autre couverture"),
        always(_PERSON, _BENEFIT),
        papers.end_other_cover,
    ),
)
ACTS = (*_UNIONS, *_CHILDREN, *_CHARGES, *_PAPERS)
