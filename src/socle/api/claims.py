"""Claims: where they stand, what they lack, what was decided. Acts take and decide them."""

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from socle.api import awards, clock
from socle.api.access import key_of_caller, own_key, permitted
from socle.api.acts import FieldName as ActFieldName
from socle.api.acts import FieldValue as ActFieldValue
from socle.api.parameters import (
    Day,
    DocumentId,
    IdempotencyKey,
    Input,
    Motive,
    Number,
    Page,
    Text,
)
from socle.api.runs import place_of
from socle.api.shapes import Amount, ListOf, amount
from socle.benefits.queries.calculations import calculate
from socle.benefits.queries.claims import claim, claim_of_act, claims, whole_decision
from socle.benefits.queries.health import may_read_health, medical_accesses, without_health
from socle.benefits.types import Calculation, Channel, ClaimLine
from socle.countries.calculation import reason_as_json, step_as_json
from socle.countries.registry import Country, country
from socle.kernel.errors import Refused
from socle.platform.access.types import Permission
from socle.platform.acts.operations import MOST_EVIDENCE, submit
from socle.platform.acts.types import ActStatus

router = Router(tags=["Prestations"])
_PLACE = re.compile(r"(\d{4}-\d{2}-\d{2})\.(\d{1,18})", re.ASCII)
_Stage = Literal[
    "incomplete",
    "ready",
    "not_computable",
    "proposed",
    "granted",
    "refused",
    "appealed",
    "to_redo",
]


class Listed(Schema):
    """Une demande dans une liste."""

    number: str
    person: str
    benefit: str
    event_on: date
    filed_on: date
    stage: _Stage
    decided_on: date | None


class ClaimPage(Page):
    """Which claims."""

    open: bool = Field(default=True, description="Seulement celles qui attendent.")


class Fact(Schema):
    """Un élément du calcul et qui le sait ; un montant est en unités mineures."""

    name: str
    value: int
    origin: Literal["career", "totalised", "register", "family", "award", "computed", "told"]
    act: str = Field(description="L'acte qui l'a dit, s'il y en a un.")
    otherwise: int | None = Field(
        description="Ce que disent les dossiers, s'ils disent autre chose."
    )


class Computation(Schema):
    """Ce que la loi donne, ou ce qui manque pour le dire."""

    eligible: bool
    amount: Amount | None
    periodicity: str
    facts: list[Fact]
    missing: list[str] = Field(description="Les éléments que personne n'a dits.")
    unread: list[str] = Field(description="Les valeurs de la loi qui n'ont été lues nulle part.")
    reasons: list[dict[str, object]]
    steps: list[dict[str, object]]
    status: str
    reserved: list[str] = Field(
        description="Les éléments de santé, que lit le médecin-conseil : ni leur valeur, ni les "
        "étapes, ni les raisons qui la diraient ne sont ici."
    )


class Decision(Schema):
    """Une décision ; la dernière vaut."""

    number: str
    act: str
    outcome: Literal["granted", "refused"]
    decided_on: date
    amount: Amount


class Claim(Listed):
    """Une demande en entier."""

    act: str
    channel: str
    missing_pieces: list[str]
    computation: Computation
    decisions: list[Decision]
    awards: list[awards.Award]


@router.get(
    "/claims",
    operation_id="list_claims",
    summary="Les demandes de prestations",
    description="La plus ancienne d'abord.",
    response=ListOf[Listed],
)
def list_claims(request: HttpRequest, page: Query[ClaimPage]) -> ListOf[Listed]:
    permitted(request, Permission.READ_BENEFITS)
    after = day_place(page.cursor) if page.cursor else None
    found = claims(limit=page.limit + 1, only_open=page.open, after=after)
    shown = found[: page.limit]
    is_more = len(found) > len(shown)
    last = shown[-1] if shown else None
    return ListOf[Listed](
        items=[Listed(**_listed(each)) for each in shown],
        next=f"{last.filed_on}.{last.id}" if is_more and last else None,
    )


class ClaimInput(Input):
    """Une demande de prestation, telle qu'un guichet la recevrait."""

    person: Number = Field(description="Le numéro de l'assuré ; pour des survivants, du défunt.")
    benefit: ActFieldName = Field(description="Une prestation du régime de la caisse.")
    event_on: Day = Field(description="Le jour où le droit se juge.")
    filed_on: Day = Field(description="Le jour de la demande : il compte.")
    facts: Annotated[dict[ActFieldName, ActFieldValue | None], Field(max_length=40)] = Field(
        default_factory=dict,
        description="Ce que seul le demandeur sait ; le catalogue des actes le nomme.",
    )
    seen: Text = Field("", max_length=400, description="Codes des pièces vues, avec des virgules.")
    filing: Text = Field("", max_length=40, description="Le récépissé de la page publique.")
    motive: Motive = Field("", description="Qui demande, et comment.")
    evidence: Annotated[list[DocumentId], Field(max_length=MOST_EVIDENCE)] = Field(
        default_factory=list,
        description="Les pièces, déposées avant par le même compte : POST /documents.",
    )


class Filed(Schema):
    """La demande reçue ; `act` est l'acte qui la porte."""

    claim: str
    act: str
    status: Literal["done", "already_done"]
    filed_on: date
    missing_pieces: list[str]


