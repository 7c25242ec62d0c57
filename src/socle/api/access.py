"""Who calls: a bearer token or a signed-in session, and the fund's transaction around the call."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import CsrfViewMiddleware
from ninja.security import APIKeyCookie, HttpBearer
from pydantic import BaseModel

from socle.api import clock
from socle.api.errors import CsrfFailed
from socle.api.partner_calls import by_partner
from socle.api.shown import persons_in
from socle.kernel.errors import Conflict, NotKnown, Refused
from socle.platform.access import queries, sittings
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk, Permission
from socle.platform.access.volume import count_persons_read
from socle.platform.partners import operations as partners

# What `create_token` makes; anything else opens nothing, and the database is not asked.
_TOKEN = re.compile(r"socle_[A-Za-z0-9_-]{20,100}")
_OF_PERSON = re.compile(r"/api/v1/persons/[^/]+")
# Where the screens keep the fund that the person chose.
_FUND_IN_SESSION = "fund"


class TokenAuth(HttpBearer):
    """`Authorization: Bearer …`: a person's own token, or one that a partner's system took."""

    def authenticate(self, request: HttpRequest, token: str) -> Desk | None:
        if token.startswith(partners.TOKEN_PREFIX):
            return partners.enter(token=token, at=clock.now())
        if not _TOKEN.fullmatch(token):
            return None
        return queries.desk_of_token(token=token, at=clock.now())


class SessionAuth(APIKeyCookie):
    """The session of a person who signed in on the screens; what changes something needs CSRF."""

    param_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> Desk | None:
        # Whoever shows a token is judged by the token alone.
        if request.headers.get("Authorization") or not request.user.is_authenticated:
            return None
        # A password that somebody else gave opens the page that changes it, and nothing more.
        one_time_until = getattr(request.user, "one_time_until", None)
        is_others = sittings.has_password_of_others(request.session, one_time_until=one_time_until)
        if is_others or _is_shut(request):
            return None
        check_csrf(request)
        return desk_of_session(request)

    def authenticate(self, request: HttpRequest, key: str | None) -> Desk | None:
        raise AssertionError("a session shows no token")


class _Csrf(CsrfViewMiddleware):
    """Django's check, that says why instead of showing a page."""

    def _reject(self, request: HttpRequest, reason: str) -> Any:
        raise CsrfFailed


def check_csrf(request: HttpRequest) -> None:
    """Stops a request that another site may have had a browser send.

    Raises:
        CsrfFailed: the token is missing or wrong.
    """

    def no_answer(_request: HttpRequest) -> Any:
        return None

    check = _Csrf(no_answer)
    check.process_request(request)
    check.process_view(request, no_answer, (), {})


def desk_of_session(request: HttpRequest) -> Desk:
    """The desk of the person who signed in, in the fund they chose or the first that opens.

    Raises:
        NotKnown: the person holds no role in any fund, or no mandate as a mandatary.
    """
    user_id = int(request.user.pk or 0)
    now = clock.now()
    codes = [fund.code for fund in queries.funds_of(user_id=user_id, at=now)]
    if not codes:
        raise NotKnown("access.no_role", fund="–")
    chosen = request.session.get(_FUND_IN_SESSION)
    asked = [chosen] if chosen in codes else codes
    found = queries.first_desk(user_id=user_id, fund_codes=asked, at=now)
    return replace(found, proof=sittings.proof(request.session, at=now))


def _is_shut(request: HttpRequest) -> bool:
    """Whether the screens would stop this session: locked, too long, or a second step overdue."""
    now, due = clock.now(), getattr(request.user, "factor_due_at", None)
    if sittings.lacks_second_step(request.session, due_at=due, at=now):
        return True
    return sittings.is_locked(request.session) or sittings.is_over(request.session, at=now)


def desk_of(request: HttpRequest) -> Desk:
    """The desk that authentication found."""
    found: Desk = request.auth  # type: ignore[attr-defined]
    return found


def permitted(request: HttpRequest, permission: Permission) -> Desk:
    """The desk, when it holds the permission.

    Raises:
        Refused: `access.forbidden`.
    """
    found = desk_of(request)
    queries.require(found, permission)
    return found


def in_fund(operation: Callable[..., Any]) -> Callable[..., Any]:
    """Runs an operation inside its fund's transaction: committed before the answer is sent.

    A refusal is an exception until here, so what the operation had written is undone.
    """

    @wraps(operation)
    def within(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        desk = getattr(request, "auth", None)
        if not isinstance(desk, Desk):
            return operation(request, *args, **kwargs)
        if desk.agreement is not None:
            return by_partner(desk, operation, kwargs, lambda: operation(request, *args, **kwargs))
        with fund_scope(desk.fund.id):
            if request.method == "GET" and _OF_PERSON.match(request.path_info):
                count_persons_read(desk=desk, numbers=[kwargs["number"]], at=clock.now())
            answer = operation(request, *args, **kwargs)
            if request.method == "GET" and not desk.employer_numbers:
                # Who acts for an employer reads whom it declared itself.
                count_persons_read(desk=desk, numbers=persons_in(answer), at=clock.now())
            return answer

    return within


def as_described(operation: Callable[..., Any]) -> Callable[..., Any]:
    """Refuses a reading whose address says what the operation does not know."""

    @wraps(operation)
    def read(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method == "GET":
            _require_known(request, kwargs)
        return operation(request, *args, **kwargs)

    return read


def _require_known(request: HttpRequest, read: Mapping[str, Any]) -> None:
    """Stops a question that says more than was understood: `known_on` would read the present.

    Raises:
        Refused: `api.parameter_unknown`.
    """
    in_path = request.resolver_match.kwargs if request.resolver_match else {}
    known: set[str] = set()
    for name, value in read.items():
        if isinstance(value, BaseModel):  # several parameters read together
            known.update(type(value).model_fields)
        elif name not in in_path:
            known.add(name)
    for name in request.GET:
        if name not in known:
            listed = ", ".join(sorted(known)) or "–"
            raise Refused("api.parameter_unknown", name=name[:40], known=listed)


def own_key(desk: Desk, key: str) -> str:
    """The key of a request as it is kept: one caller's keys never meet another's."""
    return hashlib.sha256(f"{desk.user_id}:{key}".encode()).hexdigest()


@contextmanager
def key_of_caller(key: str) -> Iterator[None]:
    """Says the caller's own key in a refusal, not the one that is kept."""
    try:
        yield
    except Conflict as conflict:
        if conflict.code != "acts.key_reused":
            raise
        raise Conflict(conflict.code, key=key) from conflict
