"""The catalogue’s acts on employers."""

from django.utils.translation import gettext_lazy as _

from socle.countries.registry import country
from socle.platform.access.types import FundView, Permission
from socle.platform.acts.types import ActType, Field, FieldKind
from socle.registry import mandates
from socle.registry.acts.common import EMPLOYER, NUMBER, always, among, registration
from socle.registry.operations import employers as operations
from socle.rules.inputs import Input

_MANDATARY = Field(
    "mandatary",
    _("Mandataire"),
    hint=_("Le nom sous lequel il se connecte à Socle"),
    max_length=80,
)


_PROFILE = (
    NUMBER,
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
        choices=among("monthly", "quarterly"),
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
            choices=among(*each.allowed),
        )

    return _PROFILE + tuple(field(each) for each in classing_inputs(fund))


def _classification(fund: FundView) -> tuple[Field, ...]:
    inputs = classing_inputs(fund)
    values = dict.fromkeys(value for each in inputs for value in each.allowed)
    return (
        NUMBER,
        Field(
            "input",
            _("Classement"),
            FieldKind.CHOICE,
            choices=among(*(each.name for each in inputs)),
        ),
        Field("value", _("Nouvelle valeur"), FieldKind.CHOICE, choices=among(*values)),
    )


_ESTABLISHMENT = (
    Field("establishment", _("Numéro d’établissement"), FieldKind.IDENTIFIER, max_length=20),
    Field("name", _("Nom de l’établissement")),
    Field("city", _("Ville"), is_required=False, max_length=80),
)


ACTS = (
    registration(
        "affiliate_employer",
        _("Affilier un employeur"),
        "employer",
        _affiliation,
        operations.affiliate_employer,
        opens_file=True,
    ),
    registration(
        "update_employer",
        _("Modifier un employeur"),
        "employer",
        always(*_PROFILE),
        operations.update_employer,
    ),
    # The class decides the rate that the employer pays: two people see it.
    registration(
        "classify_employer",
        _("Changer le classement d’un employeur"),
        "employer",
        _classification,
        operations.classify_employer,
        needs_four_eyes=True,
    ),
    registration(
        "close_employer",
        _("Clore une affiliation"),
        "employer",
        always(NUMBER),
        operations.close_employer,
    ),
    registration(
        "open_establishment",
        _("Ouvrir un établissement"),
        "employer",
        always(NUMBER, *_ESTABLISHMENT),
        operations.open_establishment,
    ),
    # Ended, or given again: a clerk of one employer takes nothing of another's back.
    ActType(
        code="give_mandate",
        label=_("Donner un mandat"),
        subject_kind="employer",
        permission=Permission.GIVE_MANDATE,
        fields=always(
            EMPLOYER,
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
        fields=always(EMPLOYER, _MANDATARY),
        perform=mandates.end_mandate,
        is_reversible=False,
    ),
)
