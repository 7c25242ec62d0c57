"""Every reader of what strangers send: its samples, and what it answers as codes.

A reader may refuse as it says it does; whatever else it raises is a fault of ours.
"""

import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from tests.collection import samples as statements
from tests.countries.formats import samples as declared
from tests.countries.tabular import sheets
from tests.exchange.dci import letters
from tests.payments import messages

from socle.benefits import liaison
from socle.collection.statements import read_statement
from socle.countries.declaration import Faults
from socle.countries.form.formats.month import FormLine, FormMonth, write_form
from socle.countries.registry import countries, country
from socle.countries.tabular import TabularFormat
from socle.countries.tabular.rows import BrokenFile
from socle.countries.tabular.samples import guess, sample
from socle.exchange.dci import envelope, signatures
from socle.exchange.dci.asked import asked
from socle.exchange.dci.codes import Rejected
from socle.exchange.dci.events import told
from socle.exchange.dci.messages import EnrolledItem, EventItem, SearchItem
from socle.exchange.transports import Away, Message, Reply, Unreadable, xroad
from socle.kernel import bank_values, names, payment_references
from socle.kernel.errors import Fault, Refused, SocleError
from socle.kernel.money import Money
from socle.kernel.months import Month
from socle.kernel.wording import error_as_json
from socle.payments.files import fixed_width, gsma
from socle.payments.files.returns import read_returns
from socle.platform.partners import addresses, tokens
from socle.platform.printing.photos import photo_of
from socle.platform.signing import base45, cose
from socle.platform.signing.jwk import jwk_of, signer, verifier
from socle.web.reading import parse_day

AT = datetime(2026, 11, 22, 10, 15, 30, tzinfo=UTC)
_DS = (
    "0012345678000112026001010098765432BEN SALAH AMIRA".ljust(94) + "012345670004500750" + " " * 10
)
_LAYOUT = b"""length: 20
newline: crlf
header:
  - {text: "10", width: 2}
  - {field: pay_on, format: "%d%m%y", width: 18}
detail:
  - {field: rank, width: 5, align: right, fill: "0"}
  - {field: amount, width: 15, align: right, fill: "0"}
total: []
"""
_KEY = ec.generate_private_key(ec.SECP256R1())
_TOKEN = cose.sign(claims={1: "fund", 4: 1900000000, -65537: ["K-1"]}, key=_KEY, key_id=b"k1")
Codes = Iterable[str]


@dataclass(frozen=True)
class Target:
    """A reader: `run` answers with codes, `refuses` are the refusals that it documents."""

    name: str
    samples: tuple[bytes, ...]
    run: Callable[[bytes], Codes]
    refuses: tuple[type[Exception], ...] = ()
    kind: str = "bytes"


def _said(faults: Iterable[Fault]) -> list[str]:
    """The codes of faults; the first is said in words, as it will be."""
    listed = list(faults)
    for fault, language in zip(listed[:1] * 3, ("fr", "en", "ar"), strict=False):
        json.dumps(error_as_json(fault, language)).encode()
    return [each.code for each in listed]


def _declaration(form: Any, content: bytes) -> Codes:
    faults = Faults()
    form.recognises(content[:600], "x")
    lines = sum(block.line.size for block in form.read(io.BytesIO(content), faults))
    return [*_said(faults.kept), f"lines:{min(lines, 3)}"]


def _tabular(content: bytes, *, is_workbook: bool) -> Codes:
    known = country("CM").identifiers
    return _declaration(TabularFormat(sheets.MAPPING, 2, known, is_workbook=is_workbook), content)


def _guessed(content: bytes, *, is_workbook: bool) -> Codes:
    guess(sample(io.BytesIO(content), is_workbook=is_workbook))
    return ["guessed"]


def _collected(read: Callable[..., tuple[Any, Iterable[Fault]]], content: bytes) -> Codes:
    found, faults = read(content)
    codes = _said(faults)
    assert (found is None) == bool(codes), "neither an answer nor a fault"
    return codes


def _layout(content: bytes) -> Codes:
    found, faults = fixed_width.read_layout(content.decode("utf-8", "replace"))
    codes = _said(faults)
    assert (found is None) == bool(codes), "neither an answer nor a fault"
    return codes


