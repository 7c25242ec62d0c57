"""What employers had to declare; nil months; what a corrective changes, and its confirmation."""

from collections.abc import Sequence
from datetime import date

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from socle.api import clock
from socle.api import contribution_shapes as shapes
from socle.api.access import key_of_caller, own_key, permitted
from socle.api.parameters import Day, IdempotencyKey, Input, MonthText, Number, Page, Text
from socle.api.problems import language
from socle.api.shapes import Amount, ListOf, amount
from socle.contributions import correctives, forms, operations, queries, versions
from socle.contributions.obligations import (
    LateDeclaration,
    MissingMonth,
    late_declarations,
    missing_months,
)
from socle.contributions.reassessment import reassessment
from socle.contributions.versions import DepositKind
from socle.platform.access.queries import require_employer
from socle.platform.access.types import Permission

router = Router(tags=["Déclarations"])
_MOST_COMPARED = 50
_MOST_LINES = 1_000


class Missing(Schema):
    """Un mois échu et non déclaré."""

    employer: str
    employer_name: str
    month: str
    due_on: date
    days_late: int
    taxed_by: str = Field(description="La taxation d'office de ce mois, s'il y en a une.")


class Late(Schema):
    """Un mois déclaré après son échéance."""

    employer: str
    employer_name: str
    month: str
    due_on: date
    deposited_on: date
    days_late: int
    declaration: str
    total: Amount


class LatePage(Page):
    """What is asked for."""

    employer: Text = Field("", max_length=40, description="Le numéro d'un employeur.")


class MissingPage(LatePage):
    """What is asked for, on which day."""

    on: Day | None = Field(None, description="Échus avant ce jour ; aujourd'hui sans lui.")


class Nil(Input):
    """Un mois sans salaire."""

    employer: Number
    month: MonthText
    deposited_on: Day | None = None
    kind: DepositKind = DepositKind.FIRST


class BranchChange(Schema):
    """Une branche avant et après."""

    branch: str
    before: Amount
    after: Amount


class LineChange(Schema):
    """Un salarié ajouté, retiré ou modifié ; rien du côté où il n'a pas de ligne."""

    kind: str = Field(description="added, removed ou changed.")
    insured_number: str
    insured_name: str
    days_before: int | None
    wage_before: Amount | None
    days_after: int | None
    wage_after: Amount | None


class Change(Schema):
    """Ce qu'une rectificative change dans une déclaration."""

    employer: str
    month: str
    replaced: str
    replacing: str = Field(description="Vide tant que la rectificative n'est pas confirmée.")
    added: int
    removed: int
    changed: int
    before: Amount
    after: Amount
    branches: list[BranchChange]
    lines: list[LineChange] = Field(description=f"Les {_MOST_LINES} premières.")


class Reassessed(Schema):
    """Une déclaration due autrement selon la loi connue aujourd'hui."""

    month: str
    declaration: str
    employer: str
    employer_name: str
    lines: int
    before: Amount
    after: Amount
    branches: list[BranchChange]


class Reassessment(Schema):
    """Un mois déjà déclaré, ou plusieurs qui se suivent, calculés de nouveau."""

    month: str
    until: str = Field(description="Le dernier mois ; le même quand il est seul.")
    declarations: int = Field(description="Combien ont été calculées.")
    difference: Amount
    seen: str = Field(description="À redonner à l'acte `reassess_month` : ce qui a été présenté.")
    apart: list[str] = Field(description="À corriger par une déclaration rectificative.")
    changed: list[Reassessed]


class OfMonth(Input):
    """What is asked for."""

    month: MonthText = Field(description="Le mois déclaré.", examples=["2026-01"])
    until: MonthText | None = Field(
        None, description="Le dernier mois, compris, jusqu'à douze en tout.", examples=["2026-06"]
    )


@router.get(
    "/reassessments",
    operation_id="show_reassessment",
    summary="Ce qu'une loi changée depuis change à un mois déclaré",
    description="Rien n'est écrit : l'acte `reassess_month`, validé par une deuxième personne, "
    "poste ces différences.",
    response=Reassessment,
)
def show_reassessment(request: HttpRequest, asked: Query[OfMonth]) -> Reassessment:
    desk = permitted(request, Permission.DECLARE_FOR_EMPLOYER)
    found = reassessment(desk=desk, month=asked.month, until=asked.until)
    unit = desk.fund.currency
    return Reassessment(
        month=found.month,
        until=found.until,
        declarations=found.declarations,
        difference=amount(found.difference, unit),
        seen=found.seen,
        apart=list(found.apart),
        changed=[
            Reassessed(
                month=each.month,
                declaration=each.declaration,
                employer=each.employer_number,
                employer_name=each.employer_name,
                lines=each.lines,
                before=amount(each.before, unit),
                after=amount(each.after, unit),
                branches=_branches(each.branches, unit),
            )
            for each in found.changed
        ],
    )


@router.get(
    "/obligations",
    operation_id="list_missing_months",
    summary="Les mois échus et non déclarés",
    description="Par employeur et par mois. Un agent de paie ne voit que ses employeurs.",
    response=ListOf[Missing],
)
def list_missing_months(request: HttpRequest, page: Query[MissingPage]) -> ListOf[Missing]:
    desk = permitted(request, Permission.READ_ACCOUNT)
    if page.employer:
        require_employer(desk, page.employer)
    found = missing_months(
        on=page.on or clock.today(desk.fund.country),
        employer_numbers=frozenset({page.employer}) if page.employer else desk.employer_numbers,
        after=_place(page.cursor),
        limit=page.limit + 1,
    )
    shown = found[: page.limit]
    return ListOf[Missing](
        items=[
            Missing(
                employer=each.employer_number,
                employer_name=each.employer_name,
                month=each.month,
                due_on=each.due_on,
                days_late=each.days_late,
                taxed_by=each.taxed_by,
            )
            for each in shown
        ],
        next=_next(shown) if len(found) > len(shown) else None,
    )


