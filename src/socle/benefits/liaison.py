"""The liaison form as a document: written for another fund, read from one, whole or not at all.

Pure. JSON, version 1, with the SHA-256 of what it says: of its members without `sha256`, in the
order of their names, without spaces, in UTF-8. No text read fixes a form: this one is the house's.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from socle.benefits.types import ForeignPeriod, LiaisonSheet
from socle.kernel.errors import Fault, SocleError
from socle.kernel.money import Money
from socle.kernel.months import Month

FORM, VERSION = "socle-liaison", 1
LIMIT_BYTES = 1024 * 1024
MOST_PERIODS = 600
_LONGEST = 80
MOST_WAGE = 10**11
Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ReadForm:
    """What a form says, once nothing in it is wrong."""

    number: str
    issued_on: date
    country: str
    institution: str
    number_there: str
    name: str
    birth_on: date | None
    sha256: bytes
    periods: tuple[ForeignPeriod, ...]


def document_of(sheet: LiaisonSheet) -> Document:
    """A sheet as the document that another fund takes, with its digest."""
    said: Document = {
        "form": FORM,
        "version": VERSION,
        "number": sheet.number,
        "issued_on": sheet.issued_on.isoformat(),
        "institution": {"country": sheet.country, "code": sheet.institution},
        "person": {
            "number": sheet.person_number,
            "name": sheet.person_name,
            "birth_on": sheet.birth_on,
        },
        "unit": sheet.unit,
        "credited": sheet.credited,
        "total_months": sum(each.months for each in sheet.periods),
        "periods": [
            {
                "first": str(each.first),
                "last": str(each.last),
                "months": each.months,
                "wage": Money(each.wage, sheet.currency).decimal(),
                "currency": sheet.currency,
            }
            for each in sheet.periods
        ],
    }
    return said | {"sha256": digest_of(said).hex()}


def digest_of(said: Document) -> bytes:
    """The digest of what a form says, however its file is laid out."""
    kept = {name: value for name, value in said.items() if name != "sha256"}
    written = json.dumps(kept, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    # Half a character is written as it came: the reader says what is wrong with it.
    return sha256(written.encode(errors="surrogatepass")).digest()


def read_form(content: bytes) -> tuple[ReadForm | None, tuple[Fault, ...]]:
    """A form and nothing wrong, or everything that is wrong with it."""
    try:
        said = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None, (Fault("liaison.not_json"),)
    if not isinstance(said, dict):
        return None, (Fault("liaison.not_json"),)
    if (said.get("form"), said.get("version")) != (FORM, VERSION):
        read = f"{said.get('form')} {said.get('version')}"[:_LONGEST]
        return None, (Fault("liaison.other_form", field="form", read=read),)
    reader = _Reader()
    found = reader.form(said)
    return (None, tuple(reader.faults)) if reader.faults else (found, ())


class _Reader:
    """Reads each member, and keeps what is wrong with its place."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def form(self, said: Document) -> ReadForm:
        institution = self._object(said, "institution")
        who = self._object(said, "person")
        country = self._text(institution, "institution.country", _is_country)
        code = self._text(institution, "institution.code", str.isprintable)
        number_there = self._text(who, "person.number", str.isprintable)
        issued_on = self._day(said, "issued_on", is_required=True)
        periods = self._periods(said, country, code, number_there, issued_on)
        total = said.get("total_months")
        if total != sum(each.months for each in periods):
            self._wrong("liaison.total_differs", "total_months", total)
        digest = digest_of(said)
        if said.get("sha256") != digest.hex():
            self._wrong("liaison.digest_differs", "sha256", said.get("sha256"))
        return ReadForm(
            number=self._text(said, "number", str.isprintable),
            issued_on=issued_on or date.min,
            country=country,
            institution=code,
            number_there=number_there,
            name=self._text(who, "person.name", str.isprintable),
            birth_on=self._day(who, "person.birth_on"),
            sha256=digest,
            periods=periods,
        )

    def _periods(
        self, said: Document, country: str, code: str, number_there: str, issued_on: date | None
    ) -> tuple[ForeignPeriod, ...]:
        told = said.get("periods")
        if not isinstance(told, list) or not 0 < len(told) <= MOST_PERIODS:
            self._wrong("liaison.no_period", "periods", None)
            return ()
        found: list[ForeignPeriod] = []
        for rank, each in enumerate(told):
            place = f"periods[{rank}]"
            if not isinstance(each, dict):
                self._wrong("liaison.unread", place, each)
                continue
            first = self._month(each, f"{place}.first")
            last = self._month(each, f"{place}.last")
            if first is None or last is None:
                continue
            if last < first or (issued_on is not None and last > Month.of(issued_on)):
                self._wrong("liaison.span_wrong", f"{place}.last", last)
                continue
            if any(first <= before.last and before.first <= last for before in found):
                self._wrong("liaison.overlap", f"{place}.first", first)
                continue
            months = _whole(each.get("months"))
            if not 0 < months <= first.until(last) + 1:
                self._wrong("liaison.months_wrong", f"{place}.months", each.get("months"))
                continue
            wage, currency = self._wage(each, place)
            found.append(
                ForeignPeriod(
                    *(country, code, number_there),
                    first=first,
                    last=last,
                    months=months,
                    wage=wage,
                    currency=currency,
                )
            )
        return tuple(found)

    def _wage(self, said: Document, place: str) -> tuple[int | None, str]:
        wage, currency = said.get("wage"), said.get("currency")
        if wage in (None, "") or currency in (None, ""):
            return None, ""
        try:
            minor = Money.parse(str(wage)[:_LONGEST], str(currency)[:_LONGEST]).minor
        except SocleError:
            self._wrong("liaison.wage_unread", f"{place}.wage", f"{wage} {currency}")
            return None, ""
        if not 0 <= minor <= MOST_WAGE:
            self._wrong("liaison.wage_unread", f"{place}.wage", wage)
        return minor, str(currency)

    def _object(self, said: Document, name: str) -> Document:
        found = said.get(name)
        if isinstance(found, dict):
            return found
        self._wrong("liaison.unread", name, found)
        return {}

    def _text(self, said: Document, place: str, is_right: Callable[[str], bool]) -> str:
        found = said.get(place.rpartition(".")[2])
        text = found.strip() if isinstance(found, str) else ""
        if 0 < len(text) <= _LONGEST and is_right(text):
            return text
        self._wrong("liaison.unread", place, found)
        return ""

    def _day(self, said: Document, place: str, *, is_required: bool = False) -> date | None:
        found = said.get(place.rpartition(".")[2])
        if not found and not is_required:
            return None
        try:
            return date.fromisoformat(str(found))
        except ValueError:
            self._wrong("liaison.unread", place, found)
            return None

    def _month(self, said: Document, place: str) -> Month | None:
        found = said.get(place.rpartition(".")[2])
        try:
            return Month.parse(str(found))
        except SocleError:
            self._wrong("liaison.unread", place, found)
            return None

    def _wrong(self, code: str, place: str, read: object) -> None:
        shown = None if read is None else str(read)[:_LONGEST].encode(errors="replace").decode()
        self.faults.append(Fault(code, field=place, read=shown))


def _is_country(text: str) -> bool:
    return len(text) == 2 and text.isascii() and text.isalpha() and text.isupper()


def _whole(value: object) -> int:
    """A whole number; nothing where it is none."""
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
