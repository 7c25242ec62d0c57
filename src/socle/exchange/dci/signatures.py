"""Signatures of DCI messages, in the three ways that partners read the standard.

Which one, and by which keys, is agreed with each partner beforehand: a key is never fetched, and
never believed because the message names it. The algorithm is the key's, whatever the message says.
"""

import base64
import binascii
import hashlib
import hmac
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from socle.exchange.dci.codes import STUB_SIGNATURE, ErrorCode, Rejected
from socle.exchange.dci.messages import Envelope
from socle.exchange.dci.strict import read_object
from socle.exchange.types import Signing
from socle.platform.signing.jwk import Signer, Verifier, verifier

# Clocks differ by no more; a signature lives no longer.
_SKEW = timedelta(minutes=1)
_LONGEST_LIFE = timedelta(days=1)
_LIFE = timedelta(minutes=5)
_COVERED = "(created) (expires) digest"
_PART = re.compile(r'\s*([A-Za-z]+)="([^"]*)"\s*(?:,|\Z)', re.ASCII)
_WORD = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
_DIGITS = re.compile(r"[1-9][0-9]{0,11}", re.ASCII)
_KEPT = {"alg", "kid", "typ", "cty", "iat", "exp"}
_HTTP_PARTS = {"namespace", "kidId", "algorithm", "created", "expires", "headers", "signature"}


@dataclass(frozen=True, slots=True)
class Trusted:
    """What was agreed with a partner of its signatures: the way, the keys, who it is.

    `keys` are public JWKs; `is_stub_taken` only of a sandbox partner.
    """

    style: Signing
    keys: Sequence[Mapping[str, str]]
    sender_id: str
    is_stub_taken: bool = False


def verify(envelope: Envelope, trusted: Trusted, *, at: datetime) -> str:
    """The name of the key that signed; that of the stub, of a sandbox partner, is empty.

    Raises:
        Rejected: `err.signature.missing` or `err.signature.invalid`.
    """
    said = envelope.signature
    if not said:
        raise Rejected("is missing", field="signature", error=ErrorCode.SIGNATURE_MISSING)
    if trusted.is_stub_taken and hmac.compare_digest(said.encode(), STUB_SIGNATURE.encode()):
        return ""
    check = _CHECKS.get(trusted.style)
    try:
        if check is None:
            raise _Wrong("is of a kind that was not agreed")
        return check(envelope, trusted, at)
    except _Wrong as wrong:
        said = str(wrong)
    raise Rejected(said, field="signature", error=ErrorCode.SIGNATURE_INVALID)


def sign(
    header: Mapping[str, Any],
    message: Mapping[str, Any] | None,
    *,
    style: Signing,
    signer: Signer,
    sender_id: str,
    at: datetime,
) -> str:
    """The signature of a message by our key, in the way that was agreed.

    Raises:
        ValueError: that way does not take such a key.
    """
    body = {"header": header} if message is None else {"header": header, "message": message}
    payload = canonical(body)
    if style is Signing.HTTP_SIGNATURE:
        return _http_signed(payload, signer, sender_id, at)
    protected = _unpadded(_compact({"alg": signer.alg, "kid": signer.kid}))
    signature = _unpadded(signer.sign(f"{protected}.{_unpadded(payload)}".encode()))
    if style is Signing.JWS:
        return f"{protected}.{_unpadded(payload)}.{signature}"
    if style is Signing.DETACHED_JWS:
        return f"{protected}..{signature}"
    raise ValueError(f"no signature of style {style.value}")


def sign_bytes(payload: bytes, *, signer: Signer) -> str:
    """A detached JWS over bytes as they are: a file, the answer of a service of no standard."""
    protected = _unpadded(_compact({"alg": signer.alg, "kid": signer.kid}))
    return f"{protected}..{_unpadded(signer.sign(f'{protected}.{_unpadded(payload)}'.encode()))}"


