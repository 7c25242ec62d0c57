"""How to speak with a source is stated by two persons, and nothing of it is believed otherwise."""

from datetime import date

import pytest
from django.db import connection
from tests import factories
from tests.exchange import scenes
from tests.platform.partners import scenes as partners
from tests.web.test_site import at_desk

from socle.exchange.models import ExchangeCredential
from socle.exchange.queries.links import link, policies, response_to, secrets_in_clear
from socle.exchange.types import Port, Response, SecretsInClear, Signing, ToldKind
from socle.kernel.errors import NotKnown, Unavailable
from socle.platform.access.scope import fund_scope
from socle.platform.acts import progress
from socle.platform.acts.errors import Invalid
from socle.platform.acts.operations import reverse, submit, validate
from socle.platform.acts.queries import act
from socle.platform.sealing import opened, sealed

pytestmark = pytest.mark.usefixtures("db")
ON = date(2026, 3, 1)
PRIVATE = '{"keys": [{"kty": "OKP", "crv": "Ed25519", "kid": "k", "x": "eA", "d": "eA"}]}'
SHORT = '{"keys": [{"kty": "RSA", "kid": "k", "n": "eA", "e": "AQAB"}]}'


def stated(place: factories.Agency, **said: str) -> list[str]:
    """What is wrong with a link stated so."""
    with pytest.raises(Invalid) as refused:
        factories.act(
            place.administrator,
            "state_link",
            on=ON,
            **scenes.LINK | {"partner": scenes.SOURCE} | said,
        )
    return [f"{each.field} {each.code}" for each in refused.value.faults]


def test_a_link_is_read_as_it_was_stated_and_ends() -> None:
    place = factories.agency("CM")
    found = scenes.linked(place)
    assert (found.ports, found.signature) == (frozenset({Port.CIVIL}), Signing.DETACHED_JWS)
    assert [key["kid"] for key in found.keys] == ["essai"]
    factories.act(place.administrator, "end_link", on=ON, partner=scenes.SOURCE)
    with fund_scope(place.fund.id):
        assert link(code=scenes.SOURCE, on=date(2026, 2, 28)).keys == found.keys
        with pytest.raises(NotKnown):
            link(code=scenes.SOURCE, on=ON)


def test_a_link_ends_with_what_was_agreed_with_its_partner() -> None:
    place = factories.agency("CM")
    scenes.linked(place)
    partners.end(place, on=ON, code=scenes.SOURCE)
    with fund_scope(place.fund.id), pytest.raises(NotKnown):
        link(code=scenes.SOURCE, on=ON)


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"keys": PRIVATE}, "keys exchange.keys_invalid"),
        ({"keys": SHORT}, "keys exchange.keys_invalid"),
        ({"keys": "[" * 5000}, "keys exchange.keys_invalid"),
        ({"keys": ""}, "keys exchange.keys_missing"),
        ({"signature": "none"}, "signature exchange.must_be_signed"),
        ({"signature": "none", "sandbox": "yes"}, "sandbox exchange.sandbox_closed"),
        ({"address": "https://10.0.0.1/dci"}, "address exchange.address_invalid"),
        ({"address": "https://autre.exemple.cm"}, "address exchange.address_invalid"),
        ({"callback": "https://autre.exemple.cm/x"}, "callback exchange.address_invalid"),
        ({"callback": "https://civil.exemple.cm@127.0.0.1/x"}, "callback exchange.address_invalid"),
        ({"ports": "civil police"}, "ports exchange.port_unknown"),
        ({"transport": "xroad"}, "address exchange.address_needless"),
        ({"transport": "xroad", "address": ""}, "service exchange.xroad_invalid"),
    ],
)
def test_a_link_that_could_not_be_trusted_is_refused(said: dict[str, str], fault: str) -> None:
    place = factories.agency("CM")
    agreed = {"host": "civil.exemple.cm"}
    partners.agree(place, "events:civil", code=scenes.SOURCE, **agreed)
    assert fault in stated(place, **said)


