"""Signed claims: published vectors, forgeries refused, keys that open in their own place alone."""

from collections.abc import Iterator
from datetime import timedelta

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import DatabaseError, connection, transaction
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st
from tests import factories
from tests.conftest import NOW

from socle.kernel.errors import NotKnown, Unavailable
from socle.platform.access.scope import fund_scope
from socle.platform.signing import base45, cose, operations
from socle.platform.signing.models import SigningKey
from socle.platform.signing.queries import keys
from socle.platform.signing.types import KeyView

CLAIMS = {1: "cnss", 169: {1: "123456785", 4: "ALAOUI Fatima"}}


def public_of(key: KeyView) -> ec.EllipticCurvePublicKey:
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key.public)


@pytest.fixture
def place(db: None) -> Iterator[factories.Agency]:
    made = factories.agency("MA")
    with fund_scope(made.fund.id):
        yield made


def signed(place: factories.Agency) -> tuple[bytes, str]:
    key_id = operations.signing_key_id(fund_id=place.fund.id, at=NOW)
    return operations.signed(claims=CLAIMS, key_id=key_id), key_id


# RFC 9285, section 4.3 and 4.4.
@pytest.mark.parametrize(
    ("data", "text"), [(b"AB", "BB8"), (b"Hello!!", "%69 VD92EX0"), (b"ietf!", "QED8WEX0")]
)
def test_base45_is_the_published_one(data: bytes, text: str) -> None:
    assert (base45.encode(data), base45.decode(text)) == (text, data)


@pytest.mark.parametrize("text", ["GGW", ":::", "A", "ABCD", "ab8", "BB8é"])
def test_what_is_no_base45_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"base45|substring"):
        base45.decode(text)


@given(st.binary(max_size=60))
def test_base45_gives_back_what_it_took(data: bytes) -> None:
    assert base45.decode(base45.encode(data)) == data


def test_the_same_claims_are_signed_the_same_and_read_back(place: factories.Agency) -> None:
    token, key_id = signed(place)
    assert signed(place) == (token, key_id)
    assert cose.key_id_of(token) == bytes.fromhex(key_id)
    (key,) = keys()
    assert cose.read(token=token, key=public_of(key)) == CLAIMS


def test_a_changed_claim_or_another_key_is_not_believed(place: factories.Agency) -> None:
    token, _key_id = signed(place)
    ours = public_of(keys()[0])
    protected, _open, _payload, signature = cbor2.loads(token).value
    payload = cbor2.dumps({1: "cnss", 169: {1: "123456785", 4: "ALAOUI Karima"}})
    forged = cbor2.CBORTag(18, [protected, {}, payload, signature])
    other = ec.generate_private_key(ec.SECP256R1()).public_key()
    attempts = [
        (cbor2.dumps(forged), ours),
        (token, other),
        (token[:-1], ours),
        (b"", ours),
        (cbor2.dumps([1, 2]), ours),
    ]
    for attempt, key in attempts:
        with pytest.raises(ValueError, match=r"token|not signed"):
            cose.read(token=attempt, key=key)


def test_a_new_key_signs_and_the_old_one_is_still_known(place: factories.Agency) -> None:
    _token, first = signed(place)
    second = operations.rotate_key(fund_id=place.fund.id, at=NOW + timedelta(days=1)).key_id
    assert signed(place)[1] == second
    assert [(each.key_id, each.is_active) for each in keys()] == [(second, True), (first, False)]


def test_a_withdrawn_key_signs_no_more_and_stays_withdrawn(place: factories.Agency) -> None:
    _token, first = signed(place)
    operations.withdraw_key(key_id=first, at=NOW)
    assert signed(place)[1] != first
    with pytest.raises(NotKnown):
        operations.withdraw_key(key_id=first, at=NOW)
    for attack in (
        "UPDATE signing_key SET withdrawn_at = NULL",
        "UPDATE signing_key SET public = 'x'",
        "DELETE FROM signing_key",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(attack)


def test_a_key_is_not_seen_by_another_fund(place: factories.Agency) -> None:
    _token, key_id = signed(place)
    with fund_scope(factories.agency("CM").fund.id):
        assert keys() == []
        with pytest.raises(NotKnown):
            operations.signed(claims=CLAIMS, key_id=key_id)


@pytest.mark.parametrize(("secret", "code"), [("", "no_secret"), ("other", "secret_differs")])
def test_without_its_secret_a_key_signs_nothing(
    place: factories.Agency, secret: str, code: str
) -> None:
    _token, key_id = signed(place)
    with override_settings(SIGNING_SECRET=secret), pytest.raises(Unavailable) as told:
        operations.signed(claims=CLAIMS, key_id=key_id)
    assert told.value.code == f"signing.{code}"


def test_the_private_half_is_not_in_the_database(place: factories.Agency) -> None:
    signed(place)
    kept = bytes(SigningKey.objects.get().private)
    # A key in PKCS 8 names its curve; what is kept is not to be told from noise.
    assert b"\x2a\x86\x48\xce\x3d" not in kept
