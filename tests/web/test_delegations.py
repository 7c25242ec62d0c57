"""Delegations over HTTP: asked for, validated, acted under, and over."""

from datetime import timedelta

import pytest
from tests import factories
from tests.platform.delegation.scenes import handed
from tests.web.test_site import at_desk, text_of

from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Role
from socle.platform.acts.basket import next_to_validate
from socle.platform.delegation.queries import delegations
from socle.web import clock

ROLE = Role.REGISTRATION_OFFICER


@pytest.fixture
def place(db: None) -> factories.Agency:
    place = factories.agency("CM")
    factories.person(place)
    return place


def test_a_role_is_handed_over_by_form_and_waits_for_a_second_person(
    place: factories.Agency,
) -> None:
    giver, today = at_desk(place.registration), clock.today("CM")
    assert "Déléguer un rôle" in text_of(giver.get("/my-account"))  # type: ignore[arg-type]
    form = "/acts/new/delegate_role?then=my-account"
    page = giver.get(form)
    key = text_of(page).split('name="key" value="')[1].split('"')[0]  # type: ignore[arg-type]
    given = {"act-role": ROLE.value, "act-taker": place.accounts.login, "key": key}
    given |= {"act-effective_on": f"{today:%d/%m/%Y}", "act-motive": "congé", "then": "my-account"}
    given["act-last_day"] = f"{today + timedelta(days=9):%d/%m/%Y}"
    assert '<label for="act-motive">Motif</label>' in text_of(page)  # type: ignore[arg-type]
    silent = giver.post(form, given | {"act-motive": " "})
    assert silent.status_code == 422
    assert 'id="act-motive-why">Un rôle ne se délègue pas sans raison.' in text_of(silent)  # type: ignore[arg-type]
    asked = giver.post(form, given)
    assert asked.status_code == 302, text_of(asked)  # type: ignore[arg-type]
    assert "attend une deuxième personne" in text_of(giver.get(asked.headers["Location"]))  # type: ignore[arg-type]
    with fund_scope(place.fund.id):
        number = next_to_validate(desk=place.verifier)
    validated = at_desk(place.verifier).post(f"/proposals/{number}", {"decision": "validate"})
    assert validated.status_code == 302
    with fund_scope(place.fund.id):
        [found] = delegations(on=today)
    assert (found.giver, found.taker) == (place.registration.name, place.accounts.name)


def test_a_deputy_takes_the_place_and_leaves_it_and_it_is_theirs_no_more_once_ended(
    place: factories.Agency,
) -> None:
    giver, deputy = place.registration, place.accounts
    handed(giver, deputy, place.verifier, role=ROLE)
    client, form = at_desk(deputy), "/acts/new/register_person"
    assert client.get(form).status_code == 403
    assert f"Agir pour {giver.name}" in text_of(client.get("/my-account"))  # type: ignore[arg-type]
    chosen = {"which": f"{giver.login} {ROLE.value}"}
    assert client.post("/my-account/act-for", chosen).headers["Location"] == "/desk"
    assert f"pour {giver.name}" in text_of(client.get("/desk"))  # type: ignore[arg-type]
    assert client.get(form).status_code == 200
    assert client.get("/deposits/new").status_code == 403, "their own role is laid down"
    client.post("/my-account/act-for")
    assert client.get(form).status_code == 403
    client.post("/my-account/act-for", chosen)
    ended = {"which": f"{giver.login} {deputy.login} {ROLE.value}"}
    assert at_desk(giver).post("/my-account/end-delegation", ended).status_code == 302
    assert client.get(form).status_code == 403
    assert "Agir pour" not in text_of(client.get("/my-account"))  # type: ignore[arg-type]
    nothing = client.post("/my-account/act-for", {"which": f"{giver.login} cashier"})
    assert nothing.status_code == 302
    assert client.get("/acts/new/delegate_role").status_code == 200, "in their own name"


def test_the_administrator_sees_delegations_and_ends_them(place: factories.Agency) -> None:
    handed(place.registration, place.accounts, place.verifier, role=ROLE)
    admin = at_desk(place.administrator)
    page = text_of(admin.get("/users"))  # type: ignore[arg-type]
    assert "Délégations en cours" in page
    which = f"{place.registration.login} {place.accounts.login} {ROLE.value}"
    ended = admin.post("/my-account/end-delegation", {"which": which})
    assert ended.headers["Location"].startswith("/users")
    assert "Délégations en cours" not in text_of(admin.get("/users"))  # type: ignore[arg-type]
    assert admin.post("/my-account/end-delegation", {"which": "x"}).status_code == 404
