"""The three ways in which partners of the field sign a message, written and read.

No standard says which: each partner has its own. The bytes signed are the header and the message
in canonical JSON (sorted names), but for the JWS that carries its payload with it.
"""

import base64
import hashlib
import json
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils

from socle_simulator.keys import Keys, Public, decoded, encoded, jwk, public_key

HTTP_SIGNATURE, JWS, DETACHED_JWS, NONE = "http_signature", "jws", "detached_jws", "none"
_LASTS, _SKEW = 3600, 300
_ALGORITHMS = {"OKP": "EdDSA", "RSA": "RS256", "EC": "ES256"}


def canonical(body: Mapping[str, Any]) -> bytes:
    """The header and the message as bytes that both sides can make again."""
    return _compact({name: body[name] for name in ("header", "message") if name in body})


def sign(
    body: Mapping[str, Any], *, style: str, keys: Keys, is_revoked: bool = False, age: int = 0
) -> str:
    """The signature of a message, made `age` seconds ago."""
    if style == NONE:
        return ""
    if style == JWS:
        return _compact_jws(body, keys, is_revoked=is_revoked)
    if style == HTTP_SIGNATURE:
        return _http_signature(body, keys, is_revoked=is_revoked, age=age)
    return detached(canonical(body), keys, is_revoked=is_revoked)


def detached(content: bytes, keys: Keys, *, is_revoked: bool = False) -> str:
    """A JWS of some bytes, which does not carry them (RFC 7515, appendix F)."""
    key = keys.ed25519(is_revoked=is_revoked)
    head = encoded(_compact({"alg": "EdDSA", "kid": jwk(key.public_key())["kid"]}))
    signature = key.sign(f"{head}.{encoded(content)}".encode())
    return f"{head}..{encoded(signature)}"


def verify(signature: str, body: Mapping[str, Any], known: Iterable[Mapping[str, Any]]) -> bool:
    """Whether one of these public keys signed this message, in any of the three ways."""
    try:
        if "namespace=" in signature:
            return _verify_http(signature, body, known)
        head, payload, tail = signature.split(".")
        said = json.loads(decoded(head))
        if payload:
            told = {name: value for name, value in body.items() if name != "signature"}
            is_same = json.loads(decoded(payload)) == told
            return is_same and _is_signed(said, f"{head}.{payload}".encode(), decoded(tail), known)
        return any(
            _is_signed(said, f"{head}.{encoded(content)}".encode(), decoded(tail), known)
            for content in _readings(body)
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        return False


def _compact(said: object) -> bytes:
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _readings(body: Mapping[str, Any]) -> Iterator[bytes]:
    """The canonical forms seen in the field: compact or spaced, escaped or not."""
    told = {name: body[name] for name in ("header", "message") if name in body}
    for separators in ((",", ":"), (", ", ": ")):
        for escaped in (False, True):
            yield json.dumps(
                told, sort_keys=True, separators=separators, ensure_ascii=escaped
            ).encode()


def _compact_jws(body: Mapping[str, Any], keys: Keys, *, is_revoked: bool) -> str:
    key = keys.rsa(is_revoked=is_revoked)
    head = encoded(_compact({"alg": "RS256", "kid": jwk(key.public_key())["kid"]}))
    payload = encoded(_compact({n: value for n, value in body.items() if n != "signature"}))
    signature = key.sign(f"{head}.{payload}".encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{head}.{payload}.{encoded(signature)}"


def _http_signature(body: Mapping[str, Any], keys: Keys, *, is_revoked: bool, age: int) -> str:
    key = keys.ed25519(is_revoked=is_revoked)
    created = int(time.time()) - age
    expires = created + _LASTS
    told = _signing_string(str(created), str(expires), canonical(body))
    signature = base64.b64encode(key.sign(told)).decode()
    sender = body["header"].get("sender_id", "")
    return (
        f'Signature: namespace="spdci", kidId="{sender}|{jwk(key.public_key())["kid"]}|ed25519", '
        f'algorithm="ed25519", created="{created}", expires="{expires}", '
        f'headers="(created) (expires) digest", signature="{signature}"'
    )


def _signing_string(created: str, expires: str, content: bytes) -> bytes:
    digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
    return f"(created): {created}\n(expires): {expires}\ndigest: SHA-256={digest}".encode()


def _verify_http(
    signature: str, body: Mapping[str, Any], known: Iterable[Mapping[str, Any]]
) -> bool:
    said = dict(re.findall(r'(\w+)="([^"]*)"', signature))
    if not int(said["created"]) - _SKEW <= time.time() <= int(said["expires"]):
        return False
    kid = said["kidId"].split("|")[-2]
    return any(
        _is_signed(
            {"alg": "EdDSA", "kid": kid},
            _signing_string(said["created"], said["expires"], content),
            base64.b64decode(said["signature"]),
            known,
        )
        for content in _readings(body)
    )


def _is_signed(
    head: Mapping[str, Any], content: bytes, signature: bytes, known: Iterable[Mapping[str, Any]]
) -> bool:
    """By the key that its head names, with that key's own algorithm and no other."""
    for each in known:
        if each.get("kid") == head.get("kid") and _ALGORITHMS[each["kty"]] == head.get("alg"):
            return _is_by(public_key(each), content, signature)
    return False


def _is_by(key: Public, content: bytes, signature: bytes) -> bool:
    try:
        if isinstance(key, ed25519.Ed25519PublicKey):
            key.verify(signature, content)
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, content, padding.PKCS1v15(), hashes.SHA256())
        else:
            r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
            key.verify(utils.encode_dss_signature(r, s), content, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True