def verify_bytes(
    payload: bytes, signature: str, *, keys: Sequence[Mapping[str, str]], at: datetime
) -> str:
    """The name of the key that made a detached JWS over bytes as they are.

    Raises:
        Rejected: `err.signature.missing` or `err.signature.invalid`.
    """
    if not signature:
        raise Rejected("is missing", field="signature", error=ErrorCode.SIGNATURE_MISSING)
    try:
        protected, given = _detached(signature)
        key = _key(_protected(protected, at), keys)
        _require(key, f"{protected}.{_unpadded(payload)}".encode(), _bytes(given))
        return key.kid
    except _Wrong as wrong:
        said = str(wrong)
    raise Rejected(said, field="signature", error=ErrorCode.SIGNATURE_INVALID)


def canonical(body: Mapping[str, Any]) -> bytes:
    """What is signed: names sorted, no space, UTF-8."""
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _forms(envelope: Envelope) -> Iterator[bytes]:
    """The same content as partners write it to sign it; no two contents share one form."""
    body = json.loads(envelope.raw)
    body.pop("signature", None)
    body = {name: body[name] for name in ("header", "message") if name in body}
    for is_sorted, separators, is_ascii in (
        (True, (",", ":"), False),
        (True, (",", ":"), True),
        (True, None, True),
        (True, None, False),
        (False, (",", ":"), False),
    ):
        yield json.dumps(
            body, sort_keys=is_sorted, separators=separators, ensure_ascii=is_ascii
        ).encode()


class _Wrong(Exception):  # noqa: N818 - becomes a refusal
    """Why a signature is not believed."""


def _check_http(envelope: Envelope, trusted: Trusted, at: datetime) -> str:
    parts = _http_parts(envelope.signature)
    if parts.get("namespace", "spdci") != "spdci" or parts["headers"] != _COVERED:
        raise _Wrong("does not cover (created) (expires) digest")
    sender, _bar, rest = parts["kidId"].rpartition("|")[0].rpartition("|")
    if sender != trusted.sender_id:
        raise _Wrong("is not of this sender")
    key = _key({"kid": rest, "alg": "EdDSA"}, trusted.keys)
    if {parts["algorithm"].lower(), parts["kidId"].rpartition("|")[2].lower()} != {"ed25519"}:
        raise _Wrong("names another algorithm than its key's")
    _require_window(parts["created"], parts["expires"], at)
    given = _bytes(parts["signature"], is_url=False)
    for form in _forms(envelope):
        if key.is_signed(_http_string(parts["created"], parts["expires"], form), given):
            return key.kid
    raise _Wrong("is not that of this message")


def _http_parts(said: str) -> dict[str, str]:
    text = said.strip().removeprefix("Signature:")
    parts: dict[str, str] = {}
    place = 0
    while place < len(text):
        found = _PART.match(text, place)
        if found is None or found[1] in parts or found[1] not in _HTTP_PARTS:
            raise _Wrong("is not written as an HTTP signature")
        parts[found[1]] = found[2]
        place = found.end()
    if _HTTP_PARTS - {"namespace"} - parts.keys():
        raise _Wrong("is not written as an HTTP signature")
    return parts


def _require_window(created: str, expires: str, at: datetime) -> None:
    if not (_DIGITS.fullmatch(created) and _DIGITS.fullmatch(expires)):
        raise _Wrong("says no seconds in created or expires")
    now, skew = int(at.timestamp()), int(_SKEW.total_seconds())
    if int(created) > now + skew:
        raise _Wrong("was created after now")
    if now >= int(expires) + skew:
        raise _Wrong("has expired")
    if not 0 < int(expires) - int(created) <= int(_LONGEST_LIFE.total_seconds()):
        raise _Wrong("lives longer than a day")


def _http_string(created: str, expires: str, payload: bytes) -> bytes:
    digest = base64.b64encode(hashlib.sha256(payload).digest()).decode()
    return f"(created): {created}\n(expires): {expires}\ndigest: SHA-256={digest}".encode()


def _http_signed(payload: bytes, signer: Signer, sender_id: str, at: datetime) -> str:
    if signer.alg != "EdDSA":
        raise ValueError("an HTTP signature takes an Ed25519 key")
    created = int(at.timestamp())
    expires = created + int(_LIFE.total_seconds())
    given = signer.sign(_http_string(str(created), str(expires), payload))
    return (
        f'Signature: namespace="spdci", kidId="{sender_id}|{signer.kid}|ed25519", '
        f'algorithm="ed25519", created="{created}", expires="{expires}", '
        f'headers="{_COVERED}", signature="{base64.b64encode(given).decode()}"'
    )


