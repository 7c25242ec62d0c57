"""`socle bench inbound`: registries tell the site of events, each message signed by a key agreed.

The site's own server answers on loopback, with the token, the count of calls, the signature, the
journal, the sealed evidence and the inbox, committed to disk before it is acknowledged. Thirty-two
connections are kept open, each of a registry of its own with its own key. First as fast as they
can; then at five hundred a second by the clock, for how long each waits. A worker deals with the
events meanwhile in neither: what is measured is that they are taken. Afterwards the journal, the
evidence and the inbox are counted, and one message in a hundred is sent again: it is known.
"""

import http.client
import json
import resource
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from statistics import median, quantiles
from typing import Any
from uuid import uuid4

from socle.cli.bench_ingest import versions
from socle.cli.bench_people import registration_desk
from socle.cli.bench_site import HOST, open_site, processor_seconds, side_by_side
from socle.cli.house import say, thrown_away_house

PER_SECOND = 500
_CONNECTIONS, _WARMING = 32, 500
_SINCE = date(2026, 1, 1)
_AGAIN = 100


@dataclass(frozen=True, slots=True)
class _Source:
    """A registry: the token of its system and its key."""

    code: str
    token: str
    signer: Any


def run(size: int) -> dict[str, Any]:
    """Measures in a database thrown away afterwards."""
    with thrown_away_house():
        return _measure(size)


def _measure(size: int) -> dict[str, Any]:
    fund = registration_desk().fund
    sources = _sources(fund)
    count = _WARMING + 2 * size
    say(f"socle : {count} avis signés par {len(sources)} registres")
    messages = [
        (source.token, _notice(source, rank))
        for rank, source in ((each, sources[each % _CONNECTIONS]) for each in range(count))
    ]
    with open_site() as port:
        _sent(port, fund.code, messages[:_WARMING])
        worked, begun = processor_seconds(), time.perf_counter()
        fast = _sent(port, fund.code, messages[_WARMING : _WARMING + size])
        seconds = time.perf_counter() - begun
        worked = {name: after - worked[name] for name, after in processor_seconds().items()}
        paced = _paced(port, fund.code, messages[_WARMING + size :])
        again = _sent(port, fund.code, messages[_WARMING::_AGAIN], known=True)
    served = worked["site"] + worked["database"]
    return {
        "bench": "inbound",
        "size": size,
        "rounds": 1,
        "seconds": round(seconds, 2),
        "per_second": round(size / seconds),
        "p50_ms": round(median(fast) * 1000, 1),
        "p99_ms": round(quantiles(fast, n=100)[98] * 1000, 1),
        "at_500_per_second": paced,
        "processor_ms_served": round(served / size * 1000, 2),
        "processor_ms": {name: round(each / size * 1000, 2) for name, each in worked.items()},
        "written": _counted(fund, count),
        "known_again": len(again),
        "connections": _CONNECTIONS,
        "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024),
        "versions": versions(),
    }


def _sent(
    port: int, fund: str, messages: Sequence[tuple[str, bytes]], *, known: bool = False
) -> list[float]:
    """Of each message the seconds until it was acknowledged."""
    wanted = "NACK" if known else "ACK"

    def one_after_another(mine: Sequence[tuple[str, bytes]]) -> list[float]:
        kept = http.client.HTTPConnection(HOST, port, timeout=30)
        found = [_told(kept, fund, token, body, wanted) for token, body in mine]
        kept.close()
        return found

    return side_by_side(one_after_another, messages, _CONNECTIONS)


def _told(
    kept: http.client.HTTPConnection, fund: str, token: str, body: bytes, wanted: str
) -> float:
    begun = time.perf_counter()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    kept.request("POST", f"/dci/{fund}/registry/notify", body, headers)
    answer = kept.getresponse()
    said = answer.read()
    taken = time.perf_counter() - begun
    became = json.loads(said).get("message", {}).get("ack_status")
    if became != wanted:
        raise RuntimeError(f"not {wanted}: {answer.status} {said.decode()[:400]}")
    return taken


def _paced(port: int, fund: str, messages: Sequence[tuple[str, bytes]]) -> dict[str, Any]:
    """The same by the clock: a message is due each two thousandths of a second, late or not.

    What a message waits is counted from when it was due, so that a stall is not forgiven.
    """
    found: list[float] = []
    lock, begun = threading.Lock(), time.perf_counter() + 0.1

    def by_the_clock(mine: Sequence[tuple[int, tuple[str, bytes]]]) -> list[float]:
        kept = http.client.HTTPConnection(HOST, port, timeout=30)
        waits = []
        for rank, (token, body) in mine:
            due = begun + rank / PER_SECOND
            if (early := due - time.perf_counter()) > 0:
                time.sleep(early)
            _told(kept, fund, token, body, "ACK")
            waits.append(time.perf_counter() - due)
        kept.close()
        with lock:
            found.extend(waits)
        return waits

    side_by_side(by_the_clock, list(enumerate(messages)), _CONNECTIONS)
    seconds = time.perf_counter() - begun
    return {
        "messages": len(found),
        "per_second": round(len(found) / seconds),
        "p50_ms": round(median(found) * 1000, 1),
        "p99_ms": round(quantiles(found, n=100)[98] * 1000, 1),
    }


