"""What an affiliation asks, by the kind of affiliate: the country's data decide, no code."""

from collections.abc import Mapping
from dataclasses import replace

from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from socle.countries.affiliates import AffiliateKind, Affiliates
from socle.countries.registry import country
from socle.platform.access.types import FundView
from socle.platform.acts.types import TWO_YEARS, Field, FieldKind, among
from socle.registry.acts.entries import NUMBER
from socle.registry.operations.employers import LONGEST_COMPANY_NUMBER
from socle.registry.queries.affiliations import agency_codes
from socle.rules.inputs import Input

ADDRESS = Field("address", _("Adresse"), is_required=False)
CITY = Field("city", _("Ville"), is_required=False, max_length=80)
PHONE = Field("phone", _("Téléphone"), is_required=False, max_length=20)
LEGAL_NAME = Field("legal_name", _("Raison sociale, ou nom et prénoms"))
CONTACT = (
    Field(
        "address_status",
        _("Ce qu’est cette adresse"),
        FieldKind.CHOICE,
        is_required=False,
        choices=among("head_office", "domiciled", "workplace"),
    ),
    Field(
        "activity_address",
        _("Adresse du lieu d’activité"),
        is_required=False,
        hint=_("Si ce n’est pas celle du siège"),
    ),
    Field("activity_city", _("Ville du lieu d’activité"), is_required=False, max_length=80),
    PHONE,
    Field("email", _("Courriel"), is_required=False, max_length=120),
)
HEADCOUNT = Field("headcount", _("Effectif"), is_required=False, max_length=7)
ACTIVITY = Field("activity", _("Activité principale"), is_required=False)
_KIND = "affiliate_kind"
_IDENTIFIER = 40
_INDIVIDUAL: dict[str, Field] = {
    each.name: each
    for each in (
        ACTIVITY,
        HEADCOUNT,
        Field(
            "first_hired_on",
            _("Date d’embauche du premier salarié"),
            FieldKind.DATE,
            is_required=False,
            ahead_days=TWO_YEARS,
        ),
        Field(
            "parent_company",
            _("Numéro de la société mère"),
            FieldKind.IDENTIFIER,
            is_required=False,
            max_length=30,
        ),
        Field(
            "liaison_body",
            _("Numéro de l’organisme de liaison"),
            FieldKind.IDENTIFIER,
            is_required=False,
            max_length=30,
        ),
        Field(
            "person", _("Numéro d’assuré"), FieldKind.IDENTIFIER, is_required=False, max_length=30
        ),
        Field(
            "national_id",
            _("Pièce d’identité nationale"),
            FieldKind.IDENTIFIER,
            is_required=False,
            max_length=30,
        ),
    )
}
OWN_MOTION = (
    Field(
        "grounds",
        _("D’où la caisse le sait"),
        FieldKind.CHOICE,
        choices=among("inspection", "data_matching", "worker_report", "other_body"),
    ),
    Field("notice_on", _("Date de notification à l’employeur"), FieldKind.DATE, ahead_days=0),
)


def affiliates(fund: FundView) -> Affiliates:
    return country(fund.country).affiliates


def classing_inputs(fund: FundView) -> tuple[Input, ...]:
    """What the fund's scheme must know of an employer."""
    scheme = country(fund.country).schemes[fund.scheme]
    return tuple(each for each in scheme.inputs if each.classes_employers)


def affiliation_fields(fund: FundView) -> tuple[Field, ...]:
    """Whatever an affiliation may tell in this fund; its kind says what is asked and required."""
    kinds = affiliates(fund).kinds
    asked = dict.fromkeys(name for kind in kinds.values() for name in kind.asks)
    kind = Field(
        _KIND,
        _("Nature de l’affilié"),
        FieldKind.CHOICE,
        is_required=False,
        hint=_("Entreprise, si rien n’est dit"),
        choices=among(*kinds),
    )
    regimes = dict.fromkeys(name for kind in kinds.values() for name in kind.filing_regimes)
    return (
        *(NUMBER, kind, LEGAL_NAME),
        *(_field(fund, name) for name in asked),
        *(ADDRESS, CITY, *CONTACT, _agency(is_required=False)),
        _regime(tuple(regimes), is_required=False),
        *(_class(fund, each) for each in classing_inputs(fund)),
    )


def fields_of_kind(fund: FundView, kind: AffiliateKind) -> tuple[Field, ...]:
    """What the affiliation of a kind asks, with what it requires, and nothing else."""
    classes = [
        each
        for each in classing_inputs(fund)
        if kind.has_employees and each.name not in kind.classes
    ]
    several = len(kind.filing_regimes) > 1
    return (
        *(NUMBER, LEGAL_NAME),
        *(_field(fund, name, is_required=name in kind.requires) for name in kind.asks),
        *(ADDRESS, CITY, *CONTACT),
        *((_agency(is_required=False),) if agency_codes(fund_id=fund.id) else ()),
        *((_regime(kind.filing_regimes, is_required=False),) if several else ()),
        *(_class(fund, each, is_required=each.required) for each in classes),
    )


