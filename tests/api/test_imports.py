"""A file taken over by the API: handed in, tried, confirmed, its faults and its clashes."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests import factories
from tests.registry.imports import AWA, HEADINGS, PAUL, source

HOME = "/api/v1"


@pytest.fixture
def place(db: None) -> factories.Agency:
    return factories.agency("CM")


@pytest.fixture
def client(place: factories.Agency) -> Client:
    client = Client()
    client.post(
        "/sign-in", {"name": place.registration.login, "password": place.registration.login}
    )
    return client


def posted(client: Client, path: str, key: str = "", **given: Any) -> Any:
    headers = {"Idempotency-Key": key or uuid4().hex}
    return client.post(f"{HOME}{path}", given, headers=headers)


def test_a_file_is_tried_confirmed_and_answers_again_by_its_key(
    client: Client, place: factories.Agency
) -> None:
    number = source(place)
    content = (HEADINGS + AWA + "12;KANA;Jo;31/02/1990;X;\n" + PAUL).encode()
    answers = [
        posted(
            client,
            "/imports",
            key="one",
            source=number,
            file=SimpleUploadedFile("reprise.csv", content),
        )
        for _twice in range(2)
    ]
    assert [each.status_code for each in answers] == [201, 201]
    said = answers[0].json()
    assert said == answers[1].json()
    assert (said["state"], said["tried"]["good"], said["tried"]["at_fault"]) == ("checked", 2, 1)
    address = f"{HOME}/imports/{said['number']}"
    faults = client.get(f"{address}/errors").json()["errors"]
    assert [(each["line"], each["record"]) for each in faults] == [(3, "A3"), (3, "D3"), (3, "E3")]
    done = posted(client, f"/imports/{said['number']}/confirm").json()
    assert (done["state"], done["written"]["good"], done["percent"]) == ("done", 2, 100)
    brought = client.get(f"{HOME}/persons/1212121212A").json()
    assert brought["awaits_linkage"] == said["number"]
    listed = client.get(f"{HOME}/imports").json()["items"]
    assert [each["number"] for each in listed] == [said["number"]]
    [known] = client.get(f"{HOME}/import-sources").json()["items"]
    assert (known["number"], known["columns"]["birth_on"]) == (number, "Né le")


def test_the_queue_shows_both_readings(client: Client, place: factories.Agency) -> None:
    number = source(place)
    for rows in (AWA, "1212121212A;ETOA;Luc;01/02/1990;H;CNI9\n"):
        file = SimpleUploadedFile("reprise.csv", (HEADINGS + rows).encode())
        said = posted(client, "/imports", source=number, file=file).json()
        posted(client, f"/imports/{said['number']}/confirm")
    [pair] = client.get(f"{HOME}/duplicates").json()["items"]
    assert (pair["one"]["family_name"], pair["other"]["family_name"]) == ("MBARGA", "ETOA")
    assert (pair["origin"], pair["line"]) == ("import_number", 2)
