"""Long tables leave the fund by two people, for a reason; every table by the same door."""

import re

import pytest
from django.conf import settings
from django.test import Client
from tests import factories
from tests.conftest import NOW
from tests.web.test_arrears import ONE
from tests.web.test_arrears import place as place  # noqa: PLC0414 - a fixture
from tests.web.test_site import at_desk, text_of

from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Role
from socle.platform.acts.operations import reverse, validate
from socle.platform.acts.queries import proposals
from socle.platform.extracts.queries import granted
from socle.platform.extracts.types import KEPT, Table
from socle.platform.printing.models import PaperMade
from socle.web import clock

HOUSE = settings.HOUSE
PATH = "/aged-balance?format=csv&on=22%2F11%2F2026"
# What leaves as a file and is no table of many: why each needs no second person there.
OTHERS = {
    "web/lots.py": "the file of a lot, which three people carry",
    "web/evidence.py": "a document, as it was handed in",
    "api/documents.py": "likewise",
    "web/liaison.py": "one person's periods, for another fund",
    "web/exchange/exports.py": "one person's data, by an act of its own",
    "web/papers.py": "papers of one person, each logged and counted",
    "api/papers.py": "likewise",
    "web/deposits.py": "the receipt of one deposit",
}


def asked(client: Client, path: str = PATH, *, motive: str = "Contrôle de la tutelle") -> str:
    """The proposal that asks for a table, entered by the form to which its address leads."""
    answer = client.get(path)
    assert answer.status_code == 302
    form = client.get(answer.headers["Location"])
    address = re.search(r'name="act-table_address"[^>]*value="([^"]*)"', form.content.decode())
    assert address is not None
    client.post(
        "/acts/new/request_extract",
        {
            "key": "one",
            "act-table": "aged_balance_table",
            "act-table_address": address[1].replace("&amp;", "&"),
            "act-effective_on": f"{clock.today('CM'):%d/%m/%Y}",
            "act-motive": motive,
        },
    )
    return next((each.number for each in proposals() if each.type == "request_extract"), "")


def test_a_long_table_is_given_to_who_asked_once_another_has_granted_it(
    place: factories.Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, other = at_desk(place.accounts), at_desk(place.verifier)
    short = text_of(client.get(PATH))  # type: ignore[arg-type]
    assert ONE in short
    monkeypatch.setattr(settings, "EXTRACT_LINES", 0)
    with fund_scope(place.fund.id):
        assert asked(client, motive=" ") == "", "nothing leaves without a reason"
        number = asked(client)
        assert client.get(PATH).headers["Location"] == f"/proposals/{number}"
        act = validate(desk=place.verifier, number=number, at=NOW).act
        given = text_of(client.get(PATH))  # type: ignore[arg-type]
        assert other.get(PATH).status_code == 302, "it was not granted to another"
        assert client.get(PATH + "&page=2").status_code == 302, "nor another table"
        lines = given.splitlines()
        assert len(lines) == len(short.splitlines())
        for said in (act, place.accounts.name, place.verifier.name, "Contrôle de la tutelle"):
            assert all(said in line for line in lines[1:]), said
        assert PaperMade.objects.filter(kind="table", number=act).count() == 1
        said = {"desk": place.accounts, "table": Table.AGED_BALANCE, "address": PATH}
        assert granted(**said, at=clock.now()) is not None  # type: ignore[arg-type]
        assert granted(**said, at=clock.now() + KEPT) is None, "it is over"  # type: ignore[arg-type]


def test_a_long_address_is_not_granted_with_another_that_begins_alike(
    place: factories.Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "EXTRACT_LINES", 0)
    client, long = at_desk(place.accounts), f"{PATH}&a={'x' * 300}"
    with fund_scope(place.fund.id):
        number = asked(client, long)
        assert number
        assert client.get(long).headers["Location"] == f"/proposals/{number}"
        validate(desk=place.verifier, number=number, at=NOW)
        assert client.get(long).status_code == 200
        assert client.get(long + "&page=2").status_code == 302


def test_what_was_taken_back_opens_nothing_and_a_clerk_is_told_to_ask_the_fund(
    place: factories.Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, clerk = (
        at_desk(place.accounts),
        at_desk(factories.desk(place.fund, Role.EMPLOYER_CLERK, ONE)),
    )
    monkeypatch.setattr(settings, "EXTRACT_LINES", 0)
    with fund_scope(place.fund.id):
        act = validate(desk=place.verifier, number=asked(client), at=NOW).act
        assert client.get(PATH).status_code == 200
        undo = reverse(desk=place.accounts, number=act, motive="erreur", key="undo", at=NOW)
        validate(desk=place.verifier, number=undo.act, at=NOW)
        assert client.get(PATH).status_code == 302
        refused = clerk.get(PATH)
    assert refused.status_code == 422
    assert "deux personnes" in text_of(refused)  # type: ignore[arg-type]


def test_every_file_of_a_list_leaves_by_this_door() -> None:
    """A new table in CSV or XLSX passes by `web/tables.py`, or says here why it need not."""
    made = re.compile(r"text/csv|spreadsheetml|Content-Disposition|as_attachment|csv\.writer")
    found = {
        path.relative_to(HOUSE).as_posix()
        for folder in ("web", "api")
        for path in (HOUSE / folder).rglob("*.py")
        if made.search(path.read_text("utf-8"))
    }
    assert found == set(OTHERS) | {"web/tables.py"}
