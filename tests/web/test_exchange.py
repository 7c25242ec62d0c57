"""Screens of exchanges: what waits is decided there, and a message is read with a reason."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from tests import factories
from tests.conftest import NOW
from tests.exchange import scenes
from tests.exchange.scenes import one_transaction
from tests.exchange.test_civil_events import death, somebody

from socle.exchange.models import Discrepancy, ExchangeRequest
from socle.exchange.queries import journal
from socle.exchange.types import LinkView
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk
from socle.platform.acts.queries import proposals

__all__ = ["one_transaction"]
pytestmark = pytest.mark.usefixtures("one_transaction")
PAGES = (
    *("/exchange/inbox", "/exchange/inbox?state=all&kind=death", "/exchange/outbox"),
    *("/exchange/journal", "/exchange/discrepancies", "/exchange/policies"),
)


def browser(desk: Desk) -> Client:
    client = Client()
    client.post("/sign-in", {"name": desk.login, "password": desk.login})
    return client


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def told(place: factories.Agency) -> tuple[LinkView, str, str]:
    """A death told under a number that somebody else bears: its event and its message."""
    source = scenes.linked(place)
    accepted = scenes.told(place, source, death(family_name="TCHOUMI", given_names="Paul"))
    assert accepted is not None
    found = scenes.dealt(place)[-1]
    return source, f"V-2026-{found.pk:09d}", accepted.number


def test_an_officer_sees_both_readings_and_says_of_whom_the_source_speaks() -> None:
    place = factories.agency("CM")
    number = somebody(place)
    _source, event, _message = told(place)
    officer = browser(place.registration)
    assert "1 avis d’une source à décider" in page(officer, "/desk")
    assert f"/exchange/inbox/{event}" in page(officer, "/exchange")
    assert event in page(officer, "/exchange/inbox")
    shown = page(officer, f"/exchange/inbox/{event}")
    assert "TCHOUMI Paul" in shown
    assert "NGONO Béatrice" in shown
    assert "le nom, la naissance ou le sexe diffèrent" in shown
    path = f"/exchange/inbox/{event}"
    refused = officer.post(path, {"move": "abandon", "motive": "", "key": "a"})
    assert refused.status_code == 422
    assert "demande un motif" in refused.content.decode()
    done = officer.post(path, {"move": "replay", "person": number, "key": "b"})
    assert (done.status_code, done.headers["Location"]) == (302, f"{path}?done=1")
    [found] = scenes.dealt(place)
    assert found.state == "proposed"
    assert f"/proposals/{found.proposal}" in page(officer, path)


def test_an_event_is_left_without_effect_for_a_reason() -> None:
    place = factories.agency("CM")
    somebody(place)
    _source, event, _message = told(place)
    officer = browser(place.registration)
    said = {"move": "abandon", "motive": "homonyme", "key": "a"}
    assert officer.post(f"/exchange/inbox/{event}", said).status_code == 302
    assert "Laissé sans suite" in page(officer, f"/exchange/inbox/{event}")


def test_a_message_is_read_once_with_its_reason_and_who_read_it_stays() -> None:
    place = factories.agency("CM")
    somebody(place)
    _source, _event, message = told(place)
    officer = browser(place.registration)
    path = f"/exchange/journal/{message}"
    shown = page(officer, path)
    assert "TCHOUMI" not in shown
    assert "Ce que disait le message" not in shown
    assert officer.post(path, {"motive": "", "key": "a"}).status_code == 422
    answer = officer.post(path, {"motive": "avis contesté", "key": "b"})
    assert answer.status_code == 200
    assert "TCHOUMI" in answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store"
    shown = page(officer, path)
    assert "TCHOUMI" not in shown
    assert "avis contesté" in shown
    auditor = browser(place.auditor)
    assert "Lire, et l’enregistrer" not in page(auditor, path)
    assert auditor.post(path, {"motive": "x", "key": "c"}).status_code == 403


def test_a_discrepancy_is_decided_and_the_source_s_reading_is_proposed() -> None:
    place = factories.agency("CM")
    number = somebody(place)
    _source, _event, message = told(place)
    with fund_scope(place.fund.id):
        row = Discrepancy.objects.create(
            fund_id=place.fund.id,
            message_id=journal.message(number=message).id,
            kind="identity",
            subject_kind="person",
            subject_number=number,
            attribute="family_name",
            ours="NGONO",
            theirs="NGONNO",
            found_at=NOW,
        )
    officer = browser(place.registration)
    discrepancy = f"D-{NOW.year}-{row.pk:09d}"
    assert "NGONNO" in page(officer, "/exchange/discrepancies")
    path = f"/exchange/discrepancies/{discrepancy}"
    said = {"outcome": "theirs", "motive": "extrait vu", "key": "a"}
    assert officer.post(path, said | {"outcome": "control"}).status_code == 422
    done = officer.post(path, said | {"key": "b"}, follow=True).content.decode()
    assert "la lecture de la source est reprise" in done.lower()
    with fund_scope(place.fund.id):
        [waiting] = proposals()
    assert waiting.type == "correct_civil_status"
    assert f"/proposals/{waiting.number}" in done


def test_what_could_not_be_sent_is_sent_again_or_given_up() -> None:
    place = factories.agency("CM")
    source = scenes.linked(place)
    with fund_scope(place.fund.id):
        row = ExchangeRequest.objects.create(
            fund_id=place.fund.id,
            user_id=source.user_id,
            service="civil.on-notify",
            key=uuid4().hex,
            sealed=b"x",
            message_id="m-9",
            created_at=NOW,
            state="given_up",
            attempts=20,
            next_at=NOW + timedelta(hours=1),
            outcome="transport.away",
        )
    officer = browser(place.registration)
    number = f"M-{NOW.year}-{row.pk:09d}"
    assert "Envois épuisés" in page(officer, "/exchange/outbox")
    path = f"/exchange/outbox/{number}"
    assert officer.post(path, {"move": "replay", "key": "a"}).status_code == 302
    assert "À envoyer" in page(officer, path)
    said = {"move": "abandon", "motive": "partenaire fermé", "key": "b"}
    assert officer.post(path, said).status_code == 302
    assert "Abandonné" in page(officer, path)


def test_the_administrator_sees_how_links_fare_and_nobody_s_data() -> None:
    place = factories.agency("CM")
    somebody(place)
    _source, event, message = told(place)
    admin = browser(place.administrator)
    shown = page(admin, "/exchange")
    assert "Registre bunec" in shown
    assert event not in shown
    for path in (*PAGES, f"/exchange/inbox/{event}", f"/exchange/journal/{message}"):
        assert admin.get(path).status_code == 403, path
    for path in (*PAGES, "/exchange"):
        page(browser(place.auditor), path)
    clerk = factories.desk(place.fund, next(iter(place.registration.roles)))
    assert browser(clerk).get("/exchange").status_code == 200


def test_a_link_is_typed_with_its_keys_pasted_and_waits_for_a_second_person() -> None:
    place = factories.agency("CM")
    scenes.linked(place)
    admin = browser(place.administrator)
    path = f"/partners/{scenes.SOURCE}/link"
    shown = page(admin, path)
    assert "civil.exemple.cm/dci" in shown
    assert "dict_keys" not in shown
    said = scenes.LINK | {
        "change": "state",
        "ports": ["civil", "identity"],
        "since": "01/02/2026",
        "key": "a",
    }
    wrong = admin.post(path, said | {"keys": "{", "key": "b"})
    assert wrong.status_code == 422
    assert 'id="keys-why"' in wrong.content.decode()
    assert admin.post(path, said | {"since": "demain"}).status_code == 422
    done = admin.post(path, said, follow=True)
    assert "attend une deuxième personne" in done.content.decode()
    secret = {"change": "credential", "client_id": "socle", "client_secret": "S3CRET", "key": "c"}
    shown = admin.post(path, secret, follow=True).content.decode()
    assert "C’est fait" in shown
    assert "S3CRET" not in shown
    ended = admin.post(path, {"change": "end", "key": "d"}, follow=True).content.decode()
    assert "ni appelé ni cru" in ended
    assert browser(place.registration).get(path).status_code == 403


def test_another_fund_sees_nothing_of_an_exchange() -> None:
    place = factories.agency("CM")
    somebody(place)
    _source, event, message = told(place)
    stranger = browser(factories.agency("CM").registration)
    for path in (f"/exchange/inbox/{event}", f"/exchange/journal/{message}"):
        assert stranger.get(path).status_code == 404, path
    assert "bunec" not in page(stranger, "/exchange")
