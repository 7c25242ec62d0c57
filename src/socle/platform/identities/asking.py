"""Asking an identity provider who somebody is: OpenID Connect, by code and PKCE.

Its own word is fetched from itself, over TLS, at hosts that two people of the fund have named. It
asks its person anew each time (`prompt=login`): on a shared machine, whoever came before is still
signed in there. Of what it says, the issuer, the subject and how it asked are read; nothing else.
"""

import base64
import hashlib
import hmac
import json
import logging
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from threading import BoundedSemaphore
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from django.conf import settings

from socle.kernel.errors import Refused, Unavailable
from socle.platform.identities.operations import LONGEST_SUBJECT, client_secret
from socle.platform.identities.types import Asked, ProviderView, Shown
from socle.platform.partners.addresses import Answered, Unreachable, call, call_own
from socle.platform.signing.jws import signed

log = logging.getLogger("socle.access")
_DISCOVERY = "/.well-known/openid-configuration"
_BASIC, _POST = "client_secret_basic", "client_secret_post"
# Clocks differ by no more; what a provider says of a sign-in is minutes old at most.
_SKEW, _LIFE = 60, 600
# A provider that is slow keeps these waiting and no more: the desk goes on beside.
_AT_ONCE, _PATIENCE = 2, 3
_calling = BoundedSemaphore(_AT_ONCE)


def ask(provider: ProviderView, *, back: str, language: str, at: datetime) -> tuple[str, Asked]:
    """Where a browser is led so that its person is asked, and what the answer is checked by.

    Raises:
        Unavailable: the provider does not answer, or not as the standard has it.
    """
    with _one_of_few(provider):
        said = _object(provider, _called(provider, provider.issuer.rstrip("/") + _DISCOVERY))
    places = [str(said.get(f"{each}_endpoint", "")) for each in ("authorization", "token")]
    places.append(str(said.get("jwks_uri", "")))
    if said.get("issuer") != provider.issuer or not all(_is_its(provider, e) for e in places):
        raise _away(provider, "its description is of another issuer, or leads elsewhere")
    ways = said.get("token_endpoint_auth_methods_supported")
    asked = Asked(
        issuer=provider.issuer,
        state=secrets.token_urlsafe(32),
        nonce=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(48),
        back=back,
        token_address=places[1],
        keys_address=places[2],
        names_itself=said.get("authorization_response_iss_parameter_supported") is True,
        is_posted=isinstance(ways, list) and _BASIC not in ways and _POST in ways,
        at=int(at.timestamp()),
    )
    joint = "&" if urlsplit(places[0]).query else "?"
    return places[0] + joint + urlencode(_question(provider, asked, language)), asked


def _question(provider: ProviderView, asked: Asked, language: str) -> dict[str, str]:
    digest = hashlib.sha256(asked.verifier.encode()).digest()
    return {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": asked.back,
        "scope": "openid",
        "state": asked.state,
        "nonce": asked.nonce,
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
        "prompt": "login",
        "max_age": "0",
        "ui_locales": language,
    }


def shown(
    provider: ProviderView, asked: Asked, *, answer: Mapping[str, str], at: datetime
) -> Shown:
    """Whom the provider says somebody to be, in answer to what was asked.

    Raises:
        Refused: it says no, or what came back is no answer to that question.
        Unavailable: it does not answer.
    """
    is_same = _is_same(answer.get("state", ""), asked.state)
    by_itself = answer.get("iss", "" if asked.names_itself else provider.issuer)
    if not is_same or asked.issuer != provider.issuer or by_itself != provider.issuer:
        raise _not_believed(provider, "state or issuer")
    if answer.get("error") or not answer.get("code"):
        raise Refused("identities.declined", provider=provider.name)
    with _one_of_few(provider):
        token = _token(provider, asked, answer["code"])
        found = _object(provider, _called(provider, asked.keys_address)).get("keys")
    keys = [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
    try:
        claims = signed(token, keys=keys)
    except ValueError as wrong:
        raise _not_believed(provider, str(wrong)) from wrong
    return _judged(provider, asked, claims, now=int(at.timestamp()))


def _token(provider: ProviderView, asked: Asked, code: str) -> str:
    """The signed word of the provider, for the code that the browser brought; it serves once."""
    said = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": asked.back,
        "client_id": provider.client_id,
        "code_verifier": asked.verifier,
    }
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    secret = client_secret(provider)
    if secret and asked.is_posted:
        said["client_secret"] = secret
    elif secret:
        both = f"{quote(provider.client_id, safe='')}:{quote(secret, safe='')}"
        headers["Authorization"] = "Basic " + base64.b64encode(both.encode()).decode()
    answered = _called(
        provider, asked.token_address, body=urlencode(said).encode(), headers=headers
    )
    if 400 <= answered.status < 500:
        raise _not_believed(provider, f"the code is not taken: {answered.status}")
    token = _object(provider, answered).get("id_token")
    if not isinstance(token, str):
        raise _not_believed(provider, "no id_token")
    return token


