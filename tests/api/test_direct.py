"""Checks of coverage beside Django: whoever calls, the answer, its headers and its record are one.

Each call is sent to Django alone, then to the entry beside it, which answers by itself what is
granted and nothing else.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from django import db
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory
from tests.api.samples import ROOT, Caller
from tests.contributions.files import JANUARY, ebds, handed_in
from tests.platform.partners.scenes import CODE, end, secret_of, system
from tests.registry.families import Household, household

from socle.api import clock
from socle.api.direct import beside
from socle.coverage import checks
from socle.platform.access.scope import fund_scope
from socle.platform.database import alone
from socle.platform.partners import operations, queries

SINCE, JULY = date(2026, 1, 1), "2026-07-15"


@dataclass
class Sites:
    """Django alone and the entry beside it; `asked` counts what the entry left to Django."""

    asked: int = 0
    django: WSGIHandler = field(default_factory=WSGIHandler)

    def __post_init__(self) -> None:
        self.entry = beside(self._counted)

    def _counted(self, *sent: Any) -> Any:
        self.asked += 1
        return self.django(*sent)

    def told(self, site: Any, query: Any, headers: dict[str, str], **more: Any) -> tuple[Any, ...]:
        request = RequestFactory().get(ROOT + "/coverage", query, headers=headers, **more)
        said: list[Any] = []
        body = b"".join(site(request.environ, lambda *start: said.append(start)))
        ((status, given),) = said
        is_json = b"<!doctype" not in body
        return status, dict(given) | {"Content-Length": ""}, json.loads(body) if is_json else {}

    def both(
        self, query: Any, headers: dict[str, str], **more: Any
    ) -> tuple[int, str, dict[str, Any]]:
        """The status, who answered, and what both answer."""
        before = self.asked
        alone_told = self.told(self.django, query, headers, **more)
        status, given, told = alone_told
        by_entry = self.told(self.entry, query, headers, **more)
        assert (by_entry[0], by_entry[2]) == (status, told)
        assert by_entry[1].items() ^ given.items() == set()
        return int(status[:3]), "django" if self.asked > before else "entry", told


@pytest.fixture
def sites(own_database: str) -> Iterator[Sites]:
    yield Sites()
    alone.forget()


@pytest.fixture
def home(own_database: str) -> Household:
    """A father who works, a child of his, his wife, and somebody with a score."""
    home = household("MA")
    father = home.person("ALAOUI", "1980-01-01", "male")
    mother = home.person("TAZI", "1982-01-01", "female")
    child = home.person("ALAOUI Sami", "2005-07-20")
    poor = home.person("BENNANI", "1980-01-01")
    home.done("marry", date(2010, 6, 1), husband=father, wife=mother)
    home.done("declare_filiation", date(2016, 1, 1), child=child, father=father)
    for dependant in (child, mother):
        home.done(
            "take_charge", date(2016, 1, 1), dependant=dependant, bearer=father, benefit="health"
        )
    home.works(father, SINCE)
    for month in range(3):
        content = ebds([(father, "ALAOUI", 500_000)], month=JANUARY + month)
        assert handed_in(home.place.accounts, content, key=f"month {month}").status == "posted"
    home.done("open_coverage", SINCE, person=poor, category="tadamon")
    home.done("record_household_score", SINCE, person=poor, score="9,74")
    return home


def reads(home: Household, code: str = CODE) -> list[tuple[str, str, str]]:
    with fund_scope(home.place.fund.id):
        found = queries.accesses(code=code, limit=100)
    return [(each.operation, each.subject_number, each.outcome) for each in found]


def test_the_entry_beside_django_answers_every_caller_as_django_does(
    home: Household, sites: Sites
) -> None:
    father, mother, child, poor = list(home.by_name.values())[:4]
    partner = system(home.place, "coverage:read").headers
    granted: list[tuple[dict[str, str], bool]] = [
        ({"person": father, "on": JULY}, True),
        ({"person": father}, False),
        ({"person": poor, "on": JULY, "scheme": "amo_tadamon", "branch": "health"}, False),
        ({"person": child, "on": JULY}, True),
        ({"person": child, "on": "2026-07-20"}, False),
        ({"person": mother, "on": JULY}, True),
    ]
    for query, is_open in granted:
        for language in ("fr", "en;q=0.9", "ar"):
            status, by, told = sites.both(query, partner | {"Accept-Language": language})
            assert (status, by, told.get("is_open")) == (200, "entry", is_open), told
    assert told["reason"]["bearer"] == father
    left: list[tuple[dict[str, Any], int]] = [
        ({"person": poor, "on": JULY, "scheme": "cnss"}, 422),
        ({"person": poor, "on": "15/07/2026"}, 422),
        ({"person": poor, "branch": "none_such"}, 422),
        ({"person": [poor, father]}, 200),
        ({"person": poor, "known_at": f"{clock.now():%Y-%m-%dT%H:%M:%S.%fZ}"}, 200),
        ({"person": "199999990"}, 404),
        ({"person": poor, "more": "x"}, 422),
        ({}, 422),
    ]
    for query, expected in left:
        assert sites.both(query, partner)[:2] == (expected, "django"), query
    # Of what each site was asked, the same is recorded.
    calls = [each for each in reads(home) if each[0] == "check_coverage"]
    assert calls[::2] == calls[1::2]
    assert len(calls) == 2 * (18 + 8 - 2)  # what could not be read is no read


def test_callers_that_are_not_let_in_are_told_so_by_django(home: Household, sites: Sites) -> None:
    poor = home.by_name["BENNANI"]
    query, token = {"person": poor, "on": JULY}, "Authorization"
    partner = system(home.place, "coverage:read").headers
    broken = partner[token][:-4] + "AAAA"
    other = household("MA")
    for headers, expected in (
        ({}, 401),
        ({token: broken}, 401),
        ({token: "Bearer socle_nobody"}, 401),
        ({token: f"bearer {partner[token][7:]}"}, 200),
        (partner | {"Cookie": "sessionid=x"}, 200),
        (Caller(home.officer).headers, 200),
        (Caller(home.place.accounts).headers, 403),
        (system(home.place, "persons:read", code="registre").headers, 403),
        (system(other.place, "coverage:read").headers, 404),
    ):
        assert sites.both(query, headers)[:2] == (expected, "django"), headers
    assert sites.both(query, partner, SERVER_NAME="elsewhere.example")[:2] == (400, "django")
    # The third call of a minute is one too many, whoever counts the first two.
    for rank, site in enumerate((sites.django, sites.entry)):
        code = f"rare-{rank}"
        rare = system(home.place, "coverage:read", code=code, calls_per_minute="3").headers
        statuses = [sites.told(site, query, rare)[0][:3] for _call in range(3)]
        assert statuses == ["200", "200", "429"]
        assert len(reads(home, code)) == 3  # two checks, and the token
    on = clock.today("MA")
    with fund_scope(home.place.fund.id):
        operations.end_secret(desk=home.place.administrator, code=CODE, slot=1, on=on)
    assert sites.both(query, partner)[:2] == (401, "django")
    secret_of(home.place)
    ended = system(home.place, "coverage:read", code="parti").headers
    assert sites.both(query, ended)[:2] == (200, "entry")
    end(home.place, on=on - timedelta(days=1), code="parti")
    assert sites.both(query, ended)[:2] == (401, "django")


def test_checks_that_go_together_are_each_of_its_own_fund_counted_and_recorded(
    sites: Sites, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many at once, of two funds that know one number; one partner asks too often."""
    sent: list[int] = []
    ask = checks._checks._ask

    def seen(questions: Sequence[Any]) -> Any:
        sent.append(len(questions))
        return ask(questions)

    monkeypatch.setattr(checks._checks, "_ask", seen)
    covered, other = household("MA"), household("MA")
    person = covered.person("BENNANI", "1980-01-01")
    assert other.person("ALAOUI", "1980-01-01") == person
    covered.done("open_coverage", SINCE, person=person, category="tadamon")
    callers = [
        system(covered.place, "coverage:read").headers,
        system(other.place, "coverage:read").headers,
        system(covered.place, "coverage:read", code="rare", calls_per_minute="5").headers,
    ]

    def asked(rank: int) -> tuple[int, str, str]:
        try:
            status, _given, told = sites.told(
                sites.entry, {"person": person, "on": JULY}, callers[rank % 3]
            )
            return rank % 3, status[:3], told.get("reason", {}).get("code", "")
        finally:
            db.connections.close_all()

    with ThreadPoolExecutor(9) as threads:
        found = Counter(threads.map(asked, range(30)))
    assert found == {
        (0, "200", "score_missing"): 10,
        (1, "200", "not_covered"): 10,
        (2, "200", "score_missing"): 4,  # its token was a call too
        (2, "429", ""): 6,
    }
    assert max(sent) > 1, sent
    checked = ("check_coverage", person, "done")
    assert reads(covered).count(checked) == reads(other).count(checked) == 10
    assert reads(covered, "rare").count(checked) == 4
