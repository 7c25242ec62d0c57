"""A file taken over on the screens: its source, the trial, the decision, the queue."""

import html
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests import factories
from tests.conftest import TODAY
from tests.registry.imports import AWA, HEADINGS, PAUL
from tests.web.test_profiles import form_of, signed_in

from socle.platform.access.scope import fund_scope
from socle.registry.operations.linkage import link_duplicates
from socle.registry.queries.suspicions import suspicions

CLASH = "1212121212A;ETOA;Luc;01/02/1990;H;CNI9\n"
WRONG = "12;KANA;Jo;31/02/1990;X;\n"


@pytest.fixture
def client(db: None) -> Client:
    return signed_in(factories.agency("CM").registration)


def upload(client: Client, path: str, content: str, **typed: str) -> Any:
    file = SimpleUploadedFile("reprise.csv", content.encode())
    return client.post(path, typed | {"file": file})


def with_source(client: Client) -> str:
    """A source of persons made on the screens; its number."""
    page = upload(client, "/import-sources/new", HEADINGS + AWA, kind="persons")
    assert page.status_code == 200
    fields = form_of(page)
    assert fields["column_birth_on"] == "Né le"
    saved = client.post(
        "/import-sources/new", fields | {"kind": "persons", "name": "Mairie", "do": "save"}
    )
    assert saved.status_code == 302, saved.content.decode()
    found = re.search(r'value="(S-\d+)"', client.get("/imports/new").content.decode())
    assert found
    return found[1]


def taken(client: Client, source: str, content: str) -> str:
    """A file handed in, tried and confirmed; the address of its page."""
    page = upload(client, "/imports/new", content, source=source)
    assert page.status_code == 302
    address = str(page.headers["Location"])
    assert client.post(address, {"do": "confirm"}).status_code == 302
    return address


def test_a_file_is_tried_then_written_and_its_faults_given_back(client: Client) -> None:
    source = with_source(client)
    page = upload(client, "/imports/new", HEADINGS + AWA + WRONG + PAUL, source=source)
    address = page.headers["Location"]
    tried = client.get(address).content.decode()
    assert "Écrire 2 lignes" in tried
    assert "D3" in tried
    assert "MBARGA" not in client.get("/search?q=1212121212A").content.decode()
    client.post(address, {"do": "confirm"})
    done = client.get(address).content.decode()
    assert "Repris" in done
    assert "Écrire 2 lignes" not in done
    rows = client.get(f"{address}/rows.csv").content.decode("utf-8-sig")
    assert rows.splitlines()[1].startswith("12;KANA")
    assert "D3" in client.get(f"{address}/report.csv").content.decode("utf-8-sig")
    assert address.rpartition("/")[2] in client.get("/imports").content.decode()


def test_a_file_that_is_dropped_writes_nothing(client: Client) -> None:
    page = upload(client, "/imports/new", HEADINGS + AWA, source=with_source(client))
    address = page.headers["Location"]
    client.post(address, {"do": "drop"})
    assert "Abandonné" in client.get(address).content.decode()
    assert client.post(address, {"do": "confirm"}).status_code == 422


def test_a_row_that_clashes_is_compared_and_settled(client: Client) -> None:
    source = with_source(client)
    taken(client, source, HEADINGS + AWA)
    taken(client, source, HEADINGS + CLASH)
    waiting = client.get("/duplicates").content.decode()
    found = re.search(r"/duplicates/(D-\d+)", waiting)
    assert found
    pair = client.get(found[0]).content.decode()
    assert "MBARGA" in pair
    assert "ETOA" in pair
    assert client.post(found[0], {"outcome": "to_correct"}).status_code == 422
    said = {"outcome": "to_correct", "reason": "numéro mal recopié"}
    assert client.post(found[0], said).status_code == 302
    assert found[0] not in client.get("/duplicates").content.decode()


def test_the_form_says_what_is_missing(client: Client) -> None:
    assert client.post("/imports/new", {}).status_code == 422
    assert client.post("/import-sources/new", {"kind": "persons"}).status_code == 422


def test_a_clerk_of_an_employer_takes_nothing_over(db: None) -> None:
    place = factories.agency("CM")
    factories.employer(place)
    from socle.platform.access.types import Role

    clerk = signed_in(factories.desk(place.fund, Role.EMPLOYER_CLERK, factories.CM_EMPLOYER))
    for path in ("/imports", "/imports/new", "/duplicates", "/import-sources/new"):
        assert clerk.get(path).status_code == 403


def test_the_page_of_an_imported_person_says_that_they_await_linkage(client: Client) -> None:
    address = taken(client, with_source(client), HEADINGS + AWA)
    page = client.get("/persons/1212121212A").content.decode()
    assert "Pas encore comparée à tout le registre" in page
    assert f'href="{address}"' in page


def act_form(client: Client, address: str) -> dict[str, str]:
    """What the form of an act would send as it was opened."""
    page = client.get(address).content.decode()
    form = page[page.index('enctype="multipart/form-data"') :]
    found = re.findall(r'<input[^>]* name="([\w-]+)" value="([^"]*)"', form)
    return {name: html.unescape(value) for name, value in found if name != "decision"}


def test_a_linked_pair_says_what_weighs_and_its_merge_comes_back_to_the_list(db: None) -> None:
    place = factories.agency("CM")
    client = signed_in(place.registration)
    twice = "1313131313B;MBARGA;Awa;16/03/1984;F;\n"
    taken(client, with_source(client), HEADINGS + AWA + twice)
    with fund_scope(place.fund.id):
        link_duplicates(desk=place.registration, on=TODAY, key="link")
        [pair] = suspicions(limit=2)
    page = client.get(f"/duplicates/{pair.number}").content.decode()
    assert "Deux dossiers pris au hasard" in page
    ways = re.findall(r'href="(/acts/new/merge_persons[^"]+)"', page)
    assert len(ways) == 2
    typed = act_form(client, html.unescape(ways[1]))
    assert (typed["act-kept"], typed["then"]) == (pair.other.number, "duplicates")
    proof = SimpleUploadedFile("extrait.pdf", b"%PDF-1.7 un extrait")
    said = {"act-motive": "même extrait de naissance", "evidence": proof}
    sent = client.post("/acts/new/merge_persons", typed | said)
    assert sent.status_code == 302, sent.content.decode()
    assert sent.headers["Location"].startswith("/duplicates?asked=P-")
    assert "La fusion est proposée" in client.get(sent.headers["Location"]).content.decode()


def test_a_whole_import_is_asked_back_from_its_page(client: Client) -> None:
    address = taken(client, with_source(client), HEADINGS + AWA)
    form = f"/acts/new/undo_import?import_number={address.rpartition('/')[2]}"
    assert form in client.get(address).content.decode()
    typed = act_form(client, form)
    assert client.post(form, typed).status_code == 422  # without a motive
    sent = client.post(form, typed | {"act-motive": "mauvaise source"})
    assert sent.headers["Location"].startswith("/proposals/P-")
