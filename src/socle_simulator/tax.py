"""A tax authority: the wages it was told of, month by month, and who its taxpayers are."""

from collections.abc import Callable, Mapping
from typing import Any

from socle_simulator import playing
from socle_simulator.dci import instant
from socle_simulator.feed import Feed
from socle_simulator.identity import likeness
from socle_simulator.keys import Keys
from socle_simulator.openapi import (
    INSTANT,
    TEXT,
    WHOLE,
    YES_NO,
    description,
    many,
    one_of,
    operation,
    shape,
)
from socle_simulator.pages import Form, Table
from socle_simulator.people import Said
from socle_simulator.server import Answer, Call, Refusal, Registry, Route

_PAGE, _MOST = 500, 5000
_WAGE = shape(
    {"identity_number": TEXT, "surname": TEXT, "given_name": TEXT, "gross": WHOLE},
    {"tax_number": TEXT},
)
_MONTH = {"employer": TEXT, "month": TEXT, "revision": WHOLE, "stated_at": INSTANT}


class TaxAuthority(Registry):
    """Amounts are whole numbers of the smallest unit of the currency."""

    title = "Administration fiscale"

    def __init__(self, data: dict[str, Any], keys: Keys) -> None:
        super().__init__(data, keys)
        self._currency: str = data["currency"]
        self._taxpayers: dict[str, Said] = {}
        self._months: dict[tuple[str, str], dict[str, Any]] = {}
        self._feed = Feed(self.failures)
        self.take_taxpayers(data.get("taxpayers", []))
        self.take_wages(data.get("wages", []))

    def routes(self) -> list[Route]:
        return [
            ("GET", "/wages", self._wages),
            ("GET", "/months", self._read_months),
            ("POST", "/taxpayers/check", self._check),
        ]

    def controls(self) -> dict[str, Callable[[Any], Any]]:
        return {"/taxpayers": self.take_taxpayers, "/wages": self.take_wages}

    def tables(self) -> list[Table]:
        return [playing.wages(self._months.values(), self._currency)]

    def forms(self) -> list[Form]:
        return [playing.wage_form(self._taxpayers.values(), self._currency)]

    def happen(self, form: str, said: dict[str, str]) -> str:
        wage = playing.wage(form, said)
        key = (said["employer"], said["month"])
        stated = [*self._months.get(key, {"wages": []})["wages"], wage]
        self.take_wages([{"employer": key[0], "month": key[1], "wages": stated}])
        return f"Salaire de {wage['surname']} déclaré au fisc pour {key[1]}."

    def take_taxpayers(self, said: list[Said]) -> None:
        with self.lock:
            self._taxpayers |= {each["tax_number"]: each for each in said}

    def take_wages(self, said: list[Said]) -> None:
        """A month stated again replaces what was stated, and comes again in the feed."""
        for each in said:
            if any(not isinstance(wage["gross"], int) for wage in each["wages"]):
                raise TypeError("gross")
            with self.lock:
                key = (each["employer"], each["month"])
                before = self._months.get(key, {"revision": 0})
                stated = {
                    "employer": each["employer"],
                    "month": each["month"],
                    "revision": before["revision"] + 1,
                    "stated_at": instant(self.failures.aged_hours),
                }
                self._months[key] = stated | {"wages": list(each["wages"])}
                self._feed.add(stated)

    def _wages(self, call: Call) -> Answer:
        asked = call.query
        page, size = asked.get("page", "1"), asked.get("size", str(_PAGE))
        if not (page.isdecimal() and size.isdecimal()) or "0" in {page, size}:
            raise Refusal(400, "err.request.bad", "page and size count from 1")
        number, most = int(page), min(int(size), _MOST)
        with self.lock:
            found = self._months.get((asked.get("employer", ""), asked.get("month", "")))
            if found is None:
                raise Refusal(404, "err.request.not_found", "nothing was stated")
            wages = found["wages"]
            told = {
                "currency": self._currency,
                "page": number,
                "pages": max(1, -(-len(wages) // most)),
                "total_count": len(wages),
                "wages": wages[(number - 1) * most : number * most],
            }
            return self.signed(found | told)

    def _read_months(self, call: Call) -> Answer:
        with self.lock:
            return self.signed(self._feed.page("months", call.query))

    def _check(self, call: Call) -> Answer:
        said = call.json()
        if not isinstance(said, Mapping) or not isinstance(said.get("tax_number"), str):
            raise Refusal(400, "err.request.bad", "tax_number")
        with self.lock:
            known = self._taxpayers.get(said["tax_number"])
        told: dict[str, Any] = {"tax_number": said["tax_number"], "status": "unknown"}
        told |= {"company_number": "unknown", "name": 0, "checked_at": instant()}
        if known is not None:
            told["status"] = known.get("status", "active")
            told["name"] = likeness(str(said.get("name", "")), known["name"])
            if "company_number" in said and "company_number" in known:
                is_same = said["company_number"] == known["company_number"]
                told["company_number"] = "same" if is_same else "different"
        return self.signed(told)

    def openapi(self) -> dict[str, Any]:
        wages = shape(
            _MONTH
            | {
                "currency": TEXT,
                "page": WHOLE,
                "pages": WHOLE,
                "total_count": WHOLE,
                "wages": many(_WAGE),
            }
        )
        months = shape({"months": many(shape(_MONTH)), "next": TEXT, "more": YES_NO})
        check = shape(
            {
                "tax_number": TEXT,
                "status": one_of("active", "ceased", "unknown"),
                "company_number": one_of("same", "different", "unknown"),
                "name": WHOLE,
                "checked_at": INSTANT,
            }
        )
        asked = shape({"tax_number": TEXT}, {"company_number": TEXT, "name": TEXT})
        return description(
            self.id,
            {
                "/wages": {
                    "get": operation(
                        "wages stated of a month",
                        wages,
                        asked=["employer", "month"],
                        optional=["page", "size"],
                    )
                },
                "/months": {
                    "get": operation("months stated since", months, optional=["since", "limit"])
                },
                "/taxpayers/check": {"post": operation("who a tax number is", check, body=asked)},
            },
        )
