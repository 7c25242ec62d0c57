"""Recovery: surcharges at a date, statement, aged balance, certificates of good standing."""

import re
from datetime import date, datetime
from http import HTTPStatus
from typing import Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from socle.api import clock
from socle.api.access import key_of_caller, own_key, permitted
from socle.api.parameters import Day, IdempotencyKey, KnownAt, Number, Page, Reading
from socle.api.shapes import Amount, ErrorShown, amount
from socle.arrears import types
from socle.arrears.queries import aged, penalties, standing, statements
from socle.countries.calculation import step_as_json
from socle.countries.registry import country
from socle.kernel.errors import Refused
from socle.kernel.wording import error_as_json
from socle.platform.access.queries import require_employer
from socle.platform.access.types import Desk, Permission
from socle.platform.acts import operations
from socle.platform.acts.types import ActStatus
from socle.registry.queries import employer_id

router = Router(tags=["Recouvrement"])
_PLACE = re.compile(r"\d{1,9}", re.ASCII)


class AtDate(KnownAt):
    """A day of calculation."""

    on: Day | None = Field(None, description="Le jour du calcul ; aujourd'hui s'il n'est pas dit.")


class Part(Schema):
    """Une part des cotisations d'un mois et la majoration qu'elle porte."""

    amount: Amount
    paid_on: date | None = Field(description="Sa date de valeur ; nul si elle est impayée.")
    surcharge: Amount
    status: str
    steps: list[dict[str, object]] = Field(description="Les étapes du calcul et leurs sources.")


class MonthPenalty(Schema):
    """La majoration d'un mois."""

    month: str = Field(examples=["2026-01"])
    due_on: date = Field(description="L'échéance, repoussée s'il y a lieu.")
    due_by_law: date
    principal: Amount
    surcharge: Amount
    charged: Amount = Field(description="Ce qui est déjà porté au compte.")
    to_charge: Amount
    parts: list[Part]
    gap: ErrorShown | None = Field(None, description="Pourquoi rien n'est calculé, s'il y a lieu.")


class Penalties(Schema):
    """Les majorations d'un employeur à une date : une simulation."""

    employer: str
    on: date
    total: Amount
    charged: Amount
    to_charge: Amount
    months: list[MonthPenalty]


class Movement(Schema):
    """Un mouvement du compte."""

    on: date
    kind: str
    entry: str
    act: str
    first_month: str
    last_month: str
    debit: Amount
    credit: Amount
    balance: Amount


class AccountStatement(Schema):
    """Le relevé d'un compte sur une période."""

    employer: str
    name: str
    since: date
    until: date
    known_at: datetime | None
    opening: Amount
    closing: Amount
    movements: list[Movement]


class Period(KnownAt):
    """The period of a statement."""

    since: Day = Field(description="Premier jour.")
    until: Day = Field(description="Dernier jour, compris.")


class AgedRow(Schema):
    """La dette d'un employeur par âge."""

    employer: str
    name: str
    not_due: Amount
    to_3_months: Amount
    to_6_months: Amount
    to_12_months: Amount
    beyond: Amount
    credit: Amount = Field(description="Ce qui est payé et n'est affecté à aucun mois.")
    total: Amount


class AgedBalance(Schema):
    """La balance âgée de la caisse, la plus grande dette d'abord."""

    on: date
    totals: AgedRow
    employers: int
    items: list[AgedRow]
    next: str | None = Field(description="À donner en `cursor` pour la suite ; nul à la fin.")


class AgedPage(Page):
    """A page of the aged balance."""

    on: Day | None = Field(None, description="Le jour de l'âge ; aujourd'hui s'il n'est pas dit.")


class Certificate(Schema):
    """Une attestation de régularité, donnée ou refusée."""

    number: str
    act: str
    employer: str
    asked_on: date
    result: Literal["given", "refused"]
    valid_until: date | None
    code: str | None = Field(description="Le code que quiconque peut vérifier.")
    reasons: list[str] = Field(description="undeclared, unpaid, broken_plan.")
    undeclared: list[str]
    unpaid: Amount


@router.get(
    "/employers/{number}/penalties",
    operation_id="get_penalties",
    summary="Les majorations d'un employeur à une date",
    description="Une simulation, mois par mois, avec ses étapes. Rien n'est écrit.",
    response=Penalties,
)
def get_penalties(request: HttpRequest, number: Number, asked: Query[AtDate]) -> Penalties:
    desk = permitted(request, Permission.READ_ACCOUNT)
    require_employer(desk, number)
    on = asked.on or clock.today(desk.fund.country)
    known_at = asked.instant(desk.fund.country)
    found = penalties.penalties(employer_number=number, on=on, known_at=known_at)

    def money(minor: int) -> Amount:
        return amount(minor, desk.fund.currency)

    return Penalties(
        employer=number,
        on=on,
        total=money(found.total),
        charged=money(found.charged),
        to_charge=money(found.to_charge),
        months=[_month(each, desk) for each in found.months],
    )


def _month(found: types.MonthPenalty, desk: Desk) -> MonthPenalty:
    here, currency = country(desk.fund.country), desk.fund.currency
    return MonthPenalty(
        month=f"{found.month:%Y-%m}",
        due_on=found.due.effective,
        due_by_law=found.due.law,
        principal=amount(found.principal, currency),
        surcharge=amount(found.total, currency),
        charged=amount(found.charged, currency),
        to_charge=amount(found.to_charge, currency),
        parts=[
            Part(
                amount=amount(part.amount, currency),
                paid_on=part.paid_on,
                surcharge=amount(part.surcharge, currency),
                status=part.status,
                steps=[step_as_json(here, step) for step in part.steps],
            )
            for part in found.slices
        ],
        gap=ErrorShown.model_validate(error_as_json(found.gap, "fr")) if found.gap else None,
    )