def narrowed(fund: FundView, known: Mapping[str, str]) -> tuple[Field, ...]:
    """What a form asks once the kind is chosen; everything before.

    Raises:
        Refused: the country has no such kind.
    """
    code = known.get(_KIND, "")
    if not code:
        return affiliation_fields(fund)
    chosen = Field(_KIND, _("Nature de l’affilié"), FieldKind.CHOICE, choices=among(code))
    return (chosen, *fields_of_kind(fund, affiliates(fund).kind(code)))


def narrowed_own_motion(fund: FundView, known: Mapping[str, str]) -> tuple[Field, ...]:
    """The same for an affiliation by the fund's own motion, which requires nothing of its kind."""
    asked = narrowed(fund, known)
    optional = [
        replace(each, is_required=each.name in {_KIND, "number", "legal_name"}) for each in asked
    ]
    return (*optional, *OWN_MOTION)


def own_motion_fields(fund: FundView) -> tuple[Field, ...]:
    """An affiliation by the fund's own motion: the same, and how the fund came to know."""
    return (*affiliation_fields(fund), *OWN_MOTION)


def profile_fields(fund: FundView) -> tuple[Field, ...]:
    """The name and the address of an employer; what is left empty stays."""
    name = replace(LEGAL_NAME, is_required=False)
    return (NUMBER, name, _identifier(fund, "company_number"), ADDRESS, CITY)


def nature_fields(fund: FundView) -> tuple[Field, ...]:
    """What may change of an affiliate's nature."""
    return (NUMBER, _field(fund, "legal_form"), ACTIVITY, HEADCOUNT)


def regime_fields(fund: FundView) -> tuple[Field, ...]:
    """How often an employer declares."""
    kinds = affiliates(fund).kinds.values()
    regimes = dict.fromkeys(
        name for kind in kinds if kind.has_employees for name in kind.filing_regimes
    )
    return (NUMBER, _regime(tuple(regimes), is_required=True))


def identifier_fields(fund: FundView) -> tuple[Field, ...]:
    """A legal identifier and its value."""
    kinds = tuple(affiliates(fund).legal_identifiers)
    return (
        NUMBER,
        Field("identifier", _("Identifiant légal"), FieldKind.CHOICE, choices=among(*kinds)),
        Field("identifier_value", _("Sa valeur"), FieldKind.IDENTIFIER, max_length=_IDENTIFIER),
    )


def classification_fields(fund: FundView) -> tuple[Field, ...]:
    """An input of the scheme and its new value."""
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
        # A rate that the fund notifies is no choice: where an input has one, the value is typed.
        Field("value", _("Nouvelle valeur"), choices=None)
        if any(not each.allowed for each in inputs)
        else Field("value", _("Nouvelle valeur"), FieldKind.CHOICE, choices=among(*values)),
    )


def transfer_fields(_fund: FundView) -> tuple[Field, ...]:
    """The agency that is to keep a file."""
    return (NUMBER, _agency(is_required=True))


def _field(fund: FundView, name: str, *, is_required: bool = False) -> Field:
    if name in affiliates(fund).legal_identifiers:
        return _identifier(fund, name, is_required=is_required)
    if name == "legal_form":
        return Field(
            name,
            _("Forme juridique"),
            FieldKind.CHOICE,
            is_required=is_required,
            choices=among(*affiliates(fund).legal_forms),
        )
    usual = _INDIVIDUAL[name]
    return Field(
        name,
        usual.label,
        usual.kind,
        is_required=is_required,
        hint=usual.hint,
        max_length=usual.max_length,
    )


def _identifier(fund: FundView, kind: str, *, is_required: bool = False) -> Field:
    def words() -> str:
        return affiliates(fund).identifier_words(kind, (get_language() or "fr")[:2])

    return Field(
        kind,
        lazy(words, str)(),
        FieldKind.IDENTIFIER,
        is_required=is_required,
        max_length=LONGEST_COMPANY_NUMBER if kind == "company_number" else _IDENTIFIER,
    )


def _class(fund: FundView, each: Input, *, is_required: bool = False) -> Field:
    def words() -> str:
        return country(fund.country).label("input", each.name, (get_language() or "fr")[:2])

    return Field(
        each.name,
        lazy(words, str)(),
        FieldKind.CHOICE if each.allowed else FieldKind.TEXT,
        is_required=is_required,
        choices=among(*each.allowed) if each.allowed else None,
    )


def _regime(regimes: tuple[str, ...], *, is_required: bool) -> Field:
    return Field(
        "filing_regime",
        _("Périodicité de déclaration"),
        FieldKind.CHOICE,
        is_required=is_required,
        choices=among(*regimes),
    )


def _agency(*, is_required: bool) -> Field:
    def codes(fund: FundView) -> tuple[str, ...]:
        return agency_codes(fund_id=fund.id)

    return Field(
        "agency",
        _("Agence de rattachement"),
        FieldKind.CHOICE,
        is_required=is_required,
        choices=codes,
    )
