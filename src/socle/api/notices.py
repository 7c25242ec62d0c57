"""Letters of a whole fund: asking for a run, and where it stands."""

from datetime import date, datetime
from typing import Literal

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from socle.api import clock
from socle.api.access import key_of_caller, own_key, permitted
from socle.api.parameters import Day, IdempotencyKey, Input, Number
from socle.api.problems import language
from socle.api.shapes import ErrorShown
from socle.arrears.operations.runs import ask_notices
from socle.arrears.queries import runs
from socle.arrears.types import RunView
from socle.kernel.wording import error_as_json
from socle.platform.access.types import Permission

router = Router(tags=["Recouvrement"])


class RunInput(Input):
    """Les relances demandées."""

    on: Day | None = Field(
        None, description="Le jour auquel les lettres sont dues ; aujourd'hui s'il n'est pas dit."
    )


class NoticeRun(Schema):
    """Un envoi de relances, et où il en est."""

    number: str
    on: date
    status: Literal["waiting", "preparing", "sent", "refused"]
    asked_by: str
    asked_at: datetime
    started_at: datetime | None
    act: str | None = Field(description="L'acte qui a écrit les lettres, une fois envoyées.")
    letters: int
    by_step: dict[str, int] = Field(description="reminder, formal_notice.")
    refusal: ErrorShown | None = Field(description="Pourquoi rien n'est envoyé, s'il y a lieu.")


@router.post(
    "/notice-runs",
    operation_id="ask_notices",
    summary="Envoyer les relances dues par tous les employeurs",
    description="Les lettres sont préparées en arrière-plan, par un seul acte ; relisez l'envoi "
    "pour savoir où il en est. La même clé redonne le même envoi.",
    response={202: NoticeRun},
)
def ask_run(request: HttpRequest, key: IdempotencyKey, said: RunInput) -> Status[NoticeRun]:
    desk = permitted(request, Permission.RECOVER)
    with key_of_caller(key):
        number = ask_notices(
            desk=desk,
            on=said.on or clock.today(desk.fund.country),
            key=own_key(desk, key),
            at=clock.now(),
        )
    return Status(202, _shown(runs.notice_run(number=number)))


@router.get(
    "/notice-runs/{number}",
    operation_id="get_notice_run",
    summary="Où en est un envoi de relances",
    description="Ses lettres sont comptées par étape dès qu'elles sont envoyées.",
    response=NoticeRun,
)
def get_run(request: HttpRequest, number: Number) -> NoticeRun:
    permitted(request, Permission.RECOVER)
    return _shown(runs.notice_run(number=number))


def _shown(found: RunView) -> NoticeRun:
    refusal = found.refusal and error_as_json(found.refusal, language())
    return NoticeRun(
        number=found.number,
        on=found.on,
        status=found.state.value,
        asked_by=found.asked_by,
        asked_at=found.asked_at,
        started_at=found.started_at,
        act=found.act_number or None,
        letters=found.count,
        by_step={step.value: count for step, count in found.by_step.items()},
        refusal=ErrorShown.model_validate(refusal) if refusal else None,
    )
