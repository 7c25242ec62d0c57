"""Small files that unfold, nest or multiply: each is refused at once, and no memory is lost."""

import time
import tracemalloc
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from tests.hardness.readers import SLOWEST_SECONDS
from tests.hardness.targets import AT

from socle.benefits import liaison
from socle.collection.statements import read_statement
from socle.exchange.dci import envelope
from socle.exchange.dci.codes import Rejected
from socle.kernel.errors import Refused
from socle.payments.files import gsma
from socle.payments.files.fixed_width import read_layout
from socle.payments.files.returns import read_returns
from socle.platform.printing.photos import photo_of
from socle.platform.signing import cose

MOST_MB = 32
_ALIASES = "a0: &a0 [x, x]\n" + "".join(
    f"a{rank}: &a{rank} [*a{rank - 1}, *a{rank - 1}, *a{rank - 1}]\n" for rank in range(1, 40)
)
_LAYOUT = f"{_ALIASES}length: 4\nnewline: lf\ndetail: [*a39]\n"
_NESTED = "[" * 100_000
_ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]><Document>&j;</Document>"
)
_PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (60_000).to_bytes(4, "big") * 2 + b"\x08\x02\0\0\0"
_JPEG = b"\xff\xd8\xff\xc0\0\x11\x08\xea\x60\xea\x60\3\1\x22\0\2\x11\1"
_MESSAGE = partial(envelope.parse, service="search", at=AT)
_LISTS = b'{"completions": %s, "rejections": []}' % _NESTED.encode()


def _layout(content: bytes) -> Any:
    return read_layout(content.decode())


def _refused(read: Callable[[bytes], Any], content: bytes) -> bool:
    if read in {photo_of, cose.key_id_of, _MESSAGE}:
        with pytest.raises((Refused, Rejected, ValueError)):
            read(content)
        return True
    found, faults = read(content)
    return found is None and bool(faults)


@pytest.mark.parametrize(
    ("read", "content"),
    [
        (_layout, _LAYOUT.encode()),
        (_layout, b"length: 4\nday: 2026-13-45\n"),
        (_layout, _NESTED[:1900].encode()),
        (partial(gsma.read_answers, currency="XAF"), _LISTS),
        (partial(gsma.read_answers, currency="XAF"), b'{"completions": ' + b"9" * 9999 + b"}"),
        (liaison.read_form, _NESTED.encode()),
        (_MESSAGE, _NESTED.encode()),
        (partial(read_statement, currency="XAF"), _ENTITIES.encode()),
        (partial(read_statement, currency="XAF"), b"<a>" * 200_000),
        (partial(read_statement, currency="XAF"), b"date;montant\n" + b"9" * 1_000_000),
        (partial(read_returns, currency="XAF"), _ENTITIES.encode()),
        (partial(read_returns, currency="XAF"), b"<a " + b"b='c' " * 100_000),
        (photo_of, _PNG),
        (photo_of, _JPEG),
        (cose.key_id_of, b"\x81" * 100_000),
        (cose.key_id_of, b"\x9b\x7f" + b"\xff" * 7),
        (cose.key_id_of, b"\xd2\x84\x5b\x7f" + b"\xff" * 7),
        (cose.key_id_of, b"\xa1\x81\x01\x02"),
    ],
    ids=range(18),
)
def test_what_unfolds_or_nests_without_end_is_refused_at_once(
    read: Callable[[bytes], Any], content: bytes
) -> None:
    tracemalloc.start()
    started = time.process_time()
    try:
        assert _refused(read, content)
        lasted, (_now, most) = time.process_time() - started, tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert lasted < SLOWEST_SECONDS
    assert most < MOST_MB * 1024**2