def _message(service: str, content: bytes) -> Codes:
    found = envelope.parse(content, service=service, at=AT)
    codes = [str(found.header.action)]
    for item in found.items:
        if isinstance(item, EventItem):
            event = told(item)
            codes.append(str(event and event.kind))
        if isinstance(item, SearchItem | EnrolledItem):
            codes.append(asked(item.query_type, item.query).kind[:3])
    return codes


def _keys(content: bytes) -> Codes:
    said = json.loads(content)
    if not isinstance(said, dict):
        return ["none"]
    return [verifier({str(name): str(value) for name, value in said.items()}).alg]


def _signature(content: bytes) -> Codes:
    jwk = jwk_of(_KEY.public_key(), kid="k1")
    text = content.decode("utf-8", "replace")
    return [signatures.verify_bytes(b"payload", text, keys=[jwk], at=AT)]


def _card(content: bytes) -> Codes:
    text = content.decode("latin-1")
    token = base45.decode(text)
    cose.key_id_of(token)
    return [str(len(cose.read(token=token, key=_KEY.public_key())))]


def _bus(content: bytes) -> Codes:
    said = dict(json.loads(content))
    headers = {str(name): str(value) for name, value in said.items()}
    message = Message("/", message_id="m-1")
    return [xroad.checked(Reply(200, headers, b""), message, "A/B/C/D/e").reason]


def _texts(content: bytes) -> Codes:
    """What people type: numbers of files, names, days, amounts, references."""
    text = content.decode("utf-8", "replace")
    found = []
    everywhere = countries()
    for kind in country(everywhere[len(content) % len(everywhere)]).identifiers.values():
        found.append(str(kind.validate(text[:200]).valid))
    parse_day(text)
    bank_values.minor_units(text[:200], "TND")
    bank_values.day_of(text[:200])
    payment_references.references_in(text[:2000])
    payment_references.near_references(text[:2000])
    names.words(text[:300])
    names.name_agreement(text[:150], text[100:250])
    tokens.read(text, AT)
    addresses.may_be_called(text, host="partner.example")
    return sorted(set(found))


def _amount(content: bytes) -> Codes:
    text = content.decode("utf-8", "replace")
    return [str(Money.parse(text, "XAF").minor % 7)]


def _month(content: bytes) -> Codes:
    return [str(Month.parse(content.decode("utf-8", "replace")).month)]


def _photo(content: bytes) -> Codes:
    return [photo_of(content).format]


_LETTERS: dict[str, tuple[Any, ...]] = {
    "search": (letters.search(), letters.predicate(), letters.expression()),
    "enrolled": (letters.enrolled(),),
    "subscribe": (letters.subscribe(),),
    "unsubscribe": (letters.unsubscribe(),),
    "txn-status": (letters.txn_status(),),
    "notify": (letters.notify(), letters.notify("live_birth"), letters.notify("marriage")),
    "on-search": (letters.on_search({"a": 1}),),
    "on-subscribe": (letters.on_subscribe(),),
    "on-unsubscribe": (letters.on_unsubscribe(),),
    "txn-on-status": (letters.txn_on_status(), letters.txn_on_status(is_object=True)),
}


def targets() -> list[Target]:
    """All of them."""
    return [*_declarations(), *_money(), *_exchange(), *_typed()]


def _declarations() -> Iterator[Target]:
    form = FormMonth("F-1", "0123456789K", Month(2026, 2), (FormLine("", "É", 12, 90, 75),))
    samples = {
        "cm_dipe": (declared.joined([declared.DIPE, declared.DIPE_NAMED], "\r\n"),),
        "ma_ebds": (declared.joined(declared.MAIN), declared.joined(declared.PREFILLED)),
        "tn_ds": (declared.joined([_DS] * 2),),
        "form_month": (write_form(form),),
    }
    seen = set()
    for code in countries():
        for each in country(code).formats():
            if (each.code, each.kind) not in seen:
                seen.add((each.code, each.kind))
                yield Target(
                    f"declaration {each.code} {each.kind}",
                    samples[each.code],
                    partial(_declaration, each),
                )
    text = sheets.csv_of(sheets.ROW, sheets.OTHER).encode()
    book = sheets.workbook(sheets.ROW, sheets.OTHER)
    for name, sample_of, is_workbook, kind in (
        ("CSV", text, False, "bytes"),
        ("XLSX", book, True, "zip"),
    ):
        yield Target(
            f"wages in {name}",
            (sample_of,),
            partial(_tabular, is_workbook=is_workbook),
            (BrokenFile,),
            kind,
        )
        yield Target(
            f"headings of {name}",
            (sample_of,),
            partial(_guessed, is_workbook=is_workbook),
            (BrokenFile,),
            kind,
        )