def _notice(source: _Source, rank: int) -> bytes:
    """A death, told in the standard's envelope and signed."""
    from socle.exchange.dci import writing
    from socle.exchange.dci.codes import Action
    from socle.exchange.dci.signatures import sign
    from socle.exchange.types import Signing

    now = datetime.now(UTC)
    header = writing.answer_header(
        message_id=str(uuid4()),
        at=now,
        action=Action.NOTIFY,
        sender_id=source.code,
        receiver_id="cnps.exemple.cm",
        total_count=1,
    )
    record = {
        "identifier": [
            {"identifier_type": "NID", "identifier_value": f"CM{rank:09d}"},
            {"identifier_type": "DRN", "identifier_value": f"DRN-{rank}"},
        ],
        "name": {"surname": "NGONO", "given_name": "Béatrice"},
        "sex": "female",
        "birth_date": "1950-04-12",
        "death_date": "2026-09-03",
    }
    event = writing.event(
        reference_id=f"r-{rank}",
        at=now,
        event_type="death",
        reg_type="ns:org:RegistryType:Civil",
        record_type="spdci-extensions-dci:Person",
        record=record,
    )
    message = {"transaction_id": f"t-{rank}", "notify_event": [event]}
    signature = sign(
        header,
        message,
        style=Signing.DETACHED_JWS,
        signer=source.signer,
        sender_id=source.code,
        at=now,
    )
    return writing.message(header, message, signature)


def _sources(fund: Any) -> list[_Source]:
    """Registries with an agreement, a link and a token each."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from socle.platform.access.operations import create_user, grant_role
    from socle.platform.access.queries import desk_of_login
    from socle.platform.access.scope import fund_scope
    from socle.platform.access.types import Role
    from socle.platform.acts.operations import submit, validate
    from socle.platform.partners.operations import client_id, grant_token, issue_secret
    from socle.platform.signing.jwk import jwk_of, signer

    for login, role in (("admin", Role.ADMINISTRATOR), ("second", Role.VERIFIER)):
        create_user(login=login, full_name=login, password=None)
        grant_role(login=login, fund_code=fund.code, role=role)
    admin, second = (desk_of_login(login=each, fund_code=fund.code) for each in ("admin", "second"))
    now, found = datetime.now(UTC), []
    for rank in range(_CONNECTIONS):
        code, private = f"registre-{rank}", Ed25519PrivateKey.generate()
        agreed = {
            "partner": code,
            "name": code,
            "purpose": "bench",
            "legal_basis": "bench",
            "scopes": "events:civil",
            "calls_per_minute": "6000",
            "until": str(now.date() + timedelta(days=365)),
            "host": "registre.exemple.cm",
        }
        link = {
            "partner": code,
            "ports": "civil",
            "transport": "https",
            "address": "https://registre.exemple.cm/dci",
            "sender_id": code,
            "our_sender_id": "cnps.exemple.cm",
            "signature": "detached_jws",
            "keys": json.dumps({"keys": [jwk_of(private.public_key())]}),
        }
        with fund_scope(fund.id):
            for kind, fields in (("agree_with_partner", agreed), ("state_link", link)):
                asked = submit(
                    desk=admin,
                    act_type_code=kind,
                    fields=fields,
                    effective_on=_SINCE,
                    motive="",
                    key=f"{kind}-{code}",
                    at=now,
                )
                validate(desk=second, number=asked.act, at=now)
            secret = issue_secret(desk=admin, code=code, on=now.date())
        client = client_id(fund_code=fund.code, code=code)
        token = grant_token(client=client, secret=secret, scope="", at=now).token
        found.append(_Source(code, token, signer(private)))
    return found


def _counted(fund: Any, count: int) -> dict[str, int]:
    """What was written of the messages; all of it, or the measure is none."""
    from django.db import connection

    from socle.platform.access.scope import fund_scope

    found = {}
    with fund_scope(fund.id), connection.cursor() as cursor:
        for table in ("exchange_message", "exchange_evidence", "exchange_event"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            found[table] = int(cursor.fetchone()[0])
    if set(found.values()) != {count}:
        raise RuntimeError(f"{count} messages, and in the database {found}")
    return found