def _check_jws(envelope: Envelope, trusted: Trusted, at: datetime) -> str:
    """Its payload is the message again: both must say the same."""
    parts = envelope.signature.split(".")
    if len(parts) != 3 or not all(parts):
        raise _Wrong("is no compact JWS with its payload")
    key = _key(_protected(parts[0], at), trusted.keys)
    _require(key, f"{parts[0]}.{parts[1]}".encode(), _bytes(parts[2]))
    try:
        signed = read_object(_bytes(parts[1]))
    except Rejected:
        raise _Wrong("signs what is no message") from None
    signed.pop("signature", None)
    if canonical(signed) != canonical(dict(envelope.body)):
        raise _Wrong("signs another message than this one")
    return key.kid


def _check_detached(envelope: Envelope, trusted: Trusted, at: datetime) -> str:
    protected, signature = _detached(envelope.signature)
    key, given = _key(_protected(protected, at), trusted.keys), _bytes(signature)
    for form in _forms(envelope):
        if key.is_signed(f"{protected}.{_unpadded(form)}".encode(), given):
            return key.kid
    raise _Wrong("is not that of this message")


def _detached(said: str) -> tuple[str, str]:
    parts = said.split(".")
    if len(parts) != 3 or parts[1] or not parts[0] or not parts[2]:
        raise _Wrong("is no detached JWS")
    return parts[0], parts[2]


def _protected(encoded: str, at: datetime) -> dict[str, Any]:
    """The header of a JWS; what it may ask for and we do not know (`crit`, `b64`) is refused."""
    try:
        found = read_object(_bytes(encoded), most_bytes=2_000, most_depth=4)
    except Rejected:
        raise _Wrong("has no header that can be read") from None
    # A key or an address of keys in the message proves nothing: `jwk`, `jku`, `x5c` are not read.
    if {"crit", "b64"} & found.keys():
        raise _Wrong("asks for what is not done here")
    now, skew = int(at.timestamp()), int(_SKEW.total_seconds())
    times = [found.get(name) for name in ("iat", "exp")]
    if not all(each is None or isinstance(each, int) for each in times):
        raise _Wrong("says no seconds in its times")
    since, until = times
    if (since or 0) > now + skew or (until is not None and now >= until + skew):
        raise _Wrong("is of another time")
    return {name: found[name] for name in _KEPT & found.keys()}


def _key(said: Mapping[str, Any], keys: Sequence[Mapping[str, str]]) -> Verifier:
    """The agreed key of that name; what the message calls its algorithm must be the key's."""
    kid = said.get("kid")
    found = next((each for each in keys if kid and each.get("kid") == kid), None)
    if found is None:
        raise _Wrong("is by a key that was not agreed, or no longer")
    try:
        key = verifier(found)
    except ValueError:
        raise _Wrong("is by a key that cannot be read") from None
    if said.get("alg") != key.alg:
        raise _Wrong("names another algorithm than its key's")
    return key


def _require(key: Verifier, payload: bytes, given: bytes) -> None:
    if not key.is_signed(payload, given):
        raise _Wrong("is not that of this message")


def _bytes(said: str, *, is_url: bool = True) -> bytes:
    try:
        if not is_url:
            return base64.b64decode(said, validate=True)
        if not _WORD.fullmatch(said):
            raise _Wrong("is not written in base64url")
        return base64.urlsafe_b64decode(said + "=" * (-len(said) % 4))
    except (binascii.Error, ValueError):
        raise _Wrong("is not written in base64") from None


def _unpadded(said: bytes) -> str:
    return base64.urlsafe_b64encode(said).rstrip(b"=").decode()


def _compact(said: Mapping[str, str]) -> bytes:
    return json.dumps(said, separators=(",", ":")).encode()


_CHECKS: dict[Signing, Callable[[Envelope, Trusted, datetime], str]] = {
    Signing.HTTP_SIGNATURE: _check_http,
    Signing.JWS: _check_jws,
    Signing.DETACHED_JWS: _check_detached,
}