@router.get(
    "/employers/{number}/statement",
    operation_id="get_account_statement",
    summary="Le relevé de compte d'un employeur",
    description="Chaque mouvement au jour où il compte, avec le solde qui en résulte.",
    response=AccountStatement,
)
def get_statement(request: HttpRequest, number: Number, period: Query[Period]) -> AccountStatement:
    desk = permitted(request, Permission.READ_ACCOUNT)
    require_employer(desk, number)
    known_at = period.instant(desk.fund.country)
    found = statements.statement(
        employer_number=number, since=period.since, until=period.until, known_at=known_at
    )

    def money(minor: int) -> Amount:
        return amount(minor, desk.fund.currency)

    return AccountStatement(
        employer=number,
        name=found.employer_name,
        since=found.since,
        until=found.until,
        known_at=known_at,
        opening=money(found.opening),
        closing=money(found.closing),
        movements=[
            Movement(
                on=line.on,
                kind=line.kind,
                entry=line.entry_number,
                act=line.act_number,
                first_month=f"{line.first_month:%Y-%m}",
                last_month=f"{line.last_month:%Y-%m}",
                debit=money(line.debit),
                credit=money(line.credit),
                balance=money(line.balance),
            )
            for line in found.lines
        ],
    )


@router.get(
    "/aged-balance",
    operation_id="get_aged_balance",
    summary="La balance âgée de la caisse",
    description="Les dettes par âge, la plus grande d'abord. Un agent de paie lit les siennes.",
    response=AgedBalance,
)
def get_aged_balance(request: HttpRequest, page: Query[AgedPage]) -> AgedBalance:
    desk = permitted(request, Permission.READ_ACCOUNT)
    if page.cursor and not _PLACE.fullmatch(page.cursor):
        raise Refused("api.cursor_invalid")
    offset = int(page.cursor or 0)
    own = frozenset(employer_id(each) for each in desk.employer_numbers)
    on = page.on or clock.today(desk.fund.country)
    found = aged.aged_balance(on=on, employer_ids=own, limit=page.limit, offset=offset)
    reached = offset + len(found.rows)
    return AgedBalance(
        on=on,
        totals=_aged(found.totals, desk),
        employers=found.employer_count,
        items=[_aged(row, desk) for row in found.rows],
        next=str(reached) if reached < found.employer_count else None,
    )


def _aged(row: types.AgedRow, desk: Desk) -> AgedRow:
    by_age = [amount(minor, desk.fund.currency) for minor in row.buckets.values()]
    return AgedRow(
        employer=row.employer_number,
        name=row.employer_name,
        not_due=by_age[0],
        to_3_months=by_age[1],
        to_6_months=by_age[2],
        to_12_months=by_age[3],
        beyond=by_age[4],
        credit=amount(row.credit, desk.fund.currency),
        total=amount(row.total, desk.fund.currency),
    )


@router.post(
    "/employers/{number}/certificates",
    operation_id="request_certificate",
    summary="Demander une attestation de régularité",
    description="Donnée ou refusée par la règle, avec chaque motif : les deux sont un acte.",
    response={201: Certificate, 200: Certificate},
)
def request_certificate(
    request: HttpRequest, number: Number, key: IdempotencyKey
) -> Status[Certificate]:
    desk = permitted(request, Permission.REQUEST_CERTIFICATE)
    with key_of_caller(key):
        answer = operations.submit(
            desk=desk,
            act_type_code="request_certificate",
            fields={"employer": number},
            effective_on=clock.today(desk.fund.country),
            motive="",
            key=own_key(desk, key),
            at=clock.now(),
        )
    found = standing.certificate_of_act(act_number=answer.act)
    is_again = answer.status is ActStatus.ALREADY_DONE
    status = HTTPStatus.OK if is_again else HTTPStatus.CREATED
    return Status(status, _certificate(found, desk))


@router.get(
    "/employers/{number}/certificates",
    operation_id="list_certificates",
    summary="Les attestations qu'un employeur a demandées",
    description="La plus récente d'abord.",
    response=list[Certificate],
)
def list_certificates(
    request: HttpRequest, number: Number, reading: Query[Reading]
) -> list[Certificate]:
    desk = permitted(request, Permission.READ_ACCOUNT)
    require_employer(desk, number)
    found = standing.certificates(
        employer_id=employer_id(number),
        on=reading.day(desk.fund.country),
        known_at=reading.instant(desk.fund.country),
    )
    return [_certificate(each, desk) for each in found]


def _certificate(found: types.CertificateView, desk: Desk) -> Certificate:
    return Certificate(
        number=found.number,
        act=found.act_number,
        employer=found.employer_number,
        asked_on=found.asked_on,
        result="given" if found.is_given else "refused",
        valid_until=found.valid_until,
        code=found.code or None,
        reasons=[reason.value for reason in found.reasons],
        undeclared=[f"{month:%Y-%m}" for month in found.undeclared],
        unpaid=amount(found.unpaid, desk.fund.currency),
    )
