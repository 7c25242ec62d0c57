"""Is this person covered: one at a time or many. Each read by a partner is recorded."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router

from socle.api import clock
from socle.api import coverage_shapes as shapes
from socle.api.access import permitted
from socle.api.parameters import KnownAt, Number, Reading
from socle.api.partner_calls import open_to_partners
from socle.api.problems import language
from socle.coverage.queries import require_scheme, right
from socle.coverage.types import HEALTH
from socle.kernel.errors import NotKnown
from socle.platform.access.types import Permission
from socle.platform.partners.operations import note_access
from socle.platform.partners.types import Scope

router = Router(tags=["Couverture"])
_CODE = shapes.CODE


@router.get(
    "/coverage",
    operation_id="check_coverage",
    summary="Le droit d'une personne est-il ouvert",
    description="Un jour, tel que la caisse le savait à un instant ; le motif, et ce qui le "
    "rouvrirait. Avec `scheme`, une personne d'un autre régime est un refus qui dit le sien.",
    response=shapes.CoverageCheck,
)
@open_to_partners(Scope.COVERAGE, "person")
def check_coverage(
    request: HttpRequest,
    person: Annotated[Number, Query(description="Le numéro de la personne.")],
    reading: Query[Reading],
    scheme: Annotated[
        str, Query(max_length=20, pattern=_CODE, description="Le régime qui demande ; vide : tous.")
    ] = "",
    branch: Annotated[
        str, Query(max_length=20, pattern=_CODE, description="La branche : la santé d'ordinaire.")
    ] = HEALTH,
) -> dict[str, Any]:
    fund = permitted(request, Permission.CHECK_RIGHTS).fund
    on, known_at = reading.day(fund.country), reading.instant(fund.country)
    found = right(fund=fund, person=person, on=on, known_at=known_at, branch=branch)
    require_scheme(found, scheme)
    return shapes.check(found, language=language(), currency=fund.currency)


@router.post(
    "/coverage/checks",
    operation_id="check_coverages",
    summary="Les droits de plusieurs personnes",
    description="Cent personnes au plus, au même jour. Chaque lecture est gardée, comme une seule.",
    response=shapes.CoverageChecks,
)
@open_to_partners(Scope.COVERAGE)
def check_coverages(request: HttpRequest, asked: shapes.Asked) -> dict[str, Any]:
    desk = permitted(request, Permission.CHECK_RIGHTS)
    fund = desk.fund
    on = asked.on or clock.today(fund.country)
    known_at = KnownAt(known_at=asked.known_at).instant(fund.country)
    checks = []
    for person in asked.persons:
        check, outcome = None, "done"
        try:
            found = right(fund=fund, person=person, on=on, known_at=known_at)
            check = shapes.check(found, language=language(), currency=fund.currency)
        except NotKnown as nobody:
            outcome = nobody.code
        note_access(
            desk=desk,
            operation="check_coverages",
            kind="person",
            number=person,
            outcome=outcome,
            at=clock.now(),
        )
        checks.append({"person": person, "check": check})
    return {"on": on, "known_at": known_at, "checks": checks}
