"""Through the state's bus (X-Road, REST): our own security server carries, signs and logs.

The server is named by the installation; a partner's address is the identifier of its service. What
fails is the bus's or the provider's: only the bus says `X-Road-Error`. That the answer is the one
to this question (`X-Road-Request-Hash`) is verified by our security server, which alone knows what
it sent; here the answer must bear that hash, our identifier and the service that was asked.
"""

import base64
import binascii
import re
import ssl
from functools import lru_cache
from urllib.parse import quote

from django.conf import settings

from socle.exchange.transports import Away, Message, Reply, Unreadable, lowered, require_ready
from socle.platform.partners.addresses import TooLong, Unreachable, call_own

_ERROR = re.compile(r"(Client|Server)\.[A-Za-z.]{1,80}", re.ASCII)
_LONGEST_URI = 2000
_SHA512 = 64
# Characters of an identifier that an address takes as they are.
_PLAIN = "'()+,-.="


def send(message: Message, *, service: str, client: str) -> Reply:
    """What the provider of a service answers, or the bus where it refused.

    Raises:
        Away: no server is named, it or the provider is away.
        Unreadable: it is no answer to this message.
    """
    if not settings.XROAD_SERVER:
        raise Away("no security server")
    target = f"/r1/{quoted(service)}{message.path}"
    if len(target) > _LONGEST_URI:
        raise Unreadable("address too long")
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Accept": "application/json",
        **message.headers,
        "X-Road-Client": quoted(client),
        "X-Road-Id": message.message_id,
    }
    for name, said in (("X-Road-UserId", message.asked_by), ("X-Road-Issue", message.reference)):
        if said and said.isascii() and said.isprintable():
            headers[name] = said
    context = _context(settings.XROAD_CERTIFICATE, settings.XROAD_AUTHORITY)
    try:
        found = call_own(
            settings.XROAD_SERVER + target,
            method=message.method,
            body=message.body,
            headers=headers,
            context=context,
        )
    except TooLong as long:
        raise Unreadable("too long") from long
    except Unreachable as away:
        raise Away(str(away)) from away
    return checked(Reply(found.status, lowered(found.headers), found.body), message, service)


def quoted(identifier: str) -> str:
    """An identifier in an address or a header: each of its parts by itself."""
    return "/".join(quote(each, safe=_PLAIN) for each in identifier.split("/"))


def checked(reply: Reply, message: Message, service: str) -> Reply:
    """An answer that is to this message, of this service; the bus's own refusal named.

    Raises:
        Away, Unreadable: as `send`.
    """
    error = reply.headers.get("x-road-error", "")
    if error:
        kind = error if _ERROR.fullmatch(error) else "X-Road-Error"
        if kind.startswith("Client."):
            return Reply(reply.status, reply.headers, reply.body, reason=kind)
        raise Away(kind)
    require_ready(reply.status)
    _require_of(reply, message, service)
    return reply


def _require_of(reply: Reply, message: Message, service: str) -> None:
    """Stops at an answer that is not to this message.

    Raises:
        Unreadable: by its identifier, its service, or a hash that is none.
    """
    said = reply.headers
    if said.get("x-road-id", "") != message.message_id:
        raise Unreadable("X-Road-Id")
    if said.get("x-road-service", quoted(service)) not in {service, quoted(service)}:
        raise Unreadable("X-Road-Service")
    try:
        digest = base64.b64decode(said.get("x-road-request-hash", ""), validate=True)
    except binascii.Error:
        digest = b""
    if len(digest) != _SHA512:
        raise Unreadable("X-Road-Request-Hash")


@lru_cache(maxsize=4)
def _context(certificate: str, authority: str) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=authority or None)
    if certificate:
        context.load_cert_chain(certificate)
    return context
