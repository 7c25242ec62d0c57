"""A source is asked through the state's bus: its errors and its answers are told apart."""

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from tests import factories
from tests.exchange.sources import OURS, Source, agreed, now, running
from tests.simulator.started import SECRET, Started, registry

from socle.exchange.operations import asking
from socle.exchange.our_keys import our_key_set
from socle.exchange.transports import Message, Reply, Unreadable, xroad
from socle.kernel.errors import Refused, Unavailable
from socle_simulator import certificates

pytestmark = pytest.mark.usefixtures("one_transaction")
CLIENT, THEIRS = "CM/GOV/CNPS/SOCLE", "CM/GOV/BUNEC/CIVIL"
NID = "CM100200300"
HER = {
    "identifiers": {"NID": NID, "UIN": "U-1"},
    "surname": "NGONO",
    "given_name": "Béatrice",
    "sex": "female",
    "birth_date": "1950-04-12",
}
AS_USUAL = {"wrong_hash": 0, "no_hash": 0, "errors": 0, "down": 0, "truncate": 0, "redirect": 0}
AS_USUAL |= {"lose_answers": 0, "nesting": 0}


@pytest.fixture(scope="module")
def civil(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    with running("civil", tmp_path_factory.mktemp("civil")) as started:
        started.put("/people", [HER])
        yield started


@pytest.fixture(scope="module")
def bus(civil: Started, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    services = [
        {"id": f"{THEIRS}/dci", "url": civil.url, "allowed": [CLIENT]},
        {"id": f"{THEIRS}/gone", "url": "http://127.0.0.1:9", "allowed": [CLIENT]},
        {"id": f"{THEIRS}/closed", "url": civil.url, "allowed": []},
    ]
    data = {"subsystems": [CLIENT, THEIRS], "services": services}
    with registry("xroad", data=data, folder=tmp_path_factory.mktemp("xroad")) as started:
        yield started


def carried(
    civil: Started, bus: Started, monkeypatch: pytest.MonkeyPatch, **said: str
) -> tuple[Source, str]:
    """A civil registry that is asked through the bus, and a person to ask about."""
    monkeypatch.setattr(settings, "XROAD_SERVER", bus.url)
    bus.put("/failures", AS_USUAL)
    place = factories.agency("CM")
    link = {"transport": "xroad", "address": "", "service": f"{THEIRS}/dci", "client": CLIENT}
    source = agreed(place, "civil", civil, **(link | said))
    keys = our_key_set(fund_id=place.fund.id)
    client = {"secret": SECRET, "sender_id": OURS, "keys": keys, "subsystem": CLIENT}
    # The bus names one subsystem: the last fund that was agreed is the one it carries.
    civil.put("/clients", {"carried": client})
    number = factories.person(
        place,
        family_name="NGONO",
        given_names="Béatrice",
        birth_on="1950-04-12",
        sex="female",
        national_id=NID,
    )
    return source, number


def asked(source: Source, number: str) -> asking.Learned:
    return asking.ask_civil(desk=source.place.registration, number=number, at=now())


def test_a_person_is_asked_about_through_the_bus_under_the_name_of_the_journal(
    civil: Started, bus: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, number = carried(civil, bus, monkeypatch)
    assert asked(source, number).found["family_name"] == "NGONO"
    question, answer = source.messages
    assert {question.transport, answer.transport} == {"xroad"}
    headers = {
        name.lower(): value for name, value in bus.record()["entries"][-1]["headers"].items()
    }
    assert headers["x-road-client"] == CLIENT
    assert headers["x-road-id"] == question.message_id
    assert headers["x-road-userid"] == f"CM{source.place.registration.user_id}"
    assert "authorization" not in headers


@pytest.mark.parametrize(
    ("fault", "code", "why"),
    [
        ({"no_hash": 1}, "source_unreadable", "X-Road-Request-Hash"),
        ({"redirect": 1}, "source_unreadable", "X-Road-Id"),
        ({"nesting": 1}, "source_unreadable", "too long"),
        ({"down": 1}, "source_away", "503"),
        ({"truncate": 1}, "source_away", "IncompleteRead"),
        ({"lose_answers": 1}, "source_away", "RemoteDisconnected"),
        (
            {"errors": 1, "error": "Server.ClientProxy.OutdatedGlobalConf"},
            "source_away",
            "Server.ClientProxy.OutdatedGlobalConf",
        ),
    ],
)
def test_what_goes_wrong_on_the_bus_takes_nothing_and_is_told(
    civil: Started,
    bus: Started,
    monkeypatch: pytest.MonkeyPatch,
    fault: dict[str, object],
    code: str,
    why: str,
) -> None:
    source, number = carried(civil, bus, monkeypatch)
    bus.put("/failures", fault)
    with pytest.raises(Unavailable, match=code):
        asked(source, number)
    assert source.told[-1] == ("in", "civil.search", "rjct", why)
    assert asked(source, number).found["family_name"] == "NGONO"


@pytest.mark.parametrize(
    ("service", "why"),
    [
        ("gone", "Server.ServerProxy.NetworkError"),
        ("closed", "Server.ServerProxy.AccessDenied"),
        ("none", "Server.ServerProxy.UnknownService"),
    ],
)
def test_a_provider_that_the_bus_does_not_reach_is_away(
    civil: Started, bus: Started, monkeypatch: pytest.MonkeyPatch, service: str, why: str
) -> None:
    source, number = carried(civil, bus, monkeypatch, service=f"{THEIRS}/{service}")
    with pytest.raises(Unavailable) as told:
        asked(source, number)
    assert told.value.facts["why"] == why


def test_what_the_bus_refuses_of_us_is_not_tried_again(
    civil: Started, bus: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, number = carried(civil, bus, monkeypatch)
    bus.put("/failures", {"errors": 1, "error": "Client.BadRequest"})
    with pytest.raises(Refused) as told:
        asked(source, number)
    assert told.value.facts["why"] == "Client.BadRequest"


def test_what_the_provider_refuses_passes_the_bus_as_its_own_refusal(
    civil: Started, bus: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, number = carried(civil, bus, monkeypatch)
    client = {"secret": SECRET, "sender_id": OURS, "keys": [], "subsystem": CLIENT}
    civil.put("/clients", {"carried": client})
    with pytest.raises(Refused) as told:
        asked(source, number)
    assert told.value.facts["why"] == "err.signature.invalid"


def test_a_hash_that_only_the_security_server_can_check_is_left_to_it(
    civil: Started, bus: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who it is from is shown by the provider's own signature, which is checked here."""
    source, number = carried(civil, bus, monkeypatch)
    bus.put("/failures", {"wrong_hash": 1})
    assert asked(source, number).found["family_name"] == "NGONO"
    civil.fails(wrong_signature=1)
    with pytest.raises(Unavailable, match="source_unreadable"):
        asked(source, number)


@pytest.mark.parametrize(
    "said",
    [
        {"x-road-id": "another"},
        {"x-road-id": "one", "x-road-service": "CM/GOV/DGI/TAX/dci"},
        {"x-road-id": "one", "x-road-request-hash": "bm90IGEgaGFzaA=="},
    ],
)
def test_an_answer_to_another_question_is_no_answer(
    monkeypatch: pytest.MonkeyPatch, said: dict[str, str]
) -> None:
    message = Message(path="/x", message_id="one")
    with pytest.raises(Unreadable):
        xroad.checked(Reply(200, said, b""), message, f"{THEIRS}/dci")


def test_the_security_server_is_spoken_to_with_our_certificate(
    civil: Started, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "tls"
    folder.mkdir()
    certificates.make(folder)
    context = ssl.create_default_context(cafile=str(folder / "ca.pem"))
    context.load_cert_chain(folder / "client.pem", folder / "client.key")
    data = {
        "subsystems": [CLIENT],
        "services": [{"id": f"{THEIRS}/dci", "url": civil.url, "allowed": [CLIENT]}],
    }
    options = ("--tls", str(folder))
    with registry("xroad", *options, data=data, folder=tmp_path, context=context) as bus:
        source, number = carried(civil, bus, monkeypatch)
        monkeypatch.setattr(settings, "XROAD_AUTHORITY", str(folder / "ca.pem"))
        for name, is_believed in (("stranger", False), ("client", True)):
            both = folder / f"{name}.both.pem"
            both.write_bytes(
                (folder / f"{name}.pem").read_bytes() + (folder / f"{name}.key").read_bytes()
            )
            monkeypatch.setattr(settings, "XROAD_CERTIFICATE", str(both))
            if is_believed:
                assert asked(source, number).found["family_name"] == "NGONO"
            else:
                with pytest.raises(Unavailable, match="source_away"):
                    asked(source, number)
        monkeypatch.setattr(settings, "XROAD_AUTHORITY", "")
        with pytest.raises(Unavailable, match="source_away"):
            asked(source, number)
