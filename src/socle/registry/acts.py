"""The register's part of the catalogue of acts (domain research §17, first part)."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from socle.countries.registry import country
from socle.platform.access.types import FundView, Permission
from socle.platform.acts.types import ActAnswer, ActRequest, ActType, Field, FieldKind
from socle.registry import mandates, operations
from socle.rules.inputs import Input

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_NUMBER = Field("number", _("Numéro"), FieldKind.IDENTIFIER, max_length=30)
_PERSON = Field("person", _("Numéro d’assuré"), FieldKind.IDENTIFIER, max_length=30)
_EMPLOYER = Field("employer", _("Numéro d’employeur"), FieldKind.IDENTIFIER, max_length=30)

_MANDATARY = Field(
    "mandatary",
    _("Mandataire"),
    hint=_("Le nom sous lequel il se connecte à Socle"),
    max_length=80,
)


def _among(*values: str) -> Callable[[FundView], tuple[str, ...]]:
    def choices(_fund: FundView) -> tuple[str, ...]:
        return values

    return choices


_CIVIL_STATUS = (
    _NUMBER,
    Field("family_name", _("Nom"), max_length=100),
    Field("given_names", _("Prénoms"), is_required=False, max_length=100),
    Field("birth_on", _("Date de naissance"), FieldKind.DATE, is_required=False),
    Field(
        "birth_precision",
        _("Précision de la naissance"),
        FieldKind.CHOICE,
        is_required=False,
        hint=_("Jour, mois ou année seulement : « vers 1960 »"),
        choices=_among("day", "month", "year"),
    ),
    Field("sex", _("Sexe"), FieldKind.CHOICE, is_required=False, choices=_among("female", "male")),
    Field(
        "national_id",
        _("Pièce d’identité nationale"),
        FieldKind.IDENTIFIER,
        is_required=False,
        max_length=30,
    ),
)
_PROFILE = (
    _NUMBER,
    Field("legal_name", _("Raison sociale")),
    Field(
        "company_number",
        _("Numéro d’entreprise"),
        FieldKind.IDENTIFIER,
        is_required=False,
        max_length=30,
    ),
    Field("address", _("Adresse"), is_required=False),
    Field("city", _("Ville"), is_required=False, max_length=80),
    Field(
        "filing_regime",
        _("Périodicité de déclaration"),
        FieldKind.CHOICE,
        is_required=False,
        choices=_among("monthly", "quarterly"),
    ),
)


def classing_inputs(fund: FundView) -> tuple[Input, ...]:
    """What the fund's scheme must know of an employer."""
    scheme = country(fund.country).schemes[fund.scheme]
    return tuple(each for each in scheme.inputs if each.unit == "choice")


def _affiliation(fund: FundView) -> tuple[Field, ...]:
    def field(each: Input) -> Field:
        label = country(fund.country).label("input", each.name, "fr")
        return Field(
            each.name,
            label,
            FieldKind.CHOICE,
            is_required=each.required,
            choices=_among(*each.allowed),
        )

    return _PROFILE + tuple(field(each) for each in classing_inputs(fund))


def _classification(fund: FundView) -> tuple[Field, ...]:
    inputs = classing_inputs(fund)
    values = dict.fromkeys(value for each in inputs for value in each.allowed)
    return (
        _NUMBER,
        Field(
            "input",
            _("Classement"),
            FieldKind.CHOICE,
            choices=_among(*(each.name for each in inputs)),
        ),
        Field("value", _("Nouvelle valeur"), FieldKind.CHOICE, choices=_among(*values)),
    )


def _always(*fields: Field) -> Callable[[FundView], tuple[Field, ...]]:
    def of(_fund: FundView) -> tuple[Field, ...]:
        return fields

    return of


def _act(
    code: str,
    label: "str | _StrPromise",
    subject_kind: str,
    fields: Callable[[FundView], tuple[Field, ...]],
    perform: Callable[[ActRequest], ActAnswer],
    *,
    needs_four_eyes: bool = False,
    opens_file: bool = False,
) -> ActType:
    return ActType(
        code=code,
        label=label,
        subject_kind=subject_kind,
        permission=Permission.PERFORM_REGISTRATION,
        fields=fields,
        perform=perform,
        needs_four_eyes=needs_four_eyes,
        opens_file=opens_file,
    )


_ESTABLISHMENT = (
    Field("establishment", _("Numéro d’établissement"), FieldKind.IDENTIFIER, max_length=20),
    Field("name", _("Nom de l’établissement")),
    Field("city", _("Ville"), is_required=False, max_length=80),
)
_HIRING = (
    Field(
        "establishment",
        _("Numéro d’établissement"),
        FieldKind.IDENTIFIER,
        is_required=False,
        max_length=20,
    ),
    Field("occupation", _("Emploi"), is_required=False, max_length=100),
)

ACTS = (
    _act(
        "register_person",
        _("Immatriculer une personne"),
        "person",
        _always(*_CIVIL_STATUS),
        operations.register_person,
        opens_file=True,
    ),
    # A corrected civil status can open or close rights: two people see it.
    _act(
        "correct_civil_status",
        _("Corriger l’état civil"),
        "person",
        _always(*_CIVIL_STATUS),
        operations.correct_civil_status,
        needs_four_eyes=True,
    ),
    _act(
        "affiliate_employer",
        _("Affilier un employeur"),
        "employer",
        _affiliation,
        operations.affiliate_employer,
        opens_file=True,
    ),
    _act(
        "update_employer",
        _("Modifier un employeur"),
        "employer",
        _always(*_PROFILE),
        operations.update_employer,
    ),
    # The class decides the rate that the employer pays: two people see it.
    _act(
        "classify_employer",
        _("Changer le classement d’un employeur"),
        "employer",
        _classification,
        operations.classify_employer,
        needs_four_eyes=True,
    ),
    _act(
        "close_employer",
        _("Clore une affiliation"),
        "employer",
        _always(_NUMBER),
        operations.close_employer,
    ),
    _act(
        "open_establishment",
        _("Ouvrir un établissement"),
        "employer",
        _always(_NUMBER, *_ESTABLISHMENT),
        operations.open_establishment,
    ),
    _act("hire", _("Embaucher"), "person", _always(_PERSON, _EMPLOYER, *_HIRING), operations.hire),
    _act(
        "end_employment",
        _("Mettre fin à un emploi"),
        "person",
        _always(_PERSON, _EMPLOYER),
        operations.end_employment,
    ),
    # Ended, or given again: a clerk of one employer takes nothing of another's back.
    ActType(
        code="give_mandate",
        label=_("Donner un mandat"),
        subject_kind="employer",
        permission=Permission.GIVE_MANDATE,
        fields=_always(
            _EMPLOYER,
            _MANDATARY,
            Field(
                "until",
                _("Dernier jour du mandat"),
                FieldKind.DATE,
                is_required=False,
                hint=_("Vide : jusqu’à ce qu’il y soit mis fin"),
            ),
        ),
        perform=mandates.give_mandate,
        is_reversible=False,
    ),
    ActType(
        code="end_mandate",
        label=_("Mettre fin à un mandat"),
        subject_kind="employer",
        permission=Permission.GIVE_MANDATE,
        fields=_always(_EMPLOYER, _MANDATARY),
        perform=mandates.end_mandate,
        is_reversible=False,
    ),
)
