"""Who enters the registry: a token, the scope, the link, the sender, an agreed key."""

import copy
import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import OperationalError
from django.test import Client, override_settings
from tests import factories
from tests.api.dci.institutions import Institution, named
from tests.exchange.dci import letters
from tests.exchange.scenes import LINK, by_two
from tests.platform.partners import scenes as partners

from socle.api import clock
from socle.exchange.types import Signing
from socle.platform.signing.jwk import jwk_of

pytestmark = pytest.mark.usefixtures("one_transaction")
SYNC = ["/registry/sync/search", "/registry/sync/enrolled"]
MESSAGES = {
    "/registry/sync/search": letters.search(),
    "/registry/sync/enrolled": letters.enrolled(),
    "/registry/notify": letters.notify(),
}
SCOPES = "enrolments:read events:civil"


@pytest.fixture
def asker(one_transaction: None) -> Institution:
    return Institution(factories.agency(), scopes=SCOPES)


@pytest.mark.parametrize("path", MESSAGES)
@pytest.mark.parametrize("token", ["", "x", "socle_p.x.y", "socle_abcdefghijklmnopqrstuv"])
def test_without_a_token_of_a_partner_nothing_is_read(
    asker: Institution, path: str, token: str
) -> None:
    response = asker.send(path, MESSAGES[path], token=token)
    assert response.status_code == 401
    assert response.json()["errors"][0]["code"] == "err.request.unauthorized"
    assert response.headers["WWW-Authenticate"].startswith("Bearer")
    assert asker.journal() == []


@pytest.mark.parametrize("path", MESSAGES)
def test_an_agreement_that_ended_opens_nothing(asker: Institution, path: str) -> None:
    partners.end(asker.place, on=clock.today("CM"), code=asker.code)
    assert asker.send(path, MESSAGES[path]).status_code in {401, 403}


@pytest.mark.parametrize("path", MESSAGES)
def test_a_scope_that_was_not_agreed_opens_nothing(one_transaction: None, path: str) -> None:
    other = Institution(factories.agency(), scopes="persons:read")
    response = other.send(path, MESSAGES[path])
    assert response.status_code == 403
    assert response.json()["errors"][0]["code"] == "err.request.forbidden"


@pytest.mark.parametrize("path", MESSAGES)
def test_the_token_of_one_fund_opens_no_other(asker: Institution, path: str) -> None:
    other = Institution(factories.agency(), scopes=SCOPES)
    assert asker.send(path, MESSAGES[path], token=other.token).status_code == 403


@pytest.mark.parametrize("path", MESSAGES)
@pytest.mark.parametrize("style", [Signing.HTTP_SIGNATURE, Signing.JWS, Signing.DETACHED_JWS])
def test_each_way_of_signing_is_heard(one_transaction: None, path: str, style: Signing) -> None:
    asker = Institution(factories.agency(), scopes=SCOPES, style=style)
    assert asker.send(path, MESSAGES[path]).status_code in {200, 202}


@pytest.mark.parametrize("path", MESSAGES)
def test_a_signature_that_is_missing_or_wrong_is_refused(asker: Institution, path: str) -> None:
    said = named(MESSAGES[path])
    bare = asker.send(path, letters.raw(said))
    assert bare.status_code == 401
    assert bare.json()["errors"][0]["code"] == "err.signature.missing"
    good = asker.signed(said)
    for spoilt in (
        good | {"signature": "unsigned-stub"},
        good | {"header": good["header"] | {"message_id": "other"}},
        good | {"signature": good["signature"][:-8]},
    ):
        response = asker.send(path, spoilt)
        assert response.status_code == 401
        assert response.json()["errors"][0]["code"] == "err.signature.invalid"


@pytest.mark.parametrize("path", MESSAGES)
def test_a_key_that_was_replaced_signs_no_more(asker: Institution, path: str) -> None:
    old = asker.signed(named(MESSAGES[path]))
    asker.key = Ed25519PrivateKey.generate()
    said = LINK | {
        "partner": asker.code,
        "ports": "civil enrolment",
        "sender_id": letters.THEM,
        "our_sender_id": letters.US,
        "keys": json.dumps(jwk_of(asker.key.public_key())),
    }
    by_two(asker.place, "state_link", on=clock.today("CM"), **said)
    assert asker.send(path, old).status_code == 401
    assert asker.send(path, MESSAGES[path]).status_code in {200, 202}


@pytest.mark.parametrize("path", MESSAGES)
@pytest.mark.parametrize(
    ("name", "code"),
    [("sender_id", "err.sender_id.invalid"), ("receiver_id", "err.receiver_id.invalid")],
)
def test_a_forged_header_is_refused(asker: Institution, path: str, name: str, code: str) -> None:
    said = copy.deepcopy(MESSAGES[path])
    said["header"][name] = "other.example.org"
    response = asker.send(path, said)
    assert response.status_code == 400
    assert code in response.content.decode()


