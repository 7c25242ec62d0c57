"""Where a source may be called, what is shown of us there, and how long bytes are kept."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from tests import factories
from tests.exchange import scenes
from tests.exchange.sources import EMPTY, now
from tests.platform.partners import scenes as partners
from tests.simulator.started import SECRET, registry

from socle.exchange import jobs
from socle.exchange.caller import send
from socle.exchange.models import ExchangeEvidence, ExchangeMessage
from socle.exchange.operations.receiving import Noted, note
from socle.exchange.transports import Away, Message, https
from socle.exchange.types import Direction, MessageStatus
from socle.platform.access.scope import fund_scope
from socle_simulator import certificates

pytestmark = pytest.mark.usefixtures("one_transaction")
QUESTION = Message(path="/companies/M1", method="GET")


def test_a_partner_with_certificates_of_its_own_is_shown_ours(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "tls"
    folder.mkdir()
    certificates.make(folder)
    for name in ("client", "stranger"):
        both = (folder / f"{name}.pem").read_bytes() + (folder / f"{name}.key").read_bytes()
        (folder / f"{name}.both.pem").write_bytes(both)
    monkeypatch.setattr(settings, "PARTNER_AUTHORITY", str(folder / "ca.pem"))
    data = dict(EMPTY["companies"]) | {"clients": {"us": {"secret": SECRET}}}
    with registry("companies", "--tls", str(folder), data=data, folder=tmp_path) as started:
        base = started.url.replace("http:", "https:")

        def asked(certificate: str, host: str = "127.0.0.1") -> int:
            monkeypatch.setattr(settings, "PARTNER_CERTIFICATE", certificate)
            secret = https.Secret(base, "us", SECRET)
            return https.send(base, QUESTION, host=host, secret=secret, at=now()).status

        assert asked(str(folder / "client.both.pem")) == 404  # it answered: no such company
        for certificate in ("", str(folder / "stranger.both.pem")):
            with pytest.raises(Away):
                asked(certificate)
        with pytest.raises(Away, match="address"):
            asked(str(folder / "client.both.pem"), host="civil.exemple.cm")
        monkeypatch.setattr(settings, "PARTNER_AUTHORITY", "")
        with pytest.raises(Away):
            asked(str(folder / "client.both.pem"))


def test_a_link_at_a_host_that_is_agreed_no_more_is_not_called() -> None:
    place = factories.agency("CM")
    link = scenes.linked(place)
    said = {"name": "Registre bunec", "host": "autre.exemple.cm", "calls_per_minute": "60"}
    on = now().date()
    partners.agree(place, "events:civil", code=link.code, on=on, **said)
    with pytest.raises(Away, match="address"):
        send(fund=place.fund, link=link, message=QUESTION, at=now())


@pytest.mark.parametrize("address", ["10.0.0.7", "169.254.169.254", "::1", "fd00::1"])
def test_a_name_that_leads_into_our_own_network_is_not_called(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    place = factories.agency("CM")
    link = scenes.linked(place)
    found = [(0, 0, 0, "", (address, 443))]
    monkeypatch.setattr(
        "socle.platform.partners.addresses.socket.getaddrinfo", lambda *_a, **_k: found
    )
    with pytest.raises(Away, match="private address"):
        send(fund=place.fund, link=link, message=QUESTION, at=now())


def test_bytes_are_forgotten_when_their_day_is_over_and_the_journal_stays() -> None:
    place = factories.agency("CM")
    link = scenes.linked(place)

    def noted(days: int) -> None:
        with fund_scope(place.fund.id):
            said = Noted(
                link=link,
                direction=Direction.OUT,
                service="company.poll",
                raw=b"GET /events",
                at=now() - timedelta(days=days),
                status=MessageStatus.PENDING,
                is_of_stranger=True,
            )
            note(fund=place.fund, noted=said)

    noted(40)
    noted(3)
    jobs.forget_evidence_job(timestamp=int(now().timestamp()))
    with fund_scope(place.fund.id):
        assert (ExchangeMessage.objects.count(), ExchangeEvidence.objects.count()) == (2, 1)


def test_a_round_goes_over_every_fund_though_no_source_answers() -> None:
    place = factories.agency("CM")
    link = scenes.linked(place, address="http://127.0.0.1:9")
    jobs.poll_sources(timestamp=0)
    with fund_scope(place.fund.id):
        asked, failed = ExchangeMessage.objects.filter(user_id=link.user_id).order_by("id")
    assert (asked.service, failed.reason) == ("civil.poll", "ConnectionRefusedError")
