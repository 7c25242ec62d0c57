"""From which address a request comes, behind the proxies that the operator trusts."""

from ipaddress import IPv4Address, IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest


def caller_address(request: HttpRequest) -> str:
    """The caller's address: the last one that no trusted proxy vouches for is the real one.

    Each proxy adds at the end of X-Forwarded-For whom it was called by. What stands before the
    first address that is not a proxy of ours was written by the caller, and proves nothing.
    """
    direct = str(request.META.get("REMOTE_ADDR", ""))
    if not _is_trusted(direct):
        return direct
    told = [each.strip() for each in request.headers.get("X-Forwarded-For", "").split(",")]
    found = direct
    for each in reversed(told):
        address = _read(each)
        if address is None:
            break
        found = str(address)
        if not _is_trusted(found):
            break
    return found


def _is_trusted(text: str) -> bool:
    address = _read(text)
    return address is not None and any(address in network for network in settings.TRUSTED_PROXIES)


def _read(text: str) -> IPv4Address | IPv6Address | None:
    try:
        read = ip_address(text)
    except ValueError:
        return None
    # An IPv4 caller of an IPv6 socket is the same caller.
    return getattr(read, "ipv4_mapped", None) or read