def _judged(provider: ProviderView, asked: Asked, claims: dict[str, Any], *, now: int) -> Shown:
    """What a signed word says, once it is for us, of now, and of what was asked."""
    for_whom = claims.get("aud")
    audiences = for_whom if isinstance(for_whom, list) else [for_whom]
    alone = provider.client_id if len(audiences) == 1 else None
    ends, made, when = (_seconds(claims, name) for name in ("exp", "iat", "auth_time"))
    nonce, subject = (_text(claims, name) for name in ("nonce", "sub"))
    is_right = {
        "iss": claims.get("iss") == provider.issuer,
        "aud": provider.client_id in audiences,
        "azp": claims.get("azp", alone) == provider.client_id,
        "exp": now < ends + _SKEW,
        "iat": -_SKEW <= now - made <= _LIFE + _SKEW,
        "nonce": _is_same(nonce, asked.nonce),
        "sub": 0 < len(subject) <= LONGEST_SUBJECT and subject.isascii() and subject.isprintable(),
    }
    if not all(is_right.values()):
        wrong = [name for name, right in is_right.items() if not right]
        raise _not_believed(provider, " ".join(wrong))
    if when < asked.at - _SKEW:
        raise Refused("identities.not_asked_again", provider=provider.name)
    ways = claims.get("amr")
    told = {_text(claims, "acr"), *(map(str, ways) if isinstance(ways, list) else ())}
    return Shown(provider.issuer, subject, is_strong=bool(provider.strong & told))


def _seconds(claims: dict[str, Any], name: str) -> int:
    """An instant in seconds of Unix; long ago where it is none."""
    found = claims.get(name)
    return found if isinstance(found, int) and not isinstance(found, bool) else 0


def _text(claims: dict[str, Any], name: str) -> str:
    found = claims.get(name)
    return found if isinstance(found, str) else ""


def _is_same(one: str, other: str) -> bool:
    sent, kept = (each.encode("utf-8", "surrogatepass") for each in (one, other))
    return hmac.compare_digest(sent, kept)


def _is_its(provider: ProviderView, address: str) -> bool:
    """Whether an address is by https at the issuer's host, or at one that was named with it."""
    try:
        parts, issuer = urlsplit(address), urlsplit(provider.issuer)
        named = {issuer.hostname, *provider.hosts}
        same_port = parts.hostname != issuer.hostname or parts.port == issuer.port
    except ValueError:
        return False
    is_bare = not parts.username and not parts.password and not parts.fragment
    return parts.scheme == issuer.scheme and parts.hostname in named and same_port and is_bare


def _called(
    provider: ProviderView,
    address: str,
    *,
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
) -> Answered:
    """What one of the provider's addresses answers; a redirection is followed nowhere.

    Raises:
        Unavailable: it does not answer whole and in time, or is not one that may be called.
    """
    host, method = urlsplit(address).hostname or "", "POST" if body else "GET"
    said = dict(headers or {"Accept": "application/json"}) | {"User-Agent": "Socle"}
    try:
        if host in settings.OWN_PROVIDERS and address.startswith("https://"):
            answered = call_own(address, method=method, body=body, headers=said)
        else:
            answered = call(address, host=host, method=method, body=body, headers=said)
    except Unreachable as error:
        raise _away(provider, str(error)) from error
    if not (answered.status == 200 or 400 <= answered.status < 500):
        raise _away(provider, str(answered.status))
    return answered


def _object(provider: ProviderView, answered: Answered) -> dict[str, Any]:
    try:
        found = json.loads(answered.body)
    except (ValueError, RecursionError) as wrong:
        raise _away(provider, "no JSON") from wrong
    if answered.status != 200 or not isinstance(found, dict):
        raise _away(provider, str(answered.status))
    return found


@contextmanager
def _one_of_few(provider: ProviderView) -> Iterator[None]:
    if not _calling.acquire(timeout=_PATIENCE):
        raise _away(provider, "others wait for it already")
    try:
        yield
    finally:
        _calling.release()


def _away(provider: ProviderView, why: str) -> Unavailable:
    log.warning("identity provider %s of fund %s: %s", provider.code, provider.fund.code, why)
    return Unavailable("identities.away", provider=provider.name)


def _not_believed(provider: ProviderView, why: str) -> Refused:
    log.warning("identity provider %s of fund %s: %s", provider.code, provider.fund.code, why)
    return Refused("identities.not_believed", provider=provider.name)
