"""The API as a whole: its routers, its errors, its description."""

import json
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.http import HttpRequest
from ninja import NinjaAPI, Router, Schema
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import JSONRenderer
from ninja.responses import NinjaJSONEncoder

from socle.api import (
    acts,
    affiliations,
    arrears,
    asking,
    awards,
    basket,
    breaches,
    calculations,
    callbacks,
    campaigns,
    cards,
    careers,
    changes,
    claims,
    coverage,
    declarations,
    deposits,
    details,
    documents,
    duplicates,
    exchange,
    families,
    history,
    imports,
    injuries,
    keeping,
    liaison,
    logs,
    lots,
    notices,
    oauth,
    obligations,
    openings,
    papers,
    payments,
    profiles,
    protection,
    queue,
    registry,
    roles,
    runs,
    standing,
    statements,
    webhooks,
)
from socle.api.access import SessionAuth, TokenAuth, as_described, in_fund
from socle.api.openapi import completed
from socle.api.partner_calls import scope_of
from socle.api.problems import handle_errors

_DESCRIPTION = """\
Le système d'information d'une caisse de protection sociale : déposer une déclaration, lire un
compte, une carrière, un acte, accomplir un acte, calculer.

Chaque demande se fait dans une caisse, celle du jeton. Ce qui est relu plus tard avec les mêmes
`on` et `known_at` donne la même réponse. Un montant est en unités mineures entières. Une erreur
est un document `application/problem+json` dont `detail` dit ce qui ne va pas et `do` que faire,
dans la langue d'`Accept-Language` (fr, en, ar).
"""

service = Router(tags=["Service"])


class Health(Schema):
    """Le service répond, et sa base aussi."""

    status: str


class _Encoder(NinjaJSONEncoder):
    """Instants in full: cut to the millisecond, one would fall before the act it names."""

    def default(self, o: Any) -> Any:
        if isinstance(o, datetime):
            return o.astimezone(UTC).isoformat().replace("+00:00", "Z")
        return super().default(o)


class _Renderer(JSONRenderer):
    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return json.dumps(data, cls=_Encoder, ensure_ascii=False).encode("utf-8", "replace")


# What a partner's system may call, by operation, and the scope that it asks.
_OPENED: dict[str, str] = {}


class SocleAPI(NinjaAPI):
    """Ninja's API, whose description also tells how each operation fails."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        return completed(super().get_openapi_schema(**options), _OPENED)


@service.get(
    "/health",
    auth=None,
    operation_id="health",
    summary="Le service répond-il ?",
    description="Sans identification. 503 quand la base ne répond pas.",
    response=Health,
)
def health(request: HttpRequest) -> Health:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return Health(status="ok")


api = SocleAPI(
    title="Socle",
    version="1",
    description=_DESCRIPTION,
    openapi_url=None,
    docs_url=None,
    urls_namespace="api-1",
    renderer=_Renderer(),
    auth=[TokenAuth(), SessionAuth()],
)
handle_errors(api)
for each in (
    service,
    oauth,
    deposits,
    declarations,
    profiles,
    obligations,
    queue,
    registry,
    families,
    details,
    imports,
    injuries,
    lots,
    duplicates,
    cards,
    affiliations,
    careers,
    coverage,
    claims,
    awards,
    liaison,
    runs,
    campaigns,
    openings,
    papers,
    documents,
    history,
    changes,
    webhooks,
    acts,
    basket,
    calculations,
    payments,
    statements,
    callbacks,
    logs,
    roles,
    protection,
    breaches,
    keeping,
    exchange,
    asking,
    arrears,
    standing,
    notices,
):
    router = each if isinstance(each, Router) else each.router
    for view in router.path_operations.values():
        for operation in view.operations:
            if (scope := scope_of(operation.view_func)) is not None:
                _OPENED[str(operation.operation_id)] = scope
    router.add_decorator(as_described, mode="operation")
    router.add_decorator(in_fund, mode="operation")
    api.add_router("", router)
