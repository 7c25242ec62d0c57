"""Files spoilt on purpose: samples changed byte by byte, member by member, part by part.

Each change is drawn from a seed, so that a case is made again. Files that gave an answer not seen
yet are spoilt further: so the cases go where the reader has not been.
"""

import copy
import io
import json
import random
import re
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

MOST_BYTES = 32 * 1024  # of one case; what grows without end has its own tests
_MOST_KEPT = 400
_BYTES = (0x00, 0x09, 0x0A, 0x0D, 0x1A, 0x20, 0x22, 0x27, 0x2D, 0x30, 0x39, 0x3C, 0x7F, 0x80, 0xFF)
_NUMBER = re.compile(rb"\d+")
_HOSTILE = tuple(
    each.encode("utf-8", "surrogatepass")
    for each in (
        *("", " ", "\0", "\r\n", "\n", ";", ",", '"', "'", "\t", "\ufeff", "\u202e", "\u00a0"),
        *("0", "-1", "-0", "1e9", "1e999", "NaN", "Infinity", "0x10", "٣", "１", "²", "½", "1_000"),
        *("9" * 20, "9" * 400, "9223372036854775808", "2147483648", "0.1", "1,5", "1.000,00"),
        *("2026-02-30", "0000-00-00", "9999-12-31", "31/12/0001", "2026-13", "29/02/2023"),
        *("<!DOCTYPE a [<!ENTITY b 'c'>]>", "&b;", "&#0;", "]]>", "<![CDATA[", "<a xmlns='x'/>"),
        *("=1+1", "@SUM(A1)", "../../etc", "%00", "%s", "{}", "{0}", "${x}", "\\u0000", "\\ud800"),
        *(
            "null",
            "true",
            "[]",
            "[[[[",
            "{{{{",
            "&a [*a]",
            "!!python/object:x",
            "🧿",
            "İ",
            "ﬁ",
            "ß",
        ),
        "\ud800",
    )
)
_VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 2**31, 2**63, 2**64, -(2**63), 10**400, 0.1, 1e308),
    *("", " ", "\0", "\ud800", "é" * 2000, "9" * 400, "2026-02-30", "0001-01-01", "9999-12-31"),
    *("NaN", "٣", "²", "<x>", "$ne", "ns:org:X:Y", "1.0.0", "2026-11-22T10:15:00+24:00"),
    *([], {}, [[]], [None], {"": ""}, {"$and": []}, {"eq": {"eq": {}}}, [{}], ["a"] * 200),
)