@router.get(
    "/late-declarations",
    operation_id="list_late_declarations",
    summary="Les mois déclarés après leur échéance",
    description="Par employeur et par mois, la première déclaration de chacun. Un agent de paie ne "
    "voit que ses employeurs.",
    response=ListOf[Late],
)
def list_late_declarations(request: HttpRequest, page: Query[LatePage]) -> ListOf[Late]:
    desk = permitted(request, Permission.READ_ACCOUNT)
    if page.employer:
        require_employer(desk, page.employer)
    found = late_declarations(
        employer_numbers=frozenset({page.employer}) if page.employer else desk.employer_numbers,
        after=_place(page.cursor),
        limit=page.limit + 1,
    )
    shown = found[: page.limit]
    return ListOf[Late](
        items=[
            Late(
                employer=each.employer_number,
                employer_name=each.employer_name,
                month=each.month,
                due_on=each.due_on,
                deposited_on=each.deposited_on,
                days_late=each.days_late,
                declaration=each.declaration,
                total=amount(each.total, desk.fund.currency),
            )
            for each in shown
        ],
        next=_next(shown) if len(found) > len(shown) else None,
    )


@router.post(
    "/nil-declarations",
    operation_id="declare_nil",
    summary="Déclarer un mois sans salaire (néant)",
    description="Le mois compte comme déclaré et ne coûte rien.",
    response={201: shapes.DepositAnswer, 200: shapes.DepositAnswer, 422: shapes.DepositAnswer},
)
def declare_nil(
    request: HttpRequest, key: IdempotencyKey, said: Nil
) -> Status[shapes.DepositAnswer]:
    desk = permitted(request, Permission.DEPOSIT_DECLARATION)
    with key_of_caller(key):
        found = forms.declare_nil(
            desk=desk,
            employer_number=said.employer,
            month=said.month,
            deposited_on=said.deposited_on or clock.today(desk.fund.country),
            key=own_key(desk, key),
            at=clock.now(),
            kind=said.kind,
        )
    status = {"posted": 201, "refused": 422}.get(found.status, 200)
    return Status(status, shapes.deposit_answer(found, desk.fund.currency, language()))


@router.get(
    "/deposits/{number}/changes",
    operation_id="list_changes",
    summary="Ce qu'une rectificative change",
    description="Avant comme après sa confirmation, une entrée par déclaration du fichier.",
    response=list[Change],
)
def list_changes(request: HttpRequest, number: Number) -> list[Change]:
    desk = permitted(request, Permission.READ_ACCOUNT)
    currency = desk.fund.currency
    queries.deposit(number=number, employer_numbers=desk.employer_numbers)
    found = correctives.comparisons(
        deposit_number=number, employer_numbers=desk.employer_numbers, limit=_MOST_COMPARED
    )
    return [
        Change(
            employer=each.employer_number,
            month=each.month,
            replaced=each.replaced,
            replacing=each.replacing,
            added=each.added,
            removed=each.removed,
            changed=each.changed,
            before=amount(each.before, currency),
            after=amount(each.after, currency),
            branches=_branches(each.branches, currency),
            lines=[
                LineChange(
                    kind=line.kind.value,
                    insured_number=line.insured_number,
                    insured_name=line.insured_name,
                    days_before=line.days_before,
                    wage_before=(
                        None if line.wage_before is None else amount(line.wage_before, currency)
                    ),
                    days_after=line.days_after,
                    wage_after=(
                        None if line.wage_after is None else amount(line.wage_after, currency)
                    ),
                )
                for line in correctives.line_changes(comparison=each.id, limit=_MOST_LINES)
            ],
        )
        for each in found
    ]


@router.post(
    "/deposits/{number}/confirm",
    operation_id="confirm_deposit",
    summary="Confirmer une rectificative",
    description="Compte ce que `/changes` montre. Répété, il répond la même chose ; 422 si "
    "quelqu'un d'autre a rectifié ce mois entre-temps.",
    response={200: shapes.DepositAnswer, 422: shapes.DepositAnswer},
)
def confirm_deposit(request: HttpRequest, number: Number) -> Status[shapes.DepositAnswer]:
    desk = permitted(request, Permission.DEPOSIT_DECLARATION)
    found = operations.confirm_deposit(desk=desk, number=number)
    status = 422 if found.status == "refused" else 200
    return Status(status, shapes.deposit_answer(found, desk.fund.currency, language()))


def _place(cursor: str) -> tuple[str, str]:
    """The employer and month after which a page begins."""
    number, _, month = cursor.partition(" ")
    return number, month


def _next(shown: Sequence[MissingMonth | LateDeclaration]) -> str:
    return f"{shown[-1].employer_number} {shown[-1].month}"


def _branches(changes: Sequence[versions.BranchChange], currency: str) -> list[BranchChange]:
    return [
        BranchChange(
            branch=each.branch,
            before=amount(each.before, currency),
            after=amount(each.after, currency),
        )
        for each in changes
    ]
