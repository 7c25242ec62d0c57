"""A law that changed after months were declared: a value raised in the past."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from tests import factories
from tests.contributions.files import JANUARY, dipe, handed_in

from socle.contributions import reassessment
from socle.countries.registry import Country, build, country
from socle.rules.parameters import Parameters

CEILING = 1_000_000
HIGH, LOW = 900_000, 200_000
SINCE = date(2026, 1, 1)


def reformed(code: str, name: str, value: int | Fraction) -> Country:
    """A country in which one value is another from January 2026 on."""
    law = country(code).parameters
    parameter = law.parameter(name)
    *before, last = parameter.values
    values = (
        *before,
        replace(last, last=SINCE - timedelta(days=1)),
        replace(last, value=value, start=SINCE),
    )
    found = [replace(each, values=values) if each is parameter else each for each in law]
    return build(code, Parameters(found, law.sources, law.currency))


def change_the_law(
    monkeypatch: pytest.MonkeyPatch,
    code: str = "CM",
    name: str = "cnps.old_age.ceiling",
    value: int | Fraction = CEILING,
) -> None:
    """From now on the house knows the other law: by default Cameroon's ceiling of pensions."""
    changed = reformed(code, name, value)
    monkeypatch.setattr(
        reassessment, "country", lambda asked: changed if asked == code else country(asked)
    )


def two_months_declared() -> factories.Agency:
    """January declared at 900,000 by one known and one unknown; February at 200,000."""
    place = factories.agency("CM")
    factories.employer(place)
    factories.person(place)
    handed_in(place.accounts, dipe([HIGH, LOW]), key="january")
    handed_in(place.accounts, dipe([LOW], month=JANUARY + 1), key="february")
    return place
