"""Signatures in the three ways of the field: made, verified, and refused when anything is off."""

import base64
import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.exchange.dci.letters import AT, THEM, raw, search

from socle.exchange.dci.codes import Rejected
from socle.exchange.dci.envelope import parse
from socle.exchange.dci.signatures import Trusted, sign, sign_bytes, verify, verify_bytes
from socle.exchange.types import Signing
from socle.platform.signing.jwk import Private, Signer, jwk_of, signer, thumbprint, verifier

ED, P256 = Ed25519PrivateKey.generate(), ec.generate_private_key(ec.SECP256R1())
RSA = rsa.generate_private_key(65537, 2048)
KEYS: dict[str, Private] = {"EdDSA": ED, "ES256": P256, "RS256": RSA}
WAYS = [
    (Signing.HTTP_SIGNATURE, "EdDSA"),
    (Signing.JWS, "RS256"),
    (Signing.JWS, "EdDSA"),
    (Signing.JWS, "ES256"),
    (Signing.DETACHED_JWS, "EdDSA"),
    (Signing.DETACHED_JWS, "ES256"),
    (Signing.DETACHED_JWS, "RS256"),
]
STYLES = [Signing.HTTP_SIGNATURE, Signing.JWS, Signing.DETACHED_JWS]


def signed(style: Signing, alg: str = "EdDSA", *, by: Signer | None = None) -> dict[str, Any]:
    said = search()
    by = by or signer(KEYS[alg])
    said["signature"] = sign(
        said["header"], said["message"], style=style, signer=by, sender_id=THEM, at=AT
    )
    return said


def trusted(style: Signing, *algs: str, is_sandbox: bool = False) -> Trusted:
    keys = [jwk_of(KEYS[alg].public_key()) for alg in algs or KEYS]
    return Trusted(style, keys, THEM, is_sandbox)


def check(said: Any, agreed: Trusted, at: datetime = AT) -> str:
    text = said if isinstance(said, bytes) else raw(said)
    return verify(parse(text, service="search", at=at), agreed, at=at)


def refused(said: Any, agreed: Trusted, at: datetime = AT) -> str:
    with pytest.raises(Rejected) as found:
        check(said, agreed, at)
    return found.value.error.value


@pytest.mark.parametrize(("style", "alg"), WAYS)
def test_what_is_signed_in_an_agreed_way_is_believed(style: Signing, alg: str) -> None:
    assert check(signed(style, alg), trusted(style)) == signer(KEYS[alg]).kid


@pytest.mark.parametrize(("style", "alg"), WAYS)
@pytest.mark.parametrize("name", ["header", "message"])
def test_one_changed_word_is_refused(style: Signing, alg: str, name: str) -> None:
    said = signed(style, alg)
    said[name] |= {"transaction_id": "t-2"}
    assert refused(said, trusted(style)) == "err.signature.invalid"


@pytest.mark.parametrize(("style", "alg"), WAYS)
def test_members_in_another_order_and_spacing_say_the_same(style: Signing, alg: str) -> None:
    said = signed(style, alg)
    turned = {
        "message": dict(reversed(said["message"].items())),
        "signature": said["signature"],
        "header": dict(reversed(said["header"].items())),
    }
    assert check(json.dumps(turned, indent=3).encode(), trusted(style))


@pytest.mark.parametrize(("style", "alg"), WAYS)
def test_a_key_that_was_not_agreed_or_was_withdrawn_is_refused(style: Signing, alg: str) -> None:
    others = [each for each in KEYS if each != alg]
    assert refused(signed(style, alg), trusted(style, *others)) == "err.signature.invalid"


@pytest.mark.parametrize("style", STYLES)
def test_a_stranger_under_an_agreed_name_is_refused(style: Signing) -> None:
    stranger = signer(Ed25519PrivateKey.generate(), kid=signer(ED).kid)
    assert refused(signed(style, by=stranger), trusted(style)) == "err.signature.invalid"


@pytest.mark.parametrize("style", STYLES)
def test_a_signature_of_another_kind_than_agreed_is_refused(style: Signing) -> None:
    for other in (*STYLES, Signing.NONE):
        if other is not style:
            assert refused(signed(style), trusted(other)) == "err.signature.invalid"


@pytest.mark.parametrize("style", [*STYLES, Signing.NONE])
def test_unsigned_and_stub_are_refused_but_of_a_sandbox_partner(style: Signing) -> None:
    bare, stub = search(), search() | {"signature": "unsigned-stub"}
    assert refused(bare, trusted(style)) == "err.signature.missing"
    assert refused(stub, trusted(style)) == "err.signature.invalid"
    assert not check(stub, trusted(style, is_sandbox=True))
    assert refused(bare, trusted(style, is_sandbox=True)) == "err.signature.missing"
    other = search() | {"signature": "unsigned-stub "}
    assert refused(other, trusted(style, is_sandbox=True)) == "err.signature.invalid"


@pytest.mark.parametrize("style", [Signing.JWS, Signing.DETACHED_JWS])
def test_the_algorithm_is_the_keys_whatever_the_message_says(style: Signing) -> None:
    kid = signer(ED).kid
    agreed = trusted(style)
    for alg in ("none", "HS256", "ES256", "RS256", "eddsa"):
        said = signed(style, by=Signer(kid, alg, ED.sign))
        assert refused(said, agreed) == "err.signature.invalid"
    public = jwk_of(ED.public_key())["x"].encode()

    def by_public_key(payload: bytes) -> bytes:
        return public + payload[:32]

    said = signed(style, by=Signer(kid, "HS256", by_public_key))
    assert refused(said, agreed) == "err.signature.invalid"


