"""Access tokens as the standard asks for them: client credentials, in a form or in JSON."""

import json
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus

from django.http import HttpRequest

from socle.api.dci.replies import Reply, said
from socle.exchange.dci.codes import Rejected
from socle.exchange.dci.strict import read_object
from socle.kernel.errors import Refused
from socle.platform.partners.errors import TokenRefused
from socle.platform.partners.operations import client_id, grant_token

_GRANT = "client_credentials"
_MOST_BYTES = 8_000
_LONGEST = 4_000


def token(request: HttpRequest, *, fund: str, raw: bytes, at: datetime) -> Reply:
    """An access token for a partner's secret; its client may be named with the fund or without."""
    try:
        asked = _asked(request, raw)
        if not asked.get("grant_type"):
            raise TokenRefused("invalid_request")
        if asked["grant_type"] != _GRANT:
            raise TokenRefused("unsupported_grant_type")
        client = asked.get("client_id", "")
        named = client if "." in client else client_id(fund_code=fund, code=client)
        if named.rpartition(".")[0] != fund:
            raise TokenRefused("invalid_client")
        secret, scope = asked.get("client_secret", ""), asked.get("scope", "")
        given = grant_token(client=named, secret=secret, scope=scope, at=at)
    except TokenRefused as refused:
        return _refused(refused.reason)
    except Refused as many:
        body = {"error": "temporarily_unavailable", "error_description": many.code}
        seconds = str(many.facts.get("seconds", 1))
        return said(HTTPStatus.TOO_MANY_REQUESTS, body, **{"Retry-After": seconds})
    shown = {
        "access_token": given.token,
        "token_type": "Bearer",
        "expires_in": str(given.seconds),  # a text, by the file of the standard
        "scope": " ".join(given.scopes),
    }
    return said(HTTPStatus.OK, shown)


def _asked(request: HttpRequest, raw: bytes) -> Mapping[str, str]:
    """What is asked, as texts.

    Raises:
        TokenRefused: it cannot be read.
    """
    if len(raw) > _MOST_BYTES:
        raise TokenRefused("invalid_request")
    if request.content_type == "application/json":
        try:
            found = read_object(raw, most_bytes=_MOST_BYTES)
        except Rejected:
            raise TokenRefused("invalid_request") from None
    elif request.content_type == "application/x-www-form-urlencoded":
        found = {name: request.POST[name] for name in request.POST}
    else:
        raise TokenRefused("invalid_request")
    if not all(isinstance(each, str) and len(each) <= _LONGEST for each in found.values()):
        raise TokenRefused("invalid_request")
    return found


def _refused(reason: str) -> Reply:
    body = json.dumps({"error": reason, "error_description": reason.replace("_", " ")}).encode()
    if reason != "invalid_client":
        return Reply(HTTPStatus.BAD_REQUEST, body)
    return Reply(HTTPStatus.UNAUTHORIZED, body, {"WWW-Authenticate": 'Basic realm="Socle"'})
