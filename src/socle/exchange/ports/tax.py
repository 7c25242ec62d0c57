"""The port of the tax authority: wages stated to it, months stated since, who a number is."""

import re
from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

from socle.exchange.ports import Json, Question, Strange, objects, text, whole
from socle.exchange.ports.company import MOST, page
from socle.exchange.types import ReceivedEvent, ToldKind

SIZE = 500
_MOST_PAGES, _MOST_WAGE = 200, 10**15
_NOT_FOUND = 404
_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])", re.ASCII)


def wages(*, employer: str, month: str, number: int) -> Question:
    """A page of the wages stated of an employer's month; empty where nothing was stated."""
    asked = {"employer": employer, "month": month, "page": str(number), "size": str(SIZE)}

    def read(answer: Json) -> Json:
        if (text(answer.get("employer")), text(answer.get("month"))) != (employer, month):
            raise Strange("of another month")
        return {
            "revision": whole(answer.get("revision"), least=0, most=10**6),
            "currency": text(answer.get("currency")),
            "page": whole(answer.get("page"), least=number, most=number),
            "pages": whole(answer.get("pages"), least=1, most=_MOST_PAGES),
            "workers": [_worker(each) for each in objects(answer.get("wages"), most=SIZE)],
        }

    return Question("tax.wages", f"/wages?{urlencode(asked)}", read, nothing=_NOT_FOUND)


def months(cursor: str) -> Question:
    """Which months of which employers were stated since a place in the authority's order."""
    asked = {"limit": str(MOST)} | ({"since": cursor} if cursor else {})

    def read(answer: Json) -> Json:
        found = [_month(each) for each in objects(answer.get("months"), most=MOST * 5)]
        return page(answer) | {"months": found}

    return Question("tax.poll", f"/months?{urlencode(asked)}", read)


def taxpayer(*, number: str, company_number: str, name: str) -> Question:
    """Whether a tax number is active, and is the company that we know."""
    said = {"tax_number": number, "company_number": company_number, "name": name}

    def read(answer: Json) -> Json:
        if text(answer.get("tax_number")) != number:
            raise Strange("of another number")
        return {
            "status": _among(answer, "status", {"active", "ceased", "unknown"}),
            "company_number": _among(answer, "company_number", {"same", "different", "unknown"}),
            "name": whole(answer.get("name"), least=0, most=100),
        }

    filled = {name: value for name, value in said.items() if value}
    return Question("tax.check", "/taxpayers/check", read, "POST", filled)


def told(*, employer: str, month: str, pages: Sequence[Json]) -> ReceivedEvent:
    """The wages of a month as one event: the same month stated again is another.

    Raises:
        Strange: it was stated again while it was read.
    """
    revisions = {each["revision"] for each in pages}
    if len(revisions) != 1:
        raise Strange("changed while it was read")
    content = {
        "month": month,
        "employer": {"identifiers": {"tax": employer}},
        "workers": [worker for each in pages for worker in each["workers"]],
    }
    reference = f"wages:{employer}:{month}:{revisions.pop()}"
    return ReceivedEvent(
        ToldKind.WAGES, reference[:120], date.fromisoformat(f"{month}-01"), content
    )


def _worker(said: Json) -> Json:
    name = " ".join(
        each for each in (text(said.get("surname")), text(said.get("given_name"))) if each
    )
    return {
        "national_id": text(said.get("identity_number")),
        "name": name,
        "wage": whole(said.get("gross"), least=0, most=_MOST_WAGE),
    }


def _month(said: Json) -> Json:
    month = text(said.get("month"))
    if not _MONTH.fullmatch(month):
        raise Strange("month")
    return {
        "employer": text(said.get("employer"), most=60),
        "month": month,
        "revision": whole(said.get("revision"), least=0, most=10**6),
    }


def _among(said: Json, name: str, words: set[str]) -> str:
    found = text(said.get(name))
    if found not in words:
        raise Strange(name)
    return found
