"""How often a caller may ask a public page, counted by the database for every process."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from django.http import HttpRequest

from socle.platform.access.operations import may_ask
from socle.web.proxies import caller_address

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


def _caller(address: str) -> str:
    try:
        read = ip_address(address)
    except ValueError:
        return address
    if isinstance(read, IPv6Address) and read.ipv4_mapped is None:
        return str(IPv6Address(int(read) >> _OWN_BITS << _OWN_BITS))
    return address