def test_the_secret_that_a_partner_gave_is_sealed_and_shown_by_nobody() -> None:
    place = factories.agency("CM")
    source = scenes.linked(place)
    answer = factories.act(
        place.administrator,
        "keep_credential",
        on=ON,
        partner=scenes.SOURCE,
        client_id="cnps",
        client_secret="un-secret-remis",
    )
    with fund_scope(place.fund.id):
        kept = bytes(ExchangeCredential.objects.get().sealed)
        assert b"un-secret-remis" not in kept
        bound = f"credential:{place.fund.id}:{source.user_id}"
        assert b"un-secret-remis" in opened(kept, bound_to=bound)
        with pytest.raises(Unavailable):
            opened(kept, bound_to=f"credential:{place.fund.id}:{source.user_id + 1}")
        # Nor does the act that brought it keep it.
        said = "SELECT fields::text || coalesce(after::text, '') FROM act WHERE number = %s"
        with connection.cursor() as cursor:
            cursor.execute(said, [answer.act])
            assert "remis" not in cursor.fetchone()[0]
        assert "remis" not in str(act(number=answer.act).fields)
        assert secrets_in_clear(on=ON) == SecretsInClear(0, ())
    assert answer.subject == scenes.SOURCE


def test_a_secret_of_before_is_to_be_changed_until_another_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An act is never rewritten: what stood in it as typed is told, and made of no use."""
    place = factories.agency("CM")
    scenes.linked(place)
    said = {"partner": scenes.SOURCE, "client_id": "cnps", "client_secret": "remis"}
    with monkeypatch.context() as before:
        before.setattr(progress, "kept_fields", lambda _code, fields, **_: fields)
        factories.act(place.administrator, "keep_credential", on=ON, **said)

    def told() -> tuple[int, bool, bool]:
        shown = [at_desk(place.administrator).get(each).content.decode() for each in pages]
        with fund_scope(place.fund.id):
            found = secrets_in_clear(on=ON)
        assert bool(found.partners) == (scenes.SOURCE in found.partners)
        return found.acts, *("avant le scellement" in each for each in shown)

    pages = ("/operator", f"/partners/{scenes.SOURCE}/link")
    assert told() == (1, True, True)
    factories.act(place.administrator, "keep_credential", on=ON, **said)
    assert told() == (1, False, False)


def test_what_a_former_secret_sealed_still_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.conf import settings

    kept = sealed(b"dossier", bound_to="x")
    former = settings.SIGNING_SECRET
    monkeypatch.setattr(settings, "SIGNING_SECRET", "un-autre-secret")
    with pytest.raises(Unavailable):
        opened(kept, bound_to="x")
    monkeypatch.setattr(settings, "FORMER_SECRETS", [former])
    assert opened(kept, bound_to="x") == b"dossier"
    with pytest.raises(Unavailable):
        opened(kept[:-1] + bytes([kept[-1] ^ 1]), bound_to="x")


def test_what_an_event_does_is_stated_by_two_and_taken_back_by_two() -> None:
    place = factories.agency("CM")
    with fund_scope(place.fund.id):
        asked = submit(
            desk=place.registration,
            act_type_code="set_exchange_policy",
            fields={"kind": "death", "response": "queue"},
            effective_on=ON,
            motive="",
            key="policy",
            at=scenes.NOW,
        )
        assert response_to(kind=ToldKind.DEATH, on=ON) is Response.PROPOSE
    act = scenes.let_pass(place, asked.act)
    with fund_scope(place.fund.id):
        assert response_to(kind=ToldKind.DEATH, on=ON) is Response.QUEUE
        assert (ToldKind.DEATH, Response.QUEUE, act) in policies(on=ON)
        undo = reverse(desk=place.registration, number=act, motive="erreur", key="u", at=scenes.NOW)
        validate(desk=place.verifier, number=undo.act, at=scenes.NOW)
        assert response_to(kind=ToldKind.DEATH, on=ON) is Response.PROPOSE
