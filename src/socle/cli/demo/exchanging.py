"""What the simulated registries know and have told when the demonstration opens.

Everything goes by the doors of a real installation: they tell the site over HTTP, signed; the
worker deals with it; an agent asks from their desk. A few exchanges of each kind have taken place
when somebody first looks; the rest of the story is left to them, on the registries' own pages.
"""

import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from socle.cli.demo import cast as casting
from socle.cli.demo.cast import Cast
from socle.cli.demo.linking import agree, clients, connect, control, today
from socle.cli.demo.office import Office
from socle.cli.demo.registries import Registries, Simulated
from socle.cli.demo.story import Story
from socle.exchange.operations.asking import (
    ask_civil,
    ask_household,
    ask_to_be_told,
    ask_wages,
    verify_identity,
)
from socle.exchange.queries.inbox import Sought, events
from socle.exchange.types import EventState
from socle.kernel.errors import SocleError
from socle.platform.access.scope import fund_scope

_PLAYED = "played"
_WAIT_SECONDS, _LOOK_SECONDS = 15, 0.3
_NAMESAKE, _STRANGER = 91, 90


def tell(office: Office, told: Story, registries: Registries) -> None:
    """Agrees with the registries of a fund, and writes what they know."""
    cast = casting.tell(office, told)
    people = casting.people_data(cast, told.law, is_identity=False)
    known: Mapping[str, dict[str, Any]] = {
        "civil": {"people": [*people, *_others(office, cast)], "events": _before(office, cast)},
        "identity": {"people": casting.people_data(cast, told.law, is_identity=True)},
        "companies": {"companies": casting.companies_data(office, cast, told.today)},
        "tax": casting.tax_data(office, told, cast),
        "household": {"households": casting.households_data(cast)},
    }
    for one in _of(registries, office):
        agree(office, told, one)
        registries.write(one, known[one.what] | {"clients": clients(office, registries, one)})


def open_exchanges(office: Office, told: Story, registries: Registries) -> None:
    """Links the registries that run, has them tell what happens, and once plays some of it."""
    by_what = {one.what: one for one in _of(registries, office)}
    for one in by_what.values():
        connect(office, one)
    played = f"{office.fund.code}.{_PLAYED}"
    if not by_what["civil"].is_by_bus:
        ask_to_be_told(desk=office.desk("admin"), at=datetime.now(UTC))
    if registries.remembered(played):
        return
    cast = casting.tell(office, told)
    if not by_what["civil"].is_by_bus:
        control(by_what["civil"], "/events", _told_at_first(office, cast))
        control(by_what["civil"], "/release", {})  # answers once all is sent
    _asked(office, told, cast, by_what)
    _wait(office)
    registries.remember(played, "1")


def _of(registries: Registries, office: Office) -> list[Simulated]:
    return [one for one in registries.each if one.fund == office.fund.code]


def _others(office: Office, cast: Cast) -> list[dict[str, Any]]:
    """Somebody whom the fund does not know, and a namesake of somebody whom it does."""
    law, mother = office.fund.country, cast.people["mother"]
    born = mother.birth_on.isoformat() if mother.birth_on else ""
    return [
        {
            "identifiers": {"UIN": casting.national_id(law, _STRANGER)},
            "surname": "INCONNU",
            "given_name": "Pascal",
            "sex": "male",
            "birth_date": "1961-05-30",
        },
        {
            "identifiers": {"UIN": casting.national_id(law, _NAMESAKE)},
            "surname": mother.family_name,
            "given_name": mother.given_names,
            "sex": "female",
            "birth_date": born,
        },
    ]


def _before(office: Office, cast: Cast) -> list[dict[str, Any]]:
    """A death that the registry behind the bus knows of when it is asked."""
    if office.fund.country != "MA" or "deceased" not in cast.people:
        return []
    return [_death(office, cast.nid("deceased"), 1, days=9)]


def _told_at_first(office: Office, cast: Cast) -> list[dict[str, Any]]:
    """A birth, dealt with by itself; deaths: to confirm, of nobody known, of one of two people."""
    on, law = today(office), office.fund.country
    birth = {
        "type": "live_birth",
        "on": (on - timedelta(days=min(1, on.day - 1))).isoformat(),
        "number": f"BRN-{law}-{on.year}-0001",
        "mother": cast.nid("mother"),
        "child": {"surname": "BELINGA", "given_name": "Ève", "sex": "female"},
    }
    found = [birth]
    if "deceased" in cast.people:
        found.append(_death(office, cast.nid("deceased"), 1, days=9))
    found.append(_death(office, casting.national_id(law, _STRANGER), 2, days=4))
    found.append(_death(office, casting.national_id(law, _NAMESAKE), 3, days=3))
    return found


def _death(office: Office, who: str, rank: int, *, days: int) -> dict[str, Any]:
    on = today(office) - timedelta(days=days)
    number = f"DRN-{office.fund.country}-{on.year}-{rank:04d}"
    return {"type": "death", "person": who, "on": on.isoformat(), "number": number}


def _asked(office: Office, told: Story, cast: Cast, registries: Mapping[str, Simulated]) -> None:
    """What agents asked: an identity that agrees, one that differs, wages, a score, and nobody."""
    desk = office.desk("immat")

    def at() -> datetime:
        return datetime.now(UTC)

    for role in ("mother", "renamed"):
        verify_identity(desk=desk, number=cast.people[role].number, at=at())
    ask_wages(desk=desk, number=cast.taxed, month=told.months[-1], at=at())
    who = cast.people.get("deceased") or cast.people["husband"]
    ask_civil(desk=desk, number=who.number, at=at())
    if office.fund.country == "MA":
        who = cast.people["husband"]
        ask_household(desk=office.desk("famille"), number=who.number, at=at())
    control(registries["identity"], "/failures", {"down": 1})
    try:
        verify_identity(desk=desk, number=cast.people["groom"].number, at=at())
    except SocleError:
        pass  # as it was to be: the journal shows a source that was away
    finally:
        control(registries["identity"], "/failures", {"down": 0})


def _wait(office: Office) -> None:
    """Until the worker has dealt with what was told, or for a while."""
    limit = time.monotonic() + _WAIT_SECONDS
    while time.monotonic() < limit:
        with fund_scope(office.fund.id):
            waiting: Sequence[Any] = events(sought=Sought(state=EventState.WAITING), limit=1)
            known = events(sought=Sought(), limit=1)
        if known and not waiting:
            return
        time.sleep(_LOOK_SECONDS)
