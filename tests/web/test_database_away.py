"""A database that does not answer is a calm 503, whatever asked for it first."""

from socket import socket

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.http import HttpResponse
from django.test import Client
from tests import factories
from tests.web.rendered import request_of
from tests.web.test_site import at_desk

from socle.kernel.errors import Conflict
from socle.platform.access.types import Desk
from socle.web.errors import said
from socle.web.patience import AWAY, GIVEN_UP, UNSURE


@pytest.fixture
def desk(own_database: str) -> Desk:
    return factories.agency("CM").registration


def lose() -> dict[str, object]:
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    held = connections["default"].settings_dict.copy()
    connections["default"].close()
    connections["default"].settings_dict.update({"HOST": "127.0.0.1", "PORT": port})
    return held


def test_the_session_that_cannot_be_read_is_no_fault_of_ours(desk: Desk) -> None:
    signed_in = at_desk(desk)
    signed_in.raise_request_exception = False
    held = lose()
    try:
        for path in ("/desk", "/", "/sign-in", "/acts"):
            page = signed_in.get(path)
            assert page.status_code == 503, path
            assert page.headers["Retry-After"] == "10"
            assert page.headers["Content-Type"].startswith("text/html")
            assert "Le service ne répond pas" in page.content.decode()
            assert page.headers["Cache-Control"] == "no-store"
        for caller in (signed_in, Client(headers={"authorization": f"Bearer socle_{'a' * 43}"})):
            caller.raise_request_exception = False
            answer = caller.get("/api/v1/acts")
            assert answer.status_code == 503
            assert answer.headers["Retry-After"] == "10"
            assert answer.headers["Content-Type"] == "application/problem+json"
            assert answer.json()["code"] == "api.unavailable"
        assert Client().get("/health").status_code == 200
    finally:
        connections["default"].close()
        connections["default"].settings_dict.clear()
        connections["default"].settings_dict.update(held)
    assert signed_in.get("/desk").status_code == 200


def given_up(why: str, accept: str = "text/html", **sent: str) -> HttpResponse:
    """What is said to who has waited in vain; no database is asked."""
    client = Client(headers={"accept-language": "fr", "accept": accept})
    answer: HttpResponse = client.post("/deposits/new?from=desk", sent, **{GIVEN_UP: why})
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "10"
    return answer


def test_who_waited_in_vain_finds_what_was_typed_under_the_same_key() -> None:
    page = given_up(UNSURE, key="k1", motive='erreur de "plume"').content.decode()
    assert "elle ne sera enregistrée qu’une fois" in page
    assert '<form class="acts" method="post" action="/deposits/new?from=desk">' in page
    assert '<input type="hidden" name="key" value="k1">' in page
    assert 'value="erreur de &quot;plume&quot;"' in page
    assert "Rien n’a été enregistré." in given_up(AWAY, key="k1").content.decode()
    proved = given_up(UNSURE, key="k1", proof="ouvre-toi").content.decode()
    assert ("ouvre-toi" in proved, 'value="k1"' in proved) == (False, True)


def test_a_form_turned_away_for_now_asks_again_for_the_files_that_came_with_it() -> None:
    files = [SimpleUploadedFile(name, b"%PDF-1.7") for name in ("un.pdf", "deux.pdf")]
    sent = request_of("/acts/new", None, method="post", motive="erreur", evidence=files)
    page = said(sent, Conflict("acts.try_again")).content.decode()
    sent.close()
    assert 'enctype="multipart/form-data"' in page
    assert '<input type="file" name="evidence" aria-labelledby="files" required multiple>' in page
    assert '<input type="hidden" name="motive" value="erreur">' in page


def test_a_secret_is_not_written_into_the_page_nor_is_a_form_without_a_key() -> None:
    for sent in ({"key": "k1", "new_password": "ouvre-toi"}, {"motive": "erreur"}):
        page = given_up(UNSURE, **sent).content.decode()
        assert "ouvre-toi" not in page
        assert 'name="key"' not in page
        assert "erreur" not in page
        assert "Regardez d’abord dans la liste" in page


def test_a_program_is_told_whether_anything_may_have_been_recorded() -> None:
    for why, code in ((AWAY, "api.unavailable"), (UNSURE, "api.outcome_unknown")):
        answer = given_up(why, accept="application/json", key="k1")
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["code"] == code  # type: ignore[attr-defined]
