"""How often a caller may ask a public page, counted by the database for every process."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from http import HTTPStatus
from ipaddress import IPv6Address, ip_address
from typing import Any

from django.http import HttpRequest, HttpResponse

from socle.kernel.errors import Refused
from socle.platform.access.operations import may_ask
from socle.web import clock, errors
from socle.web.proxies import caller_address

View = Callable[..., HttpResponse]

# One subscriber is given 64 bits of IPv6 addresses: each of them alone would be a new caller.
_OWN_BITS = 64


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many requests of a page in so many seconds for each caller."""

    page: str
    count: int
    seconds: int

    def takes(self, request: HttpRequest, at: datetime) -> bool:
        """Whether one more request is within its caller's allowance."""
        return may_ask(
            subject=f"{self.page}:{_caller(caller_address(request))}",
            most=self.count,
            span=timedelta(seconds=self.seconds),
            at=at,
        )


# Public pages that compute: an agency behind one address passes, what would use us as a machine
# does not. A convention.
COMPUTED = Allowance("computed", count=240, seconds=60)


def metered(view: View) -> View:
    """A public page that computes, within its callers' allowance; beyond it they are told so."""

    @wraps(view)
    def within(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if COMPUTED.takes(request, clock.now()):
            return view(request, *args, **kwargs)
        response = errors.said(request, Refused("web.too_many_pages"))
        response.status_code = HTTPStatus.TOO_MANY_REQUESTS
        response.headers["Retry-After"] = str(COMPUTED.seconds)
        return response

    return within


def _caller(address: str) -> str:
    try:
        read = ip_address(address)
    except ValueError:
        return address
    if isinstance(read, IPv6Address) and read.ipv4_mapped is None:
        return str(IPv6Address(int(read) >> _OWN_BITS << _OWN_BITS))
    return address
