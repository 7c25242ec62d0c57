"""Computing contributions, benefits and penalties, checking identifiers: the law alone."""

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from socle.api.errors import InvalidRequest
from socle.api.parameters import Day, Input, MonthText, Text
from socle.api.shapes import Amount, Rate
from socle.countries.calculation import (
    LATE_PAYMENT,
    assessed,
    benefit_as_json,
    contributions_as_json,
    entitled,
    penalty_as_json,
    verdict_as_json,
)
from socle.countries.registry import Country, country
from socle.kernel.errors import Fault
from socle.kernel.money import Money
from socle.rules.penalties import Penalty

router = Router(tags=["Calculs"])
Code = Annotated[Text, Field(min_length=1, max_length=40)]
CountryCode = Annotated[
    str, Field(pattern=r"^[A-Za-z]{2}$", description="Le code ISO du pays.", examples=["CM"])
]
Facts = Annotated[dict[Code, Annotated[Text, Field(max_length=600)]], Field(max_length=30)]
# Eighteen digits and what people put between them: beyond, no amount is real.
Written = Annotated[Text, Field(min_length=1, max_length=24)]
_MOST_HEADS = 10_000_000


class ContributionsInput(Input):
    """Ce que doit un salaire pour un mois."""

    country: CountryCode
    scheme: Code = Field(examples=["cnps"])
    month: MonthText = Field(examples=["2025-03"])
    wage: Written = Field(
        description="Le salaire en unités, comme on l'écrit : 1200000, 6034.94.",
        examples=["1200000"],
    )
    facts: Facts = Field(
        default_factory=dict,
        description="Ce que le régime doit savoir, par exemple risk_group.",
        examples=[{"risk_group": "A"}],
    )


class BenefitInput(Input):
    """Ce à quoi une personne a droit, un jour."""

    country: CountryCode
    scheme: Code = Field(examples=["cnps"])
    benefit: Code = Field(description="old_age, survivors…", examples=["old_age"])
    on: Day = Field(description="La date du droit.", examples=["2025-01-01"])
    facts: Facts = Field(
        default_factory=dict,
        description="Les faits, comme on les écrit ; ce que chaque prestation demande est dit "
        "par `./socle calc list`. Les enfants se disent par leur nombre (`children`) ou un par "
        "un : `children_born` = `2015-03-16, 2009-05-02 student`.",
        examples=[{"insurance_months": "360", "average_wage": "300000"}],
    )


class PenaltyInput(Input):
    """Ce qu'ajoute un retard, ou une amende."""

    country: CountryCode
    scheme: Code = Field(examples=["cnps"])
    kind: Code = Field(LATE_PAYMENT, description="late_payment, ou une amende du pays.")
    due: Day | None = Field(None, description="La date d'exigibilité.")
    paid: Day | None = Field(None, description="La date du paiement.")
    amount: Written | None = Field(None, description="Le montant dû, en unités.")
    on: Day | None = Field(None, description="La date du fait, pour une amende.")
    employees: Annotated[int, Field(ge=0, le=_MOST_HEADS, strict=True)] | None = Field(
        None, description="Le nombre de salariés, pour une amende."
    )


class IdentifierInput(Input):
    """Un numéro à vérifier."""

    country: CountryCode
    kind: Code = Field(
        description="insured_number, employer_number, rib, iban, company_number, msisdn…",
        examples=["insured_number"],
    )
    number: Annotated[Text, Field(min_length=1, max_length=60)]


class ContributionLine(Schema):
    """Ce qu'un payeur doit à une branche."""

    branch: str
    payer: str
    base: Amount
    rate: Rate
    amount: Amount
    status: str = Field(description="confirmed, provisional ou convention.")
    source: str
    name: str | None = Field(None, description="Le nom du prélèvement, s'il en a un à lui.")


class Contributions(Schema):
    """Les cotisations d'un salaire."""

    lines: list[ContributionLine]
    total_employee: Amount
    total_employer: Amount
    total: Amount


class Step(Schema):
    """Une étape du calcul."""

    label: str
    value: Any = Field(description="Un montant, un taux, un nombre ou un texte.")
    source: str


class ReasonShown(Schema):
    """Pourquoi il n'y a pas de droit."""

    code: str
    fact: str
    wanted: Any = Field(description="Ce que la loi demande : un nombre, un montant ou un code.")
    had: Any = Field(description="Ce qui a été dit.")
    message: str
    source: str


