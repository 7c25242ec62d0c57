"""Signed files in a shared folder: taken whole and once, or refused whole with the reason."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from tests import factories
from tests.exchange import scenes
from tests.exchange.sources import now

from socle.exchange.caller import post
from socle.exchange.dci.signatures import sign_bytes, verify_bytes
from socle.exchange.models import ExchangeMessage
from socle.exchange.operations.dropping import take_files
from socle.exchange.our_keys import our_key_set
from socle.exchange.transports import Away
from socle.exchange.transports import file as files
from socle.platform.access.scope import fund_scope
from socle.platform.signing.jwk import jwk_of, signer

pytestmark = pytest.mark.usefixtures("one_transaction")
NID = "CM100200300"


class Drop:
    """A civil registry that leaves signed files, and the fund that reads them."""

    def __init__(self, folder: Path) -> None:
        self.key = Ed25519PrivateKey.generate()
        self.place = factories.agency("CM")
        keys = json.dumps([jwk_of(self.key.public_key())])
        self.link = scenes.linked(self.place, transport="file", address="", keys=keys)
        self.folder = folder / self.link.code
        (self.folder / "in").mkdir(parents=True)

    def leave(self, name: str, raw: bytes, *, key: Ed25519PrivateKey | None = None) -> None:
        path = self.folder / "in" / name
        signature = sign_bytes(raw, signer=signer(key or self.key))
        path.with_name(name + ".sig").write_text(signature)
        path.write_bytes(raw)

    def take(self) -> int:
        return take_files(fund=self.place.fund, link=self.link, at=now())

    def names(self, where: str) -> list[str]:
        folder = self.folder / where
        return sorted(each.name for each in folder.iterdir()) if folder.exists() else []

    @property
    def references(self) -> list[str]:
        return [each.reference for each in scenes.events(self.place)]


@pytest.fixture
def drop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Drop:
    monkeypatch.setattr(settings, "EXCHANGE_FOLDER", str(tmp_path))
    return Drop(tmp_path)


def line(number: str, **said: Any) -> dict[str, Any]:
    person = {"identifiers": {"NID": NID}, "family_name": "NGONO", "given_names": "Béatrice"}
    content = {"person": person, "on": "2026-09-03", "certificate": number}
    event = {"kind": "death", "reference": f"death:{number}", "on": "2026-09-03"}
    return event | {"content": content} | said


def lines(*said: dict[str, Any]) -> bytes:
    return b"\n".join(json.dumps(each).encode() for each in said) + b"\n"


def notice(name: str, **header: Any) -> bytes:
    record = {
        "identifier": [
            {"identifier_type": "NID", "identifier_value": NID},
            {"identifier_type": "DRN", "identifier_value": "DRN-9"},
        ],
        "death_date": "2026-09-03",
    }
    data = {"reg_event_type": "death", "reg_record_type": "Person", "reg_records": record}
    event = {"reference_id": "DRN-9", "timestamp": now().isoformat(), "data": data}
    said = {
        "message_id": name,
        "message_ts": now().isoformat(),
        "action": "notify",
        "status": "succ",
        "sender_id": "crvs.exemple.cm",
    }
    message = {"transaction_id": uuid4().hex, "notify_event": [event]}
    return json.dumps({"header": said | header, "message": message}).encode()


def test_events_one_a_line_are_taken_once_whatever_the_file_is_called(drop: Drop) -> None:
    raw = lines(line("DRN-1"), line("DRN-2"))
    drop.leave("a.jsonl", raw)
    assert drop.take() == 1
    assert drop.references == ["death:DRN-1", "death:DRN-2"]
    assert (drop.names("in"), drop.names("done")) == ([], ["a.jsonl", "a.jsonl.sig"])
    drop.leave("b.jsonl", raw)
    assert drop.take() == 1
    assert len(drop.references) == 2
    with fund_scope(drop.place.fund.id):
        [message] = ExchangeMessage.objects.all()
    assert (message.transport, message.service, message.status) == ("file", "file.notify", "rcvd")


def test_a_notice_of_the_standard_is_taken_as_if_it_had_been_posted(drop: Drop) -> None:
    drop.leave("notice.json", notice("m-1"))
    assert drop.take() == 1
    assert drop.references == ["death:DRN-9"]


def test_a_file_taken_and_not_put_away_is_known_again(
    drop: Drop, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop.leave("a.jsonl", lines(line("DRN-1")))

    def stopped(*_said: Any, **_more: Any) -> None:
        raise OSError("the machine stops")

    with monkeypatch.context() as stopping:
        stopping.setattr("socle.exchange.operations.dropping.settle", stopped)
        assert drop.take() == 0
    assert drop.names("in") == ["a.jsonl", "a.jsonl.sig"]
    assert drop.take() == 1
    assert drop.references == ["death:DRN-1"]


@pytest.mark.parametrize(
    ("name", "raw", "why"),
    [
        ("cut.jsonl", lines(line("DRN-1"))[:-9], "line 1: is no event"),
        ("half.jsonl", lines(line("DRN-1"), {"kind": "death"}), "line 2: is no event"),
        ("kind.jsonl", lines(line("DRN-1", kind="fetal_death")), "line 1: is no event"),
        ("two.jsonl", lines(line("D"), line("C", kind="company_closed")), "several registries"),
        ("empty.jsonl", b"", "no event"),
        ("deep.jsonl", b"[" * 100_000, "line 1"),
        ("other.json", notice("m-2", sender_id="other.cm"), "header.sender_id"),
        ("late.json", notice("m-3", action="search"), "header.action"),
    ],
)
def test_a_file_that_is_not_whole_is_refused_whole_with_the_reason_beside(
    drop: Drop, name: str, raw: bytes, why: str
) -> None:
    drop.leave(name, raw)
    assert drop.take() == 1
    assert drop.references == []
    assert drop.names("in") == []
    assert drop.names("refused") == [name, name + ".reason.txt", name + ".sig"]
    assert why in (drop.folder / "refused" / (name + ".reason.txt")).read_text()
    with fund_scope(drop.place.fund.id):
        [message] = ExchangeMessage.objects.all()
    assert message.status == "rjct"


def test_a_file_by_another_key_or_changed_after_is_refused(drop: Drop) -> None:
    drop.leave("a.jsonl", lines(line("DRN-1")), key=Ed25519PrivateKey.generate())
    drop.leave("b.jsonl", lines(line("DRN-2")))
    (drop.folder / "in" / "b.jsonl").write_bytes(lines(line("DRN-3")))
    assert drop.take() == 2
    assert drop.references == []
    assert len(drop.names("refused")) == 6


def test_a_file_still_being_written_waits(drop: Drop) -> None:
    path = drop.folder / "in" / "a.jsonl"
    path.write_bytes(lines(line("DRN-1")))
    path.with_name("c.jsonl.part").write_bytes(b"x")
    outside = drop.folder.parent / "secret"
    outside.write_bytes(lines(line("DRN-4")))
    path.with_name("d.jsonl").symlink_to(outside)
    path.with_name("d.jsonl.sig").write_text(
        sign_bytes(outside.read_bytes(), signer=signer(drop.key))
    )
    assert drop.take() == 0
    assert drop.references == []


def test_a_file_too_long_is_refused_unread(drop: Drop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_BYTES", 10)
    drop.leave("a.jsonl", lines(line("DRN-1")))
    assert drop.take() == 1
    assert drop.names("refused")[0] == "a.jsonl"


def test_a_file_stays_while_the_agreement_lets_nothing_be_told(drop: Drop) -> None:
    factories.act(
        drop.place.administrator,
        "end_agreement",
        on=now().date() - timedelta(days=1),
        partner=drop.link.code,
    )
    drop.leave("a.jsonl", lines(line("DRN-1")))
    assert drop.take() == 0
    assert drop.names("in") == ["a.jsonl", "a.jsonl.sig"]


def test_what_we_send_is_left_whole_and_signed(drop: Drop) -> None:
    fund = drop.place.fund
    told = post(
        fund=fund, link=drop.link, path="/registry/notify", raw=b"{}", message_id="m-1", at=now()
    )
    assert told.status == 202
    assert drop.names("out") == ["m-1.json", "m-1.json.sig"]
    signature = (drop.folder / "out" / "m-1.json.sig").read_text()
    assert verify_bytes(b"{}", signature, keys=our_key_set(fund_id=fund.id), at=now())


def test_without_a_folder_the_moment_prevents_it(
    drop: Drop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "EXCHANGE_FOLDER", "")
    assert drop.take() == 0
    with pytest.raises(Away, match="no folder"):
        post(fund=drop.place.fund, link=drop.link, path="", raw=b"", message_id="m", at=now())
