"""Whether an employer is in good standing, for partners; who asked it, for the employer."""

from datetime import date, datetime
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from socle.api import clock
from socle.api.access import permitted
from socle.api.parameters import Number, Text
from socle.api.partner_calls import open_to_partners
from socle.api.problems import language
from socle.arrears.operations import checks
from socle.arrears.queries.checks import checks_of
from socle.kernel.wording import wording
from socle.platform.access.queries import require_employer
from socle.platform.access.types import Permission
from socle.platform.partners.types import Scope
from socle.registry.queries import employer_id

router = Router(tags=["Recouvrement"])
_Answer = Literal["in_order", "not_in_order", "unknown"]


class StandingCheck(Schema):
    """Si un employeur est en règle, et rien de plus."""

    number: str = Field(description="Le numéro de la vérification : il sert à la contester.")
    employer: str
    result: _Answer
    on: date = Field(description="Le jour pour lequel c'est vrai ; un autre jour, redemandez.")
    checked_at: datetime
    contest: str = Field(description="Comment l'employeur conteste, dans la langue de l'appelant.")


class KeptCheck(Schema):
    """Une vérification gardée : qui, pourquoi, quand, et ce qui a été répondu."""

    number: str
    asked_by: str
    purpose: str
    on: date
    checked_at: datetime
    result: _Answer
    reasons: list[str] = Field(
        description="Jamais dits à qui demande : undeclared, unpaid, broken_plan, "
        "employer_unknown, file_to_read, money_to_allocate, law_unknown."
    )


@router.get(
    "/employers/{number}/standing",
    operation_id="check_standing",
    summary="Un employeur est-il en règle",
    description="Pour le système d'un partenaire, avec sa finalité. Calculé à l'instant : en "
    "règle, pas en règle, ou inconnu quand la caisse ne peut le dire ce jour-là. Chaque "
    "vérification est gardée, et l'employeur la voit.",
    response=StandingCheck,
)
@open_to_partners(Scope.STANDING, "employer")
def check_standing(
    request: HttpRequest,
    number: Number,
    purpose: Annotated[
        Text,
        Query(min_length=5, max_length=200, description="Pourquoi : gardé, montré à l'employeur."),
    ],
) -> StandingCheck:
    desk = permitted(request, Permission.CHECK_STANDING)
    found = checks.check_standing(
        desk=desk,
        employer_number=number,
        purpose=purpose,
        on=clock.today(desk.fund.country),
        at=clock.now(),
    )
    facts = {"on": found.on.isoformat(), "number": found.number}
    said = wording("arrears.standing_contest", facts, language())
    return StandingCheck(
        number=found.number,
        employer=number,
        result=found.answer.value,
        on=found.on,
        checked_at=found.checked_at,
        contest=f"{said.message} {said.do}",
    )


@router.get(
    "/employers/{number}/standing-checks",
    operation_id="list_standing_checks",
    summary="Qui a demandé si un employeur est en règle",
    description="Les cinquante dernières vérifications, la plus récente d'abord.",
    response=list[KeptCheck],
)
def list_standing_checks(request: HttpRequest, number: Number) -> list[KeptCheck]:
    desk = permitted(request, Permission.READ_ACCOUNT)
    require_employer(desk, number)
    return [
        KeptCheck(
            number=each.number,
            asked_by=each.asked_by,
            purpose=each.purpose,
            on=each.on,
            checked_at=each.checked_at,
            result=each.answer.value,
            reasons=[reason.value for reason in each.reasons],
        )
        for each in checks_of(employer_id=employer_id(number))
    ]
