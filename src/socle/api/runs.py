"""Monthly runs and awaited proofs. Acts compute, validate and discard a run."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from socle.api import clock
from socle.api.access import permitted
from socle.api.parameters import Day, Number, Page
from socle.api.shapes import Amount, ListOf, amount
from socle.benefits.queries.proofs import every_proof
from socle.benefits.queries.runs import benefit_run, benefit_runs
from socle.benefits.types.proofs import ProofKind, ProofLine, ProofState
from socle.benefits.types.runs import AnomalyKind, Cause, DueKind, RunState, RunSummary
from socle.kernel.errors import Refused
from socle.kernel.months import Month
from socle.platform.access.types import Permission

router = Router(tags=["Prestations"])
_LAST_ID = 2**63 - 1
# A list of proofs is read by state: the oldest ones wait in it, and leave it once they are given.
_MOST_PROOFS = 200


class ListedRun(Schema):
    """Une échéance dans une liste."""

    number: str
    act: str = Field(description="L'acte qui l'a calculée.")
    month: str = Field(examples=["2026-01"])
    benefits: list[str] = Field(description="Les prestations calculées ; vide pour toutes.")
    state: RunState
    dues: int
    amount: Amount
    computed_by: str
    computed_at: datetime
    step_act: str = Field(description="L'acte qui l'a validée ou abandonnée, s'il y en a un.")
    step_by: str


class RunTotal(Schema):
    """Ce qu'une échéance doit pour une prestation, un mois et une raison."""

    benefit: str
    branch: str
    month: str
    kind: DueKind
    dues: int
    amount: Amount


class RunChange(Schema):
    """Les droits dont le mois n'est pas celui d'avant, par cause."""

    benefit: str
    cause: Cause
    awards: int
    amount: Amount = Field(description="Ce mois moins le mois d'avant.")


class RunAnomaly(Schema):
    """Ce qu'il reste à régler, ou à accepter avec un motif, avant de valider."""

    award: str
    beneficiary: str
    kind: AnomalyKind
    amount: Amount
    detail: str = Field(description="Le montant d'avant, l'autre droit ou le nombre de mois.")


class Run(ListedRun):
    """Une échéance en entier."""

    payees: int
    totals: list[RunTotal]
    changes: list[RunChange]
    open_anomalies: list[RunAnomaly]


class ProofsAsked(Schema):
    """Which proofs, on which day."""

    on: Day | None = Field(None, description="Le jour de la liste ; aujourd'hui sans lui.")
    state: ProofState | None = Field(None, description="Seulement celles de cet état.")


class AwaitedProof(Schema):
    """Une preuve qu'un droit attend."""

    award: str
    benefit: str
    person: str
    kind: ProofKind
    state: ProofState
    seen_on: date | None = Field(description="Le jour de la dernière preuve, s'il y en a une.")
    until: date = Field(description="Dernier jour pour la donner ; d'un suspendu, depuis quand.")
    child: str = Field(description="L'enfant dont le certificat de scolarité est attendu.")


@router.get(
    "/runs",
    operation_id="list_runs",
    summary="Les échéances des prestations, la plus récente d'abord",
    description="L'acte `compute_run` en calcule une ; `validate_run` la valide.",
    response=ListOf[ListedRun],
)
def list_runs(request: HttpRequest, page: Query[Page]) -> ListOf[ListedRun]:
    desk = permitted(request, Permission.READ_BENEFITS)
    found = benefit_runs(before=place_of(page.cursor), limit=page.limit + 1)
    shown = found[: page.limit]
    return ListOf[ListedRun](
        items=[ListedRun(**_listed(each, desk.fund.currency)) for each in shown],
        next=str(shown[-1].id) if len(found) > len(shown) else None,
    )


@router.get(
    "/runs/{number}",
    operation_id="get_run",
    summary="Une échéance : ses totaux, ce qui a changé et pourquoi, ce qui reste à régler",
    description="Le mois d'avant et ces changements font ce mois. Deux cents anomalies au plus.",
    response=Run,
)
def get_run(request: HttpRequest, number: Number) -> Run:
    currency = permitted(request, Permission.READ_BENEFITS).fund.currency
    found = benefit_run(number=number)
    return Run(
        **_listed(found.summary, currency),
        payees=found.payees,
        totals=[
            RunTotal(
                benefit=each.benefit,
                branch=each.branch,
                month=str(Month.of(each.month)),
                kind=each.kind,
                dues=each.dues,
                amount=amount(each.amount, currency),
            )
            for each in found.totals
        ],
        changes=[
            RunChange(
                benefit=each.benefit,
                cause=each.cause,
                awards=each.awards,
                amount=amount(each.amount, currency),
            )
            for each in found.changes
        ],
        open_anomalies=[
            RunAnomaly(
                award=each.award,
                beneficiary=each.beneficiary,
                kind=each.kind,
                amount=amount(each.amount, currency),
                detail=each.detail,
            )
            for each in found.open_anomalies
        ],
    )


@router.get(
    "/proofs",
    operation_id="list_awaited_proofs",
    summary="Les preuves que des droits attendent un jour donné",
    description=f"Vie, non-remariage, non-fonction, scolarité ; {_MOST_PROOFS} au plus.",
    response=ListOf[AwaitedProof],
)
def list_awaited_proofs(request: HttpRequest, asked: Query[ProofsAsked]) -> ListOf[AwaitedProof]:
    fund = permitted(request, Permission.READ_BENEFITS).fund
    found = every_proof(
        fund=fund,
        on=asked.on or clock.today(fund.country),
        state=asked.state or "",
        limit=_MOST_PROOFS,
    )
    return ListOf[AwaitedProof](items=[_proof(each) for each in found], next=None)


def place_of(cursor: str) -> int:
    """The id of the last row of a page; 0 at the beginning."""
    if not cursor:
        return 0
    if not (cursor.isascii() and cursor.isdecimal()) or not 0 < int(cursor) <= _LAST_ID:
        raise Refused("api.cursor_invalid")
    return int(cursor)


def _listed(each: RunSummary, currency: str) -> dict[str, Any]:
    return {
        "number": each.number,
        "act": each.act,
        "month": str(Month.of(each.month)),
        "benefits": list(each.benefits),
        "state": each.state,
        "dues": each.dues,
        "amount": amount(each.amount, currency),
        "computed_by": each.computed_by,
        "computed_at": each.computed_at,
        "step_act": each.step_act,
        "step_by": each.step_by,
    }


def _proof(each: ProofLine) -> AwaitedProof:
    return AwaitedProof(
        award=each.award,
        benefit=each.benefit,
        person=each.person,
        kind=each.kind,
        state=each.state,
        seen_on=each.seen_on,
        until=each.until,
        child=each.child,
    )
