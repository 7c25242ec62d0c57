"""Passkeys between a page and the browser: what is asked, and what was answered.

What is asked of a browser is kept in the session for some minutes and is answered once. Where the
site has no name of its own, or no TLS, browsers have no passkeys, and none are offered.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest

from socle.platform.factors import operations
from socle.platform.factors.types import PasskeyChallenge, PasskeySite
from socle.web import clock

FIELD = "passkey"
_ASKED = "passkey_asked"
# How long a browser, and whoever looks for their key, may take to answer.
_WAITS = timedelta(minutes=5)


def site(request: HttpRequest) -> PasskeySite | None:
    """Where this page stands, as a browser gives it passkeys; None where it gives none.

    The name is one of those that the operator allows (`SOCLE_HOSTS`), as every request's is.
    """
    origin = f"{request.scheme}://{request.get_host()}"
    host = urlsplit(origin).hostname or ""
    is_local = host == "localhost" or host.endswith(".localhost")
    if _is_address(host) or not (request.is_secure() or is_local):
        return None
    return PasskeySite(host, origin)


def asked(request: HttpRequest, user_id: int) -> str:
    """What the browser is asked so that this person's passkey is shown; empty where none serves."""
    here = site(request)
    challenge = here and operations.ask_passkey(user_id=user_id, site=here)
    return keep(request, "shown", challenge) if challenge else ""


def keep(request: HttpRequest, purpose: str, challenge: PasskeyChallenge) -> str:
    """Keeps what an answer is checked by; what the browser is asked."""
    until = (clock.now() + _WAITS).isoformat()
    request.session[_ASKED] = {"for": purpose, "state": challenge.state, "until": until}
    return challenge.options


def kept(request: HttpRequest, purpose: str) -> Mapping[str, Any] | None:
    """What the answer is checked by, this once; None where nothing was asked, or long ago."""
    found = request.session.pop(_ASKED, None)
    if not found or found["for"] != purpose:
        return None
    state: Mapping[str, Any] = found["state"]
    return state if clock.now() < datetime.fromisoformat(found["until"]) else None


def is_right(request: HttpRequest, user_id: int) -> bool:
    """Whether what the form brought is this person's passkey, shown for what was asked."""
    here, state = site(request), kept(request, "shown")
    if here is None or state is None:
        return False
    return operations.is_right_passkey(
        user_id=user_id, site=here, state=state, text=request.POST[FIELD], at=clock.now()
    )


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