class Spoiler:
    """Cases from samples; `learn` keeps those worth spoiling further."""

    def __init__(self, samples: Sequence[bytes], *, seed: int, kind: str = "bytes") -> None:
        self._chance = random.Random(seed)  # noqa: S311 - chance of a test, not a secret
        self._kept = [each for each in samples if each]
        self._samples = len(self._kept)
        self._spoil: Callable[[bytes], bytes] = {
            "bytes": self._bytes,
            "json": self._json,
            "zip": self._zip,
        }[kind]

    def case(self) -> bytes:
        """One more case."""
        made = self._spoil(self._chance.choice(self._kept))
        return made[:MOST_BYTES]

    def learn(self, case: bytes) -> None:
        """Keeps a case whose answer was new; the samples themselves are never lost."""
        if len(self._kept) >= _MOST_KEPT:
            self._kept.pop(self._chance.randrange(self._samples, len(self._kept)))
        self._kept.append(case)

    def _bytes(self, content: bytes) -> bytes:
        changed = bytearray(content)
        for _time in range(self._chance.choice((1, 1, 1, 2, 3, 8))):
            self._chance.choice(self._changes)(self, changed)
        return bytes(changed)

    def _place(self, changed: bytearray) -> tuple[int, int]:
        start = self._chance.randrange(len(changed) + 1)
        longest = self._chance.choice((1, 4, 16, 256))
        return start, min(len(changed), start + self._chance.randrange(1, longest + 1))

    def _flip(self, changed: bytearray) -> None:
        if changed:
            changed[self._chance.randrange(len(changed))] ^= 1 << self._chance.randrange(8)

    def _put(self, changed: bytearray) -> None:
        if changed:
            changed[self._chance.randrange(len(changed))] = self._chance.choice(_BYTES)

    def _cut(self, changed: bytearray) -> None:
        start, end = self._place(changed)
        del changed[start:end]

    def _end(self, changed: bytearray) -> None:
        del changed[self._chance.randrange(len(changed) + 1) :]

    def _say_again(self, changed: bytearray) -> None:
        start, end = self._place(changed)
        times = self._chance.choice((1, 1, 2, 40))
        changed[start:start] = changed[start:end] * times

    def _insert(self, changed: bytearray) -> None:
        start, end = self._place(changed)
        said = self._chance.choice(_HOSTILE)
        changed[start : self._chance.choice((start, end))] = said

    def _number(self, changed: bytearray) -> None:
        found = list(_NUMBER.finditer(changed))
        if not found:
            return
        place = self._chance.choice(found)
        width = place.end() - place.start()
        said = self._chance.choice((b"0", b"9", b"1", b" ", b"-", b"5"))
        changed[place.start() : place.end()] = said * self._chance.choice((width, 1, width + 1))

    def _line(self, changed: bytearray) -> None:
        lines = bytes(changed).splitlines(keepends=True)
        if lines:
            one, other = self._chance.randrange(len(lines)), self._chance.randrange(len(lines))
            lines.insert(other, lines[one])
            if self._chance.random() < 0.5:
                del lines[one]
            changed[:] = b"".join(lines)

    def _join(self, changed: bytearray) -> None:
        other = self._chance.choice(self._kept)
        start, _end = self._place(changed)
        changed[start:] = other[self._chance.randrange(len(other) + 1) :]

    _changes = (_flip, _put, _cut, _end, _say_again, _insert, _insert, _number, _line, _join)

    def _json(self, content: bytes) -> bytes:
        """A member changed, taken away, said again or moved; sometimes the bytes themselves."""
        if self._chance.random() < 0.25:
            return self._bytes(content)
        try:
            said = json.loads(content)
        except (ValueError, RecursionError):
            return self._bytes(content)
        for _time in range(self._chance.choice((1, 1, 2, 4))):
            said = self._member(said)
        return json.dumps(said).encode()

    def _member(self, said: Any) -> Any:
        places = list(_places(said))
        if not places:
            return copy.deepcopy(self._chance.choice(_VALUES))
        holder, name = self._chance.choice(places)
        what = self._chance.randrange(5)
        if what == 0:
            del holder[name]
        elif what == 1:
            other, its = self._chance.choice(places)
            holder[name] = copy.deepcopy(other[its])
        elif what == 2 and isinstance(holder[name], str):
            spoilt = self._bytes(holder[name].encode("utf-8", "surrogatepass"))
            holder[name] = spoilt.decode("utf-8", "replace")
        elif what == 3 and isinstance(holder, list):
            holder.append(copy.deepcopy(holder[name]))
        else:
            holder[name] = copy.deepcopy(self._chance.choice(_VALUES))
        return said

    def _zip(self, content: bytes) -> bytes:
        """A part of the archive changed, renamed or lost; sometimes the archive's own bytes."""
        if self._chance.random() < 0.3:
            return self._bytes(content)
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as held:
                parts = [(each, held.read(each)) for each in held.namelist()]
        except Exception:  # noqa: BLE001 - spoilt once already: only its bytes can be
            return self._bytes(content)
        if not parts:
            return self._bytes(content)
        # The sheet and its strings are where rows are read: they are spoilt most often.
        chosen = [at for at, part in enumerate(parts) if "sheet" in part[0] or "String" in part[0]]
        at = self._chance.choice(chosen or [0]) if self._chance.random() < 0.7 else None
        place = self._chance.randrange(len(parts)) if at is None else at
        name, body = parts[place]
        if self._chance.random() < 0.1:
            name = self._chance.choice(("../x", "/x", "xl/vbaProject.bin", " ", name + "x"))
        parts[place] = name, self._bytes(body)
        if self._chance.random() < 0.05:
            del parts[self._chance.randrange(len(parts))]
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as made:
            for name, body in dict(parts).items():
                made.writestr(name, body)
        return out.getvalue()


def _places(said: Any) -> "list[tuple[Any, Any]]":
    found: list[tuple[Any, Any]] = []
    waiting = [said]
    while waiting:
        one = waiting.pop()
        names: list[Any] = []
        if isinstance(one, dict):
            names = list(one)
        elif isinstance(one, list):
            names = list(range(len(one)))
        for name in names:
            found.append((one, name))
            waiting.append(one[name])
    return found
