"""Subscriptions of a partner's system to events, and what it could not be told of."""

from datetime import date, datetime
from http import HTTPStatus
from typing import Annotated

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from socle.api import clock
from socle.api.access import desk_of, key_of_caller, own_key
from socle.api.parameters import MOST, IdempotencyKey, Input, Number, Text
from socle.api.partner_calls import ANY, open_to_partners
from socle.kernel.errors import Refused
from socle.platform.access.types import Desk
from socle.platform.outbox.types import EventKind
from socle.platform.partners import webhooks
from socle.platform.partners.addresses import LONGEST_URL

router = Router(tags=["Partenaires"])


class SubscriptionInput(Input):
    """Où envoyer les avis, et desquels."""

    url: Annotated[Text, Field(min_length=1, max_length=LONGEST_URL)] = Field(
        description="En https, au domaine de la convention."
    )
    events: list[EventKind] = Field(min_length=1, max_length=len(EventKind))


class Subscribed(Schema):
    """L'abonnement, et la clé qui signe ce qu'il reçoit."""

    number: str
    url: str
    events: list[str]
    signing_key: str = Field(
        description="Chaque avis porte `X-Socle-Timestamp` et, en `X-Socle-Signature`, l'HMAC-"
        "SHA256 hexadécimal de « horodatage.corps » par cette clé."
    )


class Subscription(Schema):
    """Un abonnement en cours, et comment il va."""

    number: str
    url: str
    events: list[str]
    since: date
    waiting: int = Field(description="Avis qui attendent d'être reçus.")
    given_up: int = Field(description="Avis abandonnés après dix essais, à rejouer.")
    last_told_at: datetime | None


class Subscriptions(Schema):
    """Les abonnements en cours du partenaire."""

    items: list[Subscription]


class UntoldEvent(Schema):
    """Un avis qui n'a pas été reçu."""

    event: str
    attempts: int
    next_at: datetime
    given_up_at: datetime | None
    outcome: str = Field(description="Le dernier essai : un statut, ou pourquoi rien n'a répondu.")


class UntoldEvents(Schema):
    """Les avis qui n'ont pas été reçus, les abandonnés d'abord."""

    items: list[UntoldEvent]


class Replayed(Schema):
    """Combien d'avis abandonnés sont tentés de nouveau."""

    count: int


class Ended(Schema):
    """L'abonnement auquel il est mis fin."""

    number: str


@router.post(
    "/subscriptions",
    operation_id="subscribe",
    summary="S'abonner à des événements",
    description="Chaque événement est envoyé, signé, jusqu'à ce qu'une réponse 2xx dise qu'il est "
    "reçu : au moins une fois, toujours sous le même `id`. Une redirection n'est pas suivie.",
    response={201: Subscribed},
)
@open_to_partners(ANY)
def subscribe(
    request: HttpRequest, given: SubscriptionInput, key: IdempotencyKey
) -> Status[Subscribed]:
    desk, code = _partner(request)
    with key_of_caller(key):
        number = webhooks.subscribe(
            desk=desk,
            code=code,
            url=given.url,
            events=given.events,
            key=own_key(desk, key),
            on=clock.today(desk.fund.country),
        )
    shown = Subscribed(
        number=number,
        url=given.url,
        events=sorted(given.events),
        signing_key=webhooks.signing_key(fund=desk.fund, number=number),
    )
    return Status(HTTPStatus.CREATED, shown)


@router.get(
    "/subscriptions",
    operation_id="list_subscriptions",
    summary="Les abonnements du partenaire",
    description="Ceux en cours, avec ce qui attend et ce qui a été abandonné.",
    response=Subscriptions,
)
@open_to_partners(ANY)
def list_subscriptions(request: HttpRequest) -> Subscriptions:
    desk, code = _partner(request)
    found = webhooks.subscriptions(code=code, on=clock.today(desk.fund.country))
    return Subscriptions(
        items=[
            Subscription(
                number=each.number,
                url=each.url,
                events=list(each.events),
                since=each.since,
                waiting=each.waiting,
                given_up=each.given_up,
                last_told_at=each.last_told_at,
            )
            for each in found
        ]
    )


@router.get(
    "/subscriptions/{number}/untold",
    operation_id="list_untold",
    summary="Les avis qu'un abonnement n'a pas reçus",
    description=f"Les abandonnés, puis ceux qui attendent, {MOST} au plus.",
    response=UntoldEvents,
)
@open_to_partners(ANY)
def list_untold(request: HttpRequest, number: Number) -> UntoldEvents:
    desk, code = _partner(request)
    found = webhooks.untold(code=code, number=number, on=clock.today(desk.fund.country), limit=MOST)
    return UntoldEvents(
        items=[
            UntoldEvent(
                event=each.event,
                attempts=each.attempts,
                next_at=each.next_at,
                given_up_at=each.given_up_at,
                outcome=each.outcome,
            )
            for each in found
        ]
    )


@router.post(
    "/subscriptions/{number}/replay",
    operation_id="replay_untold",
    summary="Tenter de nouveau les avis abandonnés",
    description="À la prochaine tournée, sous les mêmes `id`.",
    response=Replayed,
)
@open_to_partners(ANY)
def replay_untold(request: HttpRequest, number: Number) -> Replayed:
    desk, code = _partner(request)
    on = clock.today(desk.fund.country)
    return Replayed(count=webhooks.replay(code=code, number=number, on=on, at=clock.now()))


@router.post(
    "/subscriptions/{number}/end",
    operation_id="end_subscription",
    summary="Mettre fin à un abonnement",
    description="Rien n'est plus envoyé, ni ce qui attendait.",
    response=Ended,
)
@open_to_partners(ANY)
def end_subscription(request: HttpRequest, number: Number, key: IdempotencyKey) -> Ended:
    desk, code = _partner(request)
    webhooks.end_subscription(
        desk=desk,
        code=code,
        number=number,
        key=own_key(desk, key),
        on=clock.today(desk.fund.country),
    )
    return Ended(number=number)


def _partner(request: HttpRequest) -> tuple[Desk, str]:
    """The desk of a partner's system, and the partner's code.

    Raises:
        Refused: whoever calls is no partner's system.
    """
    desk = desk_of(request)
    if desk.agreement is None:
        raise Refused("partners.partners_only")
    return desk, desk.agreement.partner
