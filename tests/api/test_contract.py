"""Whatever is sent, the answer is one that the description announces, and never a failure."""

import json
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi import checks
from tests.api.samples import ROOT, Caller, Drawers
from tests.conftest import Undone, audit
from tests.platform.partners.scenes import CODE, agree, secret_of

from socle.api import clock
from socle.api.application import api
from socle.platform.access.scope import fund_scope
from socle.platform.acts import queries
from socle.platform.partners.operations import grant_token

EXAMPLES = 6
CHECKS = [
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
PATHS = api.get_openapi_schema()["paths"]
TRIED = [
    (path, method, mode, on_file)
    for path, methods in sorted(PATHS.items())
    for method, operation in methods.items()
    for mode in GenerationMode
    for on_file in (False, True)
    # Nothing can be sent wrong where nothing is asked and everybody may enter.
    if (mode is GenerationMode.POSITIVE or (operation.get("security") and not on_file))
    and (not on_file or "{" in path)
]


@cache
def described() -> Any:
    """The description as the tool reads it, bound to the site in this same process."""
    raw = json.loads(json.dumps(api.get_openapi_schema()))
    schema = schemathesis.openapi.from_dict(raw)
    schema.app = closed(get_wsgi_application())
    return schema


def closed(site: Any) -> Any:
    """The site, each answer read to its end and closed as a server does."""

    def answered(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        response = site(environ, start_response)
        try:
            return [b"".join(response)]
        finally:
            response.close()

    return answered


@pytest.fixture
def cm(filled: Drawers, request: pytest.FixtureRequest) -> Iterator[Drawers]:
    """The same drawers for each test: what it writes is undone, and audited where it may write."""
    with suppress(Undone), transaction.atomic():
        yield filled
        if request.node.callspec.params["method"] != "get":
            audit()
        raise Undone


@pytest.fixture
def one_connection(cm: Drawers) -> Iterator[None]:
    """The site keeps the test's own connection, as Django's test client makes it do.

    After the drawers are filled: that client restores the signals after each of its requests.
    """
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.slow
@pytest.mark.usefixtures("one_connection")
@pytest.mark.parametrize(("path", "method", "mode", "on_file"), TRIED)
def test_the_description_is_kept(
    cm: Drawers, path: str, method: str, mode: GenerationMode, *, on_file: bool
) -> None:
    operation = described()[path][method.upper()]
    is_of_partners = "/subscriptions" in path or path.endswith("/standing")
    caller = _partner(cm) if is_of_partners else Caller(_who(cm, path))
    known = _known(cm, path, method) if on_file else None

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode, path_parameters=known))
    def tried(case: Any) -> None:
        response = case.call(headers=caller.headers)
        assert response.status_code < 500, response.text
        case.validate_response(response, checks=CHECKS)

    tried()


def _partner(cm: Drawers) -> Caller:
    """A partner's system. Its token is not asked of the site: see `_known`."""
    agree(cm.place, "persons:read", "standing:check", calls_per_minute="6000")
    given = grant_token(
        client=f"{cm.place.fund.code}.{CODE}",
        secret=secret_of(cm.place),
        scope="",
        at=clock.now(),
    )
    caller = Caller(None)
    caller.headers["Authorization"] = f"Bearer {given.token}"
    return caller


def _who(cm: Drawers, path: str) -> Any:
    """Whoever may do most there: an answer of 403 would try nothing."""
    if "proposals" in path:
        return cm.place.verifier
    if path == f"{ROOT}/declarations":
        return cm.place.accounts
    return cm.place.registration


def _known(cm: Drawers, path: str, method: str) -> dict[str, str]:
    """What is asked for by path and exists: so that answers, too, are compared."""
    if (path, method) == (f"{ROOT}/acts/{{act}}", "post"):
        return {"act": "register_person"}
    if "{document}" in path:
        # Not asked of the site: Django's client would restore the signals again.
        with fund_scope(cm.place.fund.id):
            [evidence] = queries.act(number=cm.act).evidence
        return {"document": str(evidence.id)}
    if "{partner}" in path:
        return {"fund": cm.place.fund.code, "partner": "personne"}
    if "{token}" in path:
        return {"token": "WzEsIkxQIl0:1a:b"}  # well formed, and never given
    return {"act" if "{act}" in path else "number": cm.number_for(path)}