@pytest.mark.parametrize("path", MESSAGES)
def test_what_is_no_message_is_refused(asker: Institution, path: str) -> None:
    whole = letters.raw(asker.signed(named(MESSAGES[path])))
    for text in (b" ", b"{}", whole[: len(whole) // 2], b"[" * 900_000, b"\xff", whole + b"}"):
        assert asker.send(path, text).status_code == 400, text[:20]
    assert asker.send(path, b"[" * 10_000_000).status_code == 413
    assert asker.send(path, whole, content_type="text/plain").status_code == 415
    assert Client().get(asker.root + path).status_code == 405


def test_calls_are_counted_as_those_of_any_partner(one_transaction: None) -> None:
    place = factories.agency()
    asker = Institution(place, scopes=SCOPES)
    partners.agree(
        place,
        *SCOPES.split(),
        code=asker.code,
        on=clock.today("CM"),
        host="civil.exemple.cm",
        calls_per_minute="2",
    )
    statuses = [asker.send(SYNC[0], letters.search()).status_code for _time in range(4)]
    assert statuses[-1] == 429
    last = asker.send(SYNC[0], letters.search())
    assert int(last.headers["Retry-After"]) > 0


SANDBOX = {"sandbox": "yes", "signature": "none", "keys": ""}


def test_a_partner_on_trial_is_heard_on_this_machine_when_that_was_asked_for(
    one_transaction: None,
) -> None:
    """Off unless the installation says so, and never from elsewhere, whatever stands between."""
    with override_settings(SANDBOX_PARTNERS=True):
        asker = Institution(factories.agency(), scopes=SCOPES, link=SANDBOX)

    def stub() -> dict[str, Any]:
        return named(letters.search()) | {"signature": "unsigned-stub"}

    assert asker.send(SYNC[0], stub()).status_code == 403
    with override_settings(SANDBOX_PARTNERS=True):
        assert asker.send(SYNC[0], stub()).status_code == 200
        assert asker.send(SYNC[0], letters.raw(named(letters.search()))).status_code == 401
        other = named(letters.search()) | {"signature": "unsigned-stub2"}
        assert asker.send(SYNC[0], other).status_code == 401
        assert asker.send(SYNC[0], stub(), token="").status_code == 401
        for environ in (
            {"REMOTE_ADDR": "10.0.0.5"},
            {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
            {"HTTP_FORWARDED": "for=127.0.0.1"},
        ):
            assert asker.send(SYNC[0], stub(), **environ).status_code == 403


def test_the_stub_of_a_trial_opens_nothing_of_another_partner(asker: Institution) -> None:
    with override_settings(SANDBOX_PARTNERS=True):
        said = named(letters.search()) | {"signature": "unsigned-stub"}
        assert asker.send(SYNC[0], said).status_code == 401


def test_an_old_message_signed_again_is_heard_and_an_old_signature_is_not(
    one_transaction: None,
) -> None:
    asker = Institution(factories.agency(), scopes=SCOPES, style=Signing.HTTP_SIGNATURE)
    yesterday = clock.now() - timedelta(days=1)
    said = named(letters.search())
    said["header"]["message_ts"] = yesterday.isoformat()
    assert asker.send(SYNC[0], asker.signed(said, at=yesterday)).status_code == 401
    assert asker.send(SYNC[0], asker.signed(said)).status_code == 200


def test_tokens_are_given_as_the_standard_asks(asker: Institution) -> None:
    secret = partners.secret_of(asker.place, asker.code)
    form = {
        "grant_type": "client_credentials",
        "client_id": f"{asker.place.fund.code}.{asker.code}",
        "client_secret": secret,
    }
    address = f"{asker.root}/oauth2/client/token"
    for text, kind in (
        (urlencode(form), "application/x-www-form-urlencoded"),
        (json.dumps(form), "application/json"),
    ):
        given = Client().post(address, text, content_type=kind).json()
        assert (given["expires_in"], given["token_type"]) == ("900", "Bearer")
    for spoilt, status in (
        ({"grant_type": "password"}, 400),
        ({"client_secret": "x"}, 401),
        ({"client_id": "other-fund.mutuelle"}, 401),
        ({"scope": "persons:read"}, 400),
    ):
        answer = Client().post(address, form | spoilt, content_type="application/json")
        assert answer.status_code == status, spoilt
    assert Client().get(address).status_code == 405


def test_the_public_keys_are_open_to_everybody_and_hold_nothing_private(
    asker: Institution,
) -> None:
    found = Client().get(f"{asker.root}/.well-known/jwks.json").json()["keys"]
    assert found[0].keys() == {"kty", "crv", "x", "alg", "use", "kid"}
    assert Client().get("/dci/nowhere/.well-known/jwks.json").status_code == 404
    assert Client().get(f"{asker.root}/registry/unknown").status_code == 404
    with override_settings(SIGNING_SECRET="new", FORMER_SECRETS=["only-for-tests-too"]):
        changed = Client().get(f"{asker.root}/.well-known/jwks.json").json()["keys"]
    assert changed[1] == found[0]
    assert changed[0]["x"] != found[0]["x"]


@pytest.mark.parametrize("path", MESSAGES)
def test_a_database_that_is_away_is_told_as_such(
    asker: Institution, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = asker.signed(named(MESSAGES[path]))

    def away(*_said: Any, **_more: Any) -> None:
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr("socle.api.dci.entrance.current_link", away)
    response = asker.send(path, said)
    assert response.status_code == 503
    assert response.json()["errors"][0]["code"] == "err.service.unavailable"
    assert response.headers["Retry-After"] == "10"
