"""A random walk of an agency's work, and everything the register answers on the way."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from tests import factories
from tests.conftest import NOW

from socle.kernel.errors import SocleError
from socle.platform.access.types import Desk
from socle.platform.acts.operations import reverse, submit, validate
from socle.platform.acts.types import ActStatus
from socle.platform.temporal.queries import as_of, horizon
from socle.registry import queries
from socle.registry.facts import TABLES
from socle.registry.models import Employer, Person
from socle.registry.queries.affiliations import agencies
from socle.registry.queries.numbers import INSURED

DAYS = [date(2019, 6, 30), date(2021, 1, 1), date(2022, 2, 3), date(2030, 1, 1)]
Answers = dict[str, Any]


@dataclass
class Walk:
    """Acts done one after the other; refused ones count as well, for they must change nothing."""

    place: factories.Agency
    employers: list[str]
    persons: list[str]
    seed: int
    done: list[str] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
    told: list[tuple[datetime, Answers]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)  # noqa: S311

    def step(self) -> None:
        action = self.random.choice(self._actions())
        try:
            action()
        except SocleError as error:
            self.kinds.add(error.code)

    def _actions(self) -> list[Callable[[], None]]:
        changes = [self._correct, self._classify, self._update, self._close, self._open]
        return [*changes, self._hire, self._end, self._reverse, self._reverse]

    def tell(self) -> None:
        """Keeps every answer of the moment."""
        moment = horizon()
        answers = everything(self.employers, self.persons, moment)
        at_present = {
            name: strip_known_at(each)
            for name, each in everything(self.employers, self.persons, None).items()
        }
        assert {name: strip_known_at(each) for name, each in answers.items()} == at_present
        self.told.append((moment, answers))

    def ask_again(self) -> None:
        for moment, answers in self.told:
            assert everything(self.employers, self.persons, moment) == answers

    def _submit(self, kind: str, **fields: str) -> None:
        answer = submit(
            desk=self.place.registration,
            act_type_code=kind,
            fields=fields,
            effective_on=date(2018, 1, 1) + timedelta(days=self.random.randrange(2000)),
            motive="",
            key=uuid4().hex,
            at=NOW,
        )
        self._finish(kind, answer.act, answer.status)

    def _finish(self, kind: str, number: str, status: ActStatus) -> None:
        if status is ActStatus.TO_VALIDATE:
            number = validate(desk=self.place.verifier, number=number, at=NOW).act
        self.done.append(number)
        self.kinds.add(kind)

    def _word(self) -> str:
        return f"NOM {self.random.randrange(1000)}"

    def _correct(self) -> None:
        number = self.random.choice(self.persons)
        self._submit("correct_civil_status", number=number, family_name=self._word())

    def _classify(self) -> None:
        number, value = self.random.choice(self.employers), self.random.choice("ABC")
        self._submit("classify_employer", number=number, input="risk_group", value=value)

    def _update(self) -> None:
        number = self.random.choice(self.employers)
        self._submit("update_employer", number=number, legal_name=self._word())

    def _close(self) -> None:
        self._submit("close_employer", number=self.random.choice(self.employers))

    def _open(self) -> None:
        number, place = self.random.choice(self.employers), self.random.choice(["1", "2"])
        self._submit("open_establishment", number=number, establishment=place, name=self._word())

    def _hire(self) -> None:
        person, employer = self.random.choice(self.persons), self.random.choice(self.employers)
        self._submit("hire", person=person, employer=employer)

    def _end(self) -> None:
        person, employer = self.random.choice(self.persons), self.random.choice(self.employers)
        self._submit("end_employment", person=person, employer=employer)

    def _reverse(self) -> None:
        if self.done:
            number = self.random.choice(self.done[-4:])
            desk: Desk = self.place.registration
            answer = reverse(desk=desk, number=number, motive="erreur", key=uuid4().hex, at=NOW)
            self._finish("reverse", answer.act, answer.status)


def everything(employers: list[str], persons: list[str], known_at: datetime | None) -> Answers:
    """What the register answers about everybody: its views on several days, its facts on all."""
    answers: Answers = {}
    for on in DAYS:
        for number in employers:
            answers[f"employer {number} {on}"] = _or_refusal(
                queries.employer, number=number, on=on, known_at=known_at
            )
        for number in persons:
            answers[f"person {number} {on}"] = _or_refusal(
                queries.person, number=number, on=on, known_at=known_at
            )
    for number in persons:
        answers[f"work {number}"] = _or_refusal(
            queries.employments_of_person, number=number, on=None, known_at=known_at
        )
    on = max(DAYS)
    answers["agencies"] = [each.code for each in agencies(on=on, known_at=known_at)]
    keys: list[tuple[str, list[Any]]] = [
        ("employer_id", list(Employer.objects.order_by("id").values_list("id", flat=True))),
        ("person_id", list(Person.objects.order_by("id").values_list("id", flat=True))),
        ("kind", [INSURED]),
    ]
    for table in TABLES:
        for name, ids in keys:
            for key in ids if name == table.key[0] else ():
                rows = as_of(table, on=None, known_at=known_at, where={name: key})
                answers[f"{table.name} {key}"] = [
                    {column: row[column] for column in (*table.key, *table.values, "valid")}
                    for row in rows
                ]
    return answers


def strip_known_at(answer: Any) -> Any:
    """An answer without the instant asked for, nor names, which are always the last known."""
    if not hasattr(answer, "known_at"):
        return answer
    return {
        name: getattr(answer, name) for name in answer.__dataclass_fields__ if name != "known_at"
    }


def _or_refusal(query: Any, **asked: Any) -> Any:
    try:
        return query(**asked)
    except SocleError as error:
        return error.code
