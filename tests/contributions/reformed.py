"""A law that changed after months were declared: Cameroon's pension ceiling raised in the past."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests import factories
from tests.contributions.files import JANUARY, dipe, handed_in

from socle.contributions import reassessment
from socle.countries.registry import Country, build, country
from socle.rules.parameters import Parameters

CEILING = 1_000_000
HIGH, LOW = 900_000, 200_000
SINCE = date(2026, 1, 1)


def reformed() -> Country:
    """Cameroon with another ceiling of pensions from January 2026 on."""
    law = country("CM").parameters
    ceiling = law.parameter("cnps.old_age.ceiling")
    *before, last = ceiling.values
    values = (
        *before,
        replace(last, last=SINCE - timedelta(days=1)),
        replace(last, value=CEILING, start=SINCE),
    )
    found = [replace(each, values=values) if each is ceiling else each for each in law]
    return build("CM", Parameters(found, law.sources, law.currency))


def change_the_law(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on the house knows the other law."""
    changed = reformed()
    monkeypatch.setattr(
        reassessment, "country", lambda code: changed if code == "CM" else country(code)
    )


def two_months_declared() -> factories.Agency:
    """January declared at 900,000 by one known and one unknown; February at 200,000."""
    place = factories.agency("CM")
    factories.employer(place)
    factories.person(place)
    handed_in(place.accounts, dipe([HIGH, LOW]), key="january")
    handed_in(place.accounts, dipe([LOW], month=JANUARY + 1), key="february")
    return place
