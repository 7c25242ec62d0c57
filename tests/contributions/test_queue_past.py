"""Whatever is registered, cured, taken back and replayed: nothing told is told otherwise later.

And at every moment each line credits one person or waits, never both and never neither.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from tests import factories
from tests.conftest import NOW, TODAY
from tests.contributions.files import JANUARY, dipe, handed_in

from socle.contributions import careers
from socle.kernel.errors import NotKnown, SocleError
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk
from socle.platform.acts.operations import reverse, submit
from socle.platform.acts.types import ActStatus
from socle.platform.temporal.queries import horizon

NUMBERS = ["1122334455B", "1122334454B", "9911223344C", "9911223343C"]
REGISTERED = NUMBERS[::2]  # at the beginning
Told = dict[str, Any]


@dataclass
class Walk:
    """Acts one after the other; refused ones must change nothing."""

    place: factories.Agency
    seed: int
    done: list[tuple[Desk, str]] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
    told: list[tuple[datetime, Told]] = field(default_factory=list)
    months: int = 0

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)  # noqa: S311

    def begin(self) -> None:
        """Two months, before and after two of the four are registered: most lines wait."""
        self._declare()
        for number in REGISTERED:
            fields = {"number": number, "family_name": "A"}
            self._submit(self.place.registration, "register_person", **fields)
        self._declare()

    def step(self) -> None:
        steps: list[Callable[[], None]] = [
            self._declare,
            *[self._register] * 2,
            *[self._cure_line] * 3,
            *[self._cure_group] * 2,
            *[self._uncure] * 2,
            self._replay,
            *[self._reverse] * 4,
        ]
        try:
            self.random.choice(steps)()
        except SocleError as error:
            self.kinds.add(error.code)

    def tell(self) -> None:
        moment = horizon()
        told = everything(moment)
        assert told == everything(None)
        lines = told["lines"]
        assert sorted([*told["credited"], *told["waiting"]]) == lines
        assert len(lines) == len(set(lines))
        by_career = [each for number in NUMBERS for each in told[number] or ()]
        assert len(by_career) == len(told["credited"])
        self.told.append((moment, told))

    def ask_again(self) -> None:
        for moment, told in self.told:
            assert everything(moment) == told

    def _submit(self, by: Desk, code: str, **fields: str) -> None:
        answer = submit(
            desk=by,
            act_type_code=code,
            fields=fields,
            effective_on=TODAY,
            motive="essai",
            key=uuid4().hex,
            at=NOW,
        )
        assert answer.status is ActStatus.DONE
        self.done.append((by, answer.act))
        self.kinds.add(code)

    def _number(self) -> str:
        return self.random.choice(NUMBERS)

    def _person(self) -> str:
        return self.random.choice([*REGISTERED, *NUMBERS])

    def _declare(self) -> None:
        if self.months < 6:
            content = dipe([200_000] * 3, persons=self.random.sample(NUMBERS, 3),
                           month=JANUARY + self.months)  # fmt: skip
            self.months += 1
            assert handed_in(self.place.accounts, content, key=uuid4().hex).status == "posted"

    def _register(self) -> None:
        number = self._number()
        self._submit(self.place.registration, "register_person", number=number, family_name="A")

    def _cure_line(self) -> None:
        self._submit(self.place.accounts, "cure_line", **self._line(), person=self._person())

    def _cure_group(self) -> None:
        self._submit(
            self.place.accounts,
            "cure_group",
            employer=factories.CM_EMPLOYER,
            insured_number=self._number(),
            person=self._person(),
        )

    def _uncure(self) -> None:
        self._submit(self.place.accounts, "uncure_line", **self._line())

    def _replay(self) -> None:
        self._submit(self.place.accounts, "replay_queue")

    def _reverse(self) -> None:
        if self.done:
            by, number = self.random.choice(self.done[-5:])
            reverse(desk=by, number=number, motive="erreur", key=uuid4().hex, at=NOW)
            self.kinds.add("reverse")

    def _line(self) -> dict[str, str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT number FROM declaration ORDER BY id")
            found = [number for (number,) in cursor.fetchall()] or ["D"]
        return {"declaration": self.random.choice(found), "line": self.random.choice("123")}


def everything(known_at: datetime | None) -> Told:
    """Every career, which line credits whom, and which wait, as known at an instant."""
    told: Told = {}
    for number in NUMBERS:
        try:
            told[number] = careers.career(person_number=number, known_at=known_at)
        except NotKnown:
            told[number] = None
    instant = known_at or "infinity"
    with connection.cursor() as cursor:
        for name, source in (
            ("credited", "line_credit_as_of(%s)"),
            ("waiting", "line_waiting_as_of(%s)"),
            ("lines", "declaration_line WHERE %s::timestamptz IS NOT NULL AND declaration_id IN ("
             " SELECT d.id FROM declaration d JOIN act a ON a.id = d.act_id"
             " WHERE a.recorded_at <= %s)"),
        ):  # fmt: skip
            asked = [instant] * source.count("%s")
            cursor.execute(f"SELECT declaration_id, line FROM {source} ORDER BY 1, 2", asked)
            told[name] = cursor.fetchall()
    return told


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_no_past_reading_changes_and_each_line_counts_once(db: None, seed: int) -> None:
    place = factories.agency("CM")
    factories.employer(place)
    walk = Walk(place, seed)
    with fund_scope(place.fund.id):
        walk.begin()
        for _ in range(40):
            walk.step()
            walk.tell()
        walk.ask_again()
    assert {"cure_line", "cure_group"} & walk.kinds
    assert "reverse" in walk.kinds