class ChildShown(Schema):
    """Un enfant dit un par un : s'il compte ce jour-là, jusqu'à quand, ce qu'il apporte."""

    born_on: date
    ground: str = Field(description="alone, student, apprentice ou disabled.")
    rank: int = Field(description="0 quand l'enfant ne compte pas.")
    until: date | None = Field(description="Premier jour où il ne compte plus ; nul sans limite.")
    amount: Amount | None = Field(description="Nul quand la loi ne dit pas la part de chacun.")
    limit_years: int | None = Field(description="L'âge limite ; nul s'il n'y en a pas.")
    source: str


class AheadShown(Schema):
    """Ce qui est dû à partir d'un jour, si seul l'âge des enfants change."""

    since: date
    amount: Amount


class BenefitShown(Schema):
    """Une prestation, étape par étape ; l'absence de droit est une réponse."""

    eligible: bool
    reasons: list[ReasonShown]
    amount: Amount | None = Field(description="Nul sans droit.")
    rate: Rate | None = Field(description="Nul quand le montant n'est la part de rien.")
    periodicity: str = Field(description="monthly, quarterly, yearly, daily ou once.")
    parts: dict[str, Amount] = Field(description="Le détail, par exemple conjoints et orphelins.")
    unchecked: list[str] = Field(description="Les faits que personne n'a dits : non vérifiés.")
    steps: list[Step]
    status: str = Field(description="confirmed, provisional ou convention.")
    children: list[ChildShown] = Field(description="Vide quand seul leur nombre est dit.")
    ahead: list[AheadShown] = Field(description="À chaque jour où un enfant cesse de compter.")


class PenaltyShown(Schema):
    """Une majoration ou une amende, étape par étape."""

    amount: Amount
    rate: Rate
    steps: list[Step]
    status: str


class Verdict(Schema):
    """Si un numéro est bien écrit."""

    valid: bool | None = Field(description="Nul quand personne ne peut le dire.")
    reason: str | None
    formatted: str


@router.post(
    "/calculations/contributions",
    operation_id="compute_contributions",
    summary="Calculer les cotisations d'un salaire",
    description="Ligne par ligne, avec le texte de loi ; la réponse de `./socle calc`.",
    response=Contributions,
    exclude_unset=True,
)
def compute_contributions(request: HttpRequest, given: ContributionsInput) -> Contributions:
    here = country(given.country)
    lines = assessed(here, given.scheme, month=str(given.month), wage=given.wage, facts=given.facts)
    return Contributions.model_validate(contributions_as_json(here, lines))


@router.post(
    "/calculations/benefit",
    operation_id="compute_benefit",
    summary="Calculer une prestation",
    description="Étape par étape, avec le texte de loi ; la réponse de `./socle calc benefit`.",
    response=BenefitShown,
)
def compute_benefit(request: HttpRequest, given: BenefitInput) -> BenefitShown:
    here = country(given.country)
    found = entitled(here, given.scheme, given.benefit, on=given.on, facts=given.facts)
    return BenefitShown.model_validate(benefit_as_json(here, found))


@router.post(
    "/calculations/penalty",
    operation_id="compute_penalty",
    summary="Calculer une majoration de retard, ou une amende",
    description="Un retard demande `due`, `paid`, `amount` ; une amende `on` et `employees`.",
    response=PenaltyShown,
)
def compute_penalty(request: HttpRequest, given: PenaltyInput) -> PenaltyShown:
    here = country(given.country)
    return PenaltyShown.model_validate(penalty_as_json(here, _penalty(here, given)))


def _penalty(here: Country, given: PenaltyInput) -> Penalty:
    scheme = here.scheme(given.scheme)
    if given.kind != LATE_PAYMENT:
        if given.on is None or given.employees is None:
            raise _missing(given, "on", "employees")
        return scheme.fine(given.kind, heads=given.employees, on=given.on)
    if given.due is None or given.paid is None or given.amount is None:
        raise _missing(given, "due", "paid", "amount")
    amount = Money.parse(given.amount, here.currency).minor
    return scheme.penalty(amount=amount, due=given.due, paid=given.paid)


def _missing(given: PenaltyInput, *names: str) -> InvalidRequest:
    absent = [name for name in names if getattr(given, name) is None]
    return InvalidRequest([Fault("api.missing", field=name) for name in absent])


@router.post(
    "/identifiers/check",
    operation_id="check_identifier",
    summary="Vérifier la forme et la clé d'un numéro",
    description="Nul n'est une réponse : la clé de certains numéros n'est pas publique.",
    response=Verdict,
)
def check_identifier(request: HttpRequest, given: IdentifierInput) -> Verdict:
    kind = country(given.country).identifier(given.kind)
    return Verdict.model_validate(verdict_as_json(kind.validate(given.number)))