@router.post(
    "/claims",
    operation_id="file_claim",
    summary="Recevoir une demande de prestation",
    description=(
        "L'acte `file_claim`, en une opération : 201 reçue, 200 déjà reçue avec cette clé. Il "
        "manque des pièces : elle est reçue quand même, et son jour compte."
    ),
    response={201: Filed, 200: Filed},
)
def file_claim(request: HttpRequest, given: ClaimInput, key: IdempotencyKey) -> Status[Filed]:
    desk = permitted(request, Permission.FILE_CLAIM)
    said = {name: text for name, text in given.facts.items() if text}
    fields = said | {
        "person": given.person,
        "benefit": given.benefit,
        "event_on": given.event_on.isoformat(),
        "channel": Channel.API.value,
        "seen": given.seen,
        "filing": given.filing,
    }
    with key_of_caller(key):
        found = submit(
            desk=desk,
            act_type_code="file_claim",
            fields=fields,
            effective_on=given.filed_on,
            motive=given.motive,
            key=own_key(desk, key),
            at=clock.now(),
            evidence=tuple(dict.fromkeys(given.evidence)),
        )
    read = claim_of_act(act=found.act)
    filed = Filed(
        claim=read.number,
        act=found.act,
        status="done" if found.status is ActStatus.DONE else "already_done",
        filed_on=read.filed_on,
        missing_pieces=[each.code for each in read.missing_pieces],
    )
    return Status(201 if found.status is ActStatus.DONE else 200, filed)


@router.get(
    "/claims/{number}",
    operation_id="get_claim",
    summary="Une demande, son calcul, ses décisions",
    description="Le calcul est celui de la décision qui vaut ; avant elle, celui d'aujourd'hui.",
    response=Claim,
)
def get_claim(request: HttpRequest, number: Number) -> Claim:
    desk = permitted(request, Permission.READ_BENEFITS)
    here, found = country(desk.fund.country), claim(number=number)
    (line,) = claims(limit=1, number=number)
    decision = found.last_decision
    is_reader = may_read_health(desk, claim=number, at=clock.now())
    if decision:
        computed = whole_decision(number=decision.number) if is_reader else decision.calculation
    else:
        computed = calculate(
            fund=desk.fund,
            number=found.person_number,
            benefit=found.benefit,
            on=found.event_on,
            told=found.told,
        )
    computed = computed if is_reader else without_health(computed)
    return Claim(
        **_listed(line),
        act=found.act_number,
        channel=found.channel,
        missing_pieces=[each.code for each in found.missing_pieces],
        computation=_computation(here, computed),
        decisions=[
            Decision(
                number=each.number,
                act=each.act_number,
                outcome=each.outcome.value,
                decided_on=each.decided_on,
                amount=amount(each.amount, here.currency),
            )
            for each in found.decisions
        ],
        awards=[awards.shown(each, here.currency) for each in found.awards],
    )


class MedicalAccess(Schema):
    """Qui a ouvert la partie médicale d'une demande sans en être le médecin-conseil."""

    act: str
    claim: str
    person: str
    who: str
    motive: str
    opened_at: datetime
    until: datetime
    outcome: Literal["seen", "contested"] | None
    note: str
    reviewed_by: str
    reviewed_at: datetime | None


class MedicalAccessPage(Page):
    """Which accesses."""

    to_review: bool = Field(default=True, description="Seulement ceux que personne n'a revus.")


@router.get(
    "/medical-accesses",
    operation_id="list_medical_accesses",
    summary="Qui a lu ce qui touche à la santé sans être médecin-conseil",
    description="Le plus récent d'abord. L'acte `open_medical_part` ouvre une demande deux heures, "
    "avec un motif ; l'acte `review_medical_access` du médecin-conseil dit ce qu'il en est.",
    response=ListOf[MedicalAccess],
)
def list_medical_accesses(
    request: HttpRequest, page: Query[MedicalAccessPage]
) -> ListOf[MedicalAccess]:
    permitted(request, Permission.ADVISE_MEDICALLY)
    before = place_of(page.cursor)
    only = True if page.to_review else None
    found = medical_accesses(limit=page.limit + 1, before=before, to_review=only)
    shown = found[: page.limit]
    return ListOf[MedicalAccess](
        items=[
            MedicalAccess(
                act=each.act_number,
                claim=each.claim,
                person=each.person_number,
                who=each.who,
                motive=each.motive,
                opened_at=each.opened_at,
                until=each.until,
                outcome=each.outcome.value if each.outcome else None,
                note=each.note,
                reviewed_by=each.reviewed_by,
                reviewed_at=each.reviewed_at,
            )
            for each in shown
        ],
        next=str(shown[-1].id) if len(found) > len(shown) else None,
    )


def day_place(cursor: str) -> tuple[date, int]:
    found = _PLACE.fullmatch(cursor)
    if found is None:
        raise Refused("api.cursor_invalid")
    try:
        return date.fromisoformat(found[1]), int(found[2])
    except ValueError as error:
        raise Refused("api.cursor_invalid") from error


def _listed(each: ClaimLine) -> dict[str, Any]:
    return {
        "number": each.number,
        "person": each.person_number,
        "benefit": each.benefit,
        "event_on": each.event_on,
        "filed_on": each.filed_on,
        "stage": each.stage.value,
        "decided_on": each.decided_on,
    }


def _computation(here: Country, found: Calculation) -> Computation:
    return Computation(
        eligible=found.eligible,
        amount=amount(found.amount, here.currency) if found.eligible else None,
        periodicity=found.periodicity,
        facts=[
            Fact(
                name=each.name,
                value=each.value,
                origin=each.origin.value,
                act=each.act,
                otherwise=each.otherwise,
            )
            for each in found.facts
        ],
        missing=list(found.missing),
        unread=[*found.unread, *found.unchecked_law],
        reasons=[reason_as_json(here, each) for each in found.reasons],
        steps=[step_as_json(here, each) for each in found.steps],
        status=found.status,
        reserved=list(found.reserved),
    )