def _money() -> Iterator[Target]:
    moved = [statements.Movement(350_000, "LOYER"), statements.Movement(-20, "FRAIS")]
    yield Target(
        "bank statement",
        (
            statements.camt(moved),
            statements.camt(moved, version="08"),
            statements.csv_of(moved),
        ),
        partial(_collected, partial(read_statement, currency="XAF")),
    )
    yield Target(
        "return of payments",
        (
            messages.pain002("LP-1", messages.status("OP-1", "RJCT", "AC01"), count=1),
            messages.camt054(messages.entry("OP-1", 500), messages.entry("OP-1", 5, back="AC04")),
        ),
        partial(_collected, partial(read_returns, currency="XAF")),
    )
    answered: dict[str, Any] = {
        "requestingOrganisationTransactionReference": "OP-1",
        "amount": "15.2",
        "currency": "MAD",
        "completionDate": "2026-11-20T10:00:00Z",
        "rejectionReason": "x",
    }
    yield Target(
        "answers of a wallet operator",
        (gsma.answers(batch="b", completions=[answered], rejections=[answered]),),
        partial(_collected, partial(gsma.read_answers, currency="MAD")),
        kind="json",
    )
    yield Target("layout of a bank's file", (_LAYOUT,), _layout)


def _exchange() -> Iterator[Target]:
    for service, said in _LETTERS.items():
        yield Target(
            f"DCI {service}",
            tuple(letters.raw(each) for each in said),
            partial(_message, service),
            (Rejected,),
            "json",
        )
    jwk = json.dumps(jwk_of(_KEY.public_key(), kid="k1")).encode()
    yield Target("public key", (jwk,), _keys, (ValueError,), "json")
    signed = signatures.sign_bytes(b"payload", signer=signer(_KEY, kid="k1"))
    yield Target("detached signature", (signed.encode(),), _signature, (Rejected,))
    yield Target("signed card", (base45.encode(_TOKEN).encode(),), _card, (ValueError,))
    bus = {"x-road-id": "m-1", "x-road-service": "A/B/C/D/e", "x-road-request-hash": "AA=="}
    yield Target(
        "answer of the bus",
        (json.dumps(bus).encode(),),
        _bus,
        (Away, Unreadable, ValueError, TypeError),
        "json",
    )
    form = {"form": liaison.FORM, "version": liaison.VERSION, "institution": {"country": "MA"}}
    form |= {"person": {"number": "1"}, "periods": [{"first": "2020-01-01"}], "sha256": "0"}
    yield Target(
        "liaison form",
        (json.dumps(form).encode(),),
        partial(_collected, liaison.read_form),
        kind="json",
    )


def _typed() -> Iterator[Target]:
    typed = (
        "1122334455B",
        "NGO BIYONG Marthe",
        "16/03/1984",
        "CM21 1000 1000",
        "+237 6",
        "1 500,5",
    )
    urls = ("https://partner.example/a?b=c", "http://[::1]:80/")
    texts = tuple(each.encode() for each in (*typed, *urls))
    yield Target("what people type", texts, _texts)
    yield Target("amount", texts, _amount, (ValueError, SocleError))
    yield Target("month", (b"2026-02",), _month, (ValueError, SocleError))
    png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x40\0\0\0\x40\x08\x02\0\0\0"
    jpeg = b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xc0\0\x11\x08\0\x40\0\x40\3\1\x22"
    yield Target("portrait", (png, jpeg), _photo, (Refused,))
