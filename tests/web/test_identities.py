"""Entering by an identity provider that runs beside, and all that must not open by it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client
from tests import factories
from tests.conftest import NOW
from tests.platform.factors.scenes import with_codes
from tests.platform.identities.scenes import CODE, Issuer, come, done, led, linked, running, stated
from tests.web.test_second_step import made_stale
from tests.web.test_site import at_desk, text_of

from socle.kernel.errors import Conflict, Refused
from socle.platform.access.models import User
from socle.platform.access.operations import grant_role
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Role
from socle.platform.acts.errors import Invalid
from socle.platform.acts.models import Act, ActProposal
from socle.platform.acts.queries import act, acts_touching
from socle.platform.identities.models import IdentityProvider
from socle.platform.identities.queries import identities, providers
from socle.web import clock

ME: dict[str, Any] = {"sub": "s-1"}


@pytest.fixture(scope="module")
def issuer() -> Iterator[Issuer]:
    with running() as found:
        yield found


@pytest.fixture
def place(db: None, issuer: Issuer) -> factories.Agency:
    """A fund that believes the provider, and whose registration officer is `s-1` there."""
    place = factories.agency("CM")
    stated(place, issuer.url, strong="mfa urn:two")
    linked(place, place.registration, "s-1")
    issuer.says(ME)
    return place


def is_in(client: Client) -> bool:
    return client.get("/desk").status_code == 200


def page_of(answer: HttpResponse) -> tuple[int, str]:
    return answer.status_code, text_of(answer)


def test_who_is_linked_enters_by_the_provider_and_is_asked_for_nothing_else(
    place: factories.Agency, issuer: Issuer
) -> None:
    client, fund = Client(), place.fund.code
    assert "Se connecter avec Annuaire CNPS" in text_of(client.get("/sign-in?next=/acts"))  # type: ignore[arg-type]
    answer = client.get(f"/sign-in/with/{fund}/{CODE}?next=/acts")
    asked = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert (asked["scope"], asked["prompt"], asked["max_age"]) == (["openid"], ["login"], ["0"])
    assert asked["code_challenge_method"] == ["S256"]
    back = led(client, fund, query="?next=/acts")
    entered = client.get(back)
    assert entered.headers["Location"] == "/acts"
    assert is_in(client)
    again = Client().get(back)
    assert (again.status_code, again.headers.get("Location")) == (422, None), "a code serves once"
    assert client.get(back).status_code == 422, "and so does what was asked"
    elsewhere = led(client := Client(), fund, query="?next=https://elsewhere.example/")
    assert client.get(elsewhere).headers["Location"] == "/desk"
    crossed = {"Sec-Fetch-Site": "cross-site"}
    led_by_another_site = Client().get(f"/sign-in/with/{fund}/{CODE}", headers=crossed)
    assert led_by_another_site.headers["Location"] == "/sign-in"


def test_a_second_factor_is_asked_here_unless_the_provider_says_that_it_asked(
    place: factories.Agency, issuer: Issuer
) -> None:
    fund, client = place.fund.code, Client()
    codes = with_codes(place.registration)
    assert come(client, fund).headers["Location"].startswith("/sign-in/code")
    assert not is_in(client)
    assert client.post("/sign-in/code", {"code": codes[0]}).headers["Location"] == "/desk"
    for said in ({"amr": ["pwd", "mfa"]}, {"acr": "urn:two"}):
        issuer.says(ME | said)
        client = Client()
        assert come(client, fund).headers["Location"] == "/desk"
        assert is_in(client)
    # Whoever validates is asked for one: without, neither here nor there, nothing opens.
    validating, fund_code = place.auditor.login, place.fund.code
    grant_role(login=validating, fund_code=fund_code, role=Role.HEAD_OF_AGENCY)
    linked(place, place.auditor, "s-9")
    issuer.says({"sub": "s-9", "amr": ["pwd"]})
    status, page = page_of(come(client := Client(), fund))
    assert (status, "double authentification" in page, is_in(client)) == (422, True, False)
    issuer.says({"sub": "s-9", "amr": ["mfa"]})
    User.objects.filter(login=validating).update(factor_due_at=clock.now())
    assert come(client, fund).headers["Location"] == "/desk"
    assert is_in(client)
    assert client.get("/api/v1/acts").status_code == 200


WRONG: list[dict[str, Any]] = [
    {"claims": {"nonce": "another"}},
    {"claims": {"aud": "another"}},
    {"claims": {"aud": ["socle", "another"]}},
    {"claims": {"azp": "another"}},
    {"claims": {"iss": "https://elsewhere.example"}},
    {"claims": {"sub": ""}},
    {"claims": {"exp": "soon"}},
    {"later": {"exp": -120}},
    {"later": {"iat": -3600}},
    {"later": {"iat": 600}},
    {"later": {"auth_time": -3600}},
    {"without": ["auth_time"]},
    {"without": ["nonce"]},
    {"without": ["exp"]},
    {"alg": "none"},
    {"alg": "HS256"},
    {"alg": "ES256"},
    {"kid": "another"},
    {"other_key": True},
    {"back": {"state": "another"}},
    {"back": {"iss": "https://elsewhere.example"}},
    {"back": {"code": "another"}},
    {"back": {"error": "access_denied"}},
]


def test_what_is_not_the_provider_s_word_for_this_question_opens_nothing(
    place: factories.Agency, issuer: Issuer
) -> None:
    fund = place.fund.code
    for wrong in WRONG:
        issuer.says(ME, **wrong)
        client = Client()
        status, page = page_of(come(client, fund))
        assert (status, is_in(client)) == (422, False), wrong
        assert 'name="password"' in page, "the other way in is beside"
    issuer.rotate()
    issuer.says(ME)
    assert come(client, fund).headers["Location"] == "/desk", "a key that was changed is fetched"


def test_a_provider_that_is_away_or_leads_elsewhere_says_so_and_the_password_opens(
    place: factories.Agency, issuer: Issuer
) -> None:
    fund, name = place.fund.code, place.registration.login
    stated(place, "http://127.0.0.1:9", code="mort")
    for code, wrong in (
        ("mort", {}),
        (CODE, {"issuer": "https://elsewhere.example"}),
        (CODE, {"endpoints": "https://elsewhere.example"}),
    ):
        issuer.says(ME, **wrong)
        status, page = page_of(Client().get(f"/sign-in/with/{fund}/{code}"))  # type: ignore[arg-type]
        assert (status, "ne répond pas" in page) == (503, True), wrong
    for status in (302, 500):
        issuer.says(ME, status=status)
        assert come(Client(), fund).status_code == 503, "a redirection is followed nowhere"
    client = Client()
    assert client.post("/sign-in", {"name": name, "password": name}).status_code == 302
    assert is_in(client)
    assert Client().get(f"/sign-in/with/{fund}/autre").status_code == 404


def test_two_providers_are_not_taken_for_each_other(
    place: factories.Agency, issuer: Issuer
) -> None:
    fund = place.fund.code
    with running("ES256") as other:
        stated(place, other.url, code="autre")
        back = led(client := Client(), fund)
        crossed = back.replace(f"/{CODE}/", "/autre/")
        assert client.get(crossed).status_code == 422
        other.says(ME)
        assert come(client, fund, code="autre").status_code == 422, "the same subject of another"
        assert not is_in(client)
        linked(place, place.registration, "s-1", code="autre")
        assert come(client, fund, code="autre").headers["Location"] == "/desk"
        with fund_scope(place.fund.id), pytest.raises(Invalid):
            stated(place, other.url, code="double")


def test_an_identity_opens_the_open_accounts_that_serve_this_fund_alone(
    place: factories.Agency, issuer: Issuer
) -> None:
    fund, login = place.fund.code, place.registration.login
    other = factories.agency("MA")
    with pytest.raises(Refused):
        linked(place, place.administrator, "s-3")
    for said, taken in ((login, "s-2"), (place.auditor.login, "s-1")):
        asked = {"login": said, "provider": CODE, "subject": taken}
        if said != login:
            with pytest.raises(Conflict):
                done(place, "link_identity", **asked)
    stated(other, issuer.url)
    assert come(Client(), other.fund.code).status_code == 422, "another fund's link is not theirs"
    User.objects.filter(login=login).update(is_active=False)
    assert come(Client(), fund).status_code == 422
    User.objects.filter(login=login).update(is_active=True)
    client = Client()
    assert come(client, fund).headers["Location"] == "/desk"
    grant_role(login=login, fund_code=other.fund.code, role=Role.AUDITOR)
    assert come(Client(), fund).status_code == 422, "whoever serves two enters by the password"
    done(place, "end_identity_provider", provider=CODE)
    assert not is_in(client), "its sessions end with it"
    assert Client().get(f"/sign-in/with/{fund}/{CODE}").status_code == 404


def test_a_reset_and_an_account_that_is_closed_end_the_links_too(
    place: factories.Agency, issuer: Issuer
) -> None:
    """Whoever was at the account may have linked it, and the provider would go round both."""
    fund, desk = place.fund.code, place.registration
    assert come(client := Client(), fund).headers["Location"] == "/desk"
    asked = done(place, "reset_factor", login=desk.login)
    assert (is_in(client), come(Client(), fund).status_code) == (False, 422)
    with fund_scope(place.fund.id):
        assert act(number=asked).before["subject"] == "s-1"
        assert identities(fund=place.fund, on=clock.today("CM"), user_id=desk.user_id) == []
    linked(place, desk, "s-1")
    deactivated = {"change": "deactivate"}
    assert come(client := Client(), fund).headers["Location"] == "/desk"
    at_desk(place.administrator).post(f"/users/{desk.login}/change", deactivated)
    User.objects.filter(login=desk.login).update(is_active=True)
    assert (is_in(client), come(Client(), fund).status_code) == (False, 422)


def test_one_links_one_s_own_account_with_a_second_step_and_takes_it_back(
    place: factories.Agency, issuer: Issuer
) -> None:
    fund, desk = place.fund.code, place.accounts
    client = at_desk(desk)
    issuer.says({"sub": "mine"})
    first = client.get("/my-account/link?provider=" + CODE)
    assert first.headers["Location"] == f"/sign-in/with/{fund}/{CODE}?for=link"
    assert come(client, fund, query="?for=link").status_code == 422, "no second step yet"
    assert client.get(f"/sign-in/with/{fund}/{CODE}?for=link").headers["Location"] == "/my-account"
    with_codes(desk)
    made_stale(client)
    assert client.get("/my-account/link?provider=" + CODE).status_code == 403, "proved first"
    client.post("/prove", {"proof": desk.login, "next": "/desk"})
    client.get("/my-account/link?provider=" + CODE)
    done_there = come(client, fund, query="?for=link")
    assert done_there.headers["Location"] == "/my-account?done=identity"
    page = text_of(client.get("/my-account"))  # type: ignore[arg-type]
    assert ("mine" in page, "Rattacher mon compte chez Annuaire CNPS" in page) == (True, True)
    with fund_scope(place.fund.id):
        made = acts_touching(kind="account", number=desk.login)
        [mine] = identities(fund=place.fund, on=clock.today("CM"), user_id=desk.user_id)
    assert ("link_own_identity" in {each.type for each in made}, mine.subject) == (True, "mine")
    # What asks for a proof is gone on with, once the provider has asked anew.
    made_stale(client)
    waits = client.post("/my-account/unlink", {"provider": CODE})
    assert "Prouver chez Annuaire CNPS" in text_of(waits)  # type: ignore[arg-type]
    issuer.says(ME)
    assert come(client, fund, query="?for=prove").status_code == 422, "another than its person"
    assert client.post("/my-account/unlink", {"provider": CODE}).status_code == 403
    issuer.says({"sub": "mine"})
    assert "C’est bien vous" in text_of(come(client, fund, query="?for=prove"))
    assert client.post("/my-account/unlink", {"provider": CODE}).status_code == 302
    assert come(Client(), fund).status_code == 422


def test_the_administrator_sees_providers_and_links_and_nobody_sees_a_secret(
    place: factories.Agency, issuer: Issuer
) -> None:
    page = text_of(at_desk(place.administrator).get("/identity-providers"))  # type: ignore[arg-type]
    back = f"http://testserver/sign-in/with/{place.fund.code}/{CODE}/back"
    assert all(each in page for each in (issuer.url, back, place.registration.name, "s-1"))
    assert at_desk(place.registration).get("/identity-providers").status_code == 403
    with fund_scope(place.fund.id):
        today = clock.today("CM")
        kept = [str(each.fields) + str(each.after) for each in Act.objects.all()]
        kept += [str(each.fields) for each in ActProposal.objects.all()]
        kept += [str(bytes(each.secret)) for each in IdentityProvider.objects.all()]
        [found] = providers(fund=place.fund, on=today)
        assert providers(fund=place.fund, on=today, known_at=NOW) == [], "nor known before"
    assert found.sealed
    assert not any("remis" in each for each in kept), "sealed wherever it lies"
    stated(place, issuer.url)
    with fund_scope(place.fund.id):
        [again] = providers(fund=place.fund, on=today)
    assert again.strong == frozenset()
    # The secret is shown to no other issuer; a link that is to come is ended like another.
    moved = {"provider": CODE, "provider_name": "Annuaire", "client_id": "socle"}
    with pytest.raises(Invalid) as wrong:
        done(place, "state_identity_provider", issuer_address="http://127.0.0.1:9", **moved)
    assert [each.code for each in wrong.value.faults] == ["identities.secret_again"]
    who, day = {"login": place.auditor.login, "provider": CODE}, today + timedelta(days=9)
    done(place, "link_identity", on=day, subject="s-9", **who)
    done(place, "unlink_identity", **who)
    with fund_scope(place.fund.id):
        assert {each.subject for each in identities(fund=place.fund, on=day)} == {"s-1"}
    assert at_desk(place.accounts).get("/my-account/link?provider=é").status_code == 404