@pytest.mark.parametrize("more", [{"crit": ["b64"]}, {"b64": False}, {"iat": 9**12}, {"exp": 1}])
def test_what_a_jws_asks_for_and_is_not_done_is_refused(more: dict[str, Any]) -> None:
    said = search()
    protected = _encoded({"alg": "EdDSA", "kid": signer(ED).kid} | more)
    payload = _encoded(said)
    signature = base64.urlsafe_b64encode(ED.sign(f"{protected}.{payload}".encode()))
    said["signature"] = f"{protected}.{payload}.{signature.decode().rstrip('=')}"
    assert refused(said, trusted(Signing.JWS)) == "err.signature.invalid"


def test_a_key_in_the_message_proves_nothing() -> None:
    stranger = Ed25519PrivateKey.generate()
    jwk = jwk_of(stranger.public_key())
    said = search()
    protected = _encoded({"alg": "EdDSA", "kid": jwk["kid"], "jwk": jwk, "jku": "http://x/"})
    payload = _encoded(said)
    signature = base64.urlsafe_b64encode(stranger.sign(f"{protected}.{payload}".encode()))
    said["signature"] = f"{protected}.{payload}.{signature.decode().rstrip('=')}"
    assert refused(said, trusted(Signing.JWS)) == "err.signature.invalid"


def test_a_jws_whose_payload_says_otherwise_than_the_message_is_refused() -> None:
    said = signed(Signing.JWS, "RS256")
    said["header"]["is_msg_encrypted"] = None
    assert refused(said, trusted(Signing.JWS)) == "err.signature.invalid"


def test_an_http_signature_is_of_its_time() -> None:
    said, agreed = signed(Signing.HTTP_SIGNATURE), trusted(Signing.HTTP_SIGNATURE)
    assert check(said, agreed, AT + timedelta(minutes=4))
    assert refused(said, agreed, AT + timedelta(days=1)) == "err.signature.invalid"
    assert refused(said, agreed, AT - timedelta(minutes=2)) == "err.signature.invalid"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("ed25519", "rsa"),
        ("(created) (expires) digest", "(created)"),
        (THEM, "other.example.org"),
        ('namespace="spdci"', 'namespace="x"'),
        ('created="', 'created="-'),
        ('created="', 'created="0'),
        ('expires="', 'expires="9'),
        ("kidId", "keyId"),
        (', algorithm="ed25519"', ""),
        ("Signature:", 'Signature: created="1",'),
    ],
)
def test_a_part_of_an_http_signature_that_is_off_is_refused(old: str, new: str) -> None:
    said = signed(Signing.HTTP_SIGNATURE)
    assert old in said["signature"]
    said["signature"] = said["signature"].replace(old, new)
    assert refused(said, trusted(Signing.HTTP_SIGNATURE)) == "err.signature.invalid"


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("text", ["x", "..", "a..b", "a.b.c", "{}", "é", "." * 9_000, 'a="' * 900])
def test_what_is_no_signature_is_refused(style: Signing, text: str) -> None:
    assert refused(search() | {"signature": text}, trusted(style)) == "err.signature.invalid"


@pytest.mark.parametrize(("style", "alg"), WAYS)
def test_a_signature_cut_short_is_refused(style: Signing, alg: str) -> None:
    said = signed(style, alg)
    for cut in (1, 4, 20):
        spoilt = said | {"signature": said["signature"][:-cut]}
        assert refused(spoilt, trusted(style)) == "err.signature.invalid"


def test_bytes_are_signed_as_they_are() -> None:
    by, keys = signer(ED), [jwk_of(ED.public_key())]
    made = sign_bytes(b"a;b\n1;2\n", signer=by)
    assert verify_bytes(b"a;b\n1;2\n", made, keys=keys, at=AT) == by.kid
    for payload, signature in ((b"a;b\n1;3\n", made), (b"a;b\n1;2\n", made[:-3]), (b"", "")):
        with pytest.raises(Rejected):
            verify_bytes(payload, signature, keys=keys, at=AT)


def test_an_http_signature_takes_an_ed25519_key_only() -> None:
    with pytest.raises(ValueError, match="Ed25519"):
        signed(Signing.HTTP_SIGNATURE, "RS256")


def test_a_key_is_named_by_its_thumbprint() -> None:
    # The example of RFC 8037, appendix A.3.
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
    assert thumbprint(jwk) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


@pytest.mark.parametrize(
    "jwk",
    [
        {"kty": "oct", "k": "c2VjcmV0"},
        {"kty": "OKP", "crv": "X25519", "x": "AA"},
        {"kty": "OKP", "crv": "Ed25519", "x": "AA"},
        {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"},
        {"kty": "RSA", "n": "AQAB", "e": "AQAB"},
        {"kty": "RSA", "n": "!!", "e": "AQAB"},
        {},
    ],
)
def test_a_key_that_is_not_read_is_refused(jwk: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"."):
        verifier(jwk | {"kid": "k"})


def test_a_key_for_encryption_or_a_private_one_is_not_believed() -> None:
    jwk = jwk_of(ED.public_key())
    assert verifier(jwk).alg == "EdDSA"
    for more in ({"use": "enc"}, {"d": "x"}, {"alg": "RS256"}, {"kid": ""}):
        with pytest.raises(ValueError, match=r"."):
            verifier(jwk | more)


def _encoded(said: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")
