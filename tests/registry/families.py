"""Families for tests: persons by role, and the acts that tie them."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from psycopg.types.range import DateRange
from tests import factories
from tests.conftest import NOW, TODAY

from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk, Role
from socle.platform.acts.operations import reverse, submit, validate
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActAnswer, ActRequest, ActStatus
from socle.platform.temporal.operations import assign
from socle.registry.facts import DEATH
from socle.registry.queries import person_id
from socle.registry.queries.families_charges import dependants
from socle.registry.types import Dependant

WED = date(2010, 6, 1)


def ma_number(rank: int) -> str:
    """An insured number of Morocco with its key."""
    digits = f"1{rank:07d}"
    c = [int(each) for each in digits]
    total = 2 * (c[1] + c[3] + c[5] + c[7]) + c[2] + c[4] + c[6]
    return f"{digits}{(10 - total % 10) % 10}"


@dataclass
class Household:
    """A fund with a family officer, and a way to say who is who."""

    place: factories.Agency
    officer: Desk
    count: int = 0
    by_name: dict[str, str] = field(default_factory=dict)

    def person(self, name: str, born: str, sex: str = "", died: str = "") -> str:
        """A registered person; their number."""
        self.count += 1
        is_ma = self.place.fund.country == "MA"
        number = ma_number(self.count) if is_ma else f"{1_000_000_000 + self.count}B"
        self.done(
            "register_person",
            max(factories.SINCE, date.fromisoformat(born)) if born else factories.SINCE,
            by=self.place.registration,
            number=number,
            family_name=name,
            birth_on=born,
            sex=sex,
        )
        self.by_name[name] = number
        if died:
            self.dies(number, died)
        return number

    def dies(self, number: str, day: str) -> None:
        """Dead from a day on, by an act."""
        died = date.fromisoformat(day)
        request = ActRequest(self.place.registration, "death", {}, died, "", uuid4().hex)
        with (
            fund_scope(self.place.fund.id),
            performing(request, subject_kind="person", subject_number=number),
        ):
            assign(
                DEATH,
                fund_id=self.place.fund.id,
                key={"person_id": person_id(number)},
                values={},
                valid=DateRange(died, None),
            )

    def act(self, code: str, on: date, *, motive: str = "", by: Desk | None = None,
            key: str = "", **fields: str) -> ActAnswer:  # fmt: skip
        with fund_scope(self.place.fund.id):
            return submit(
                desk=by or self.officer,
                act_type_code=code,
                fields=fields,
                effective_on=on,
                motive=motive,
                key=key or uuid4().hex,
                at=NOW,
            )

    def done(self, code: str, on: date, *, by: Desk | None = None, **fields: str) -> str:
        """The act's number, validated by a second person where it needs one."""
        answer = self.act(code, on, motive="Pièce vue", by=by, **fields)
        if answer.status is ActStatus.TO_VALIDATE:
            with fund_scope(self.place.fund.id):
                answer = validate(desk=self.place.verifier, number=answer.act, at=NOW)
        return answer.act

    def undone(self, number: str) -> None:
        """Takes an act back by its counter-act, validated where it needs a second person."""
        with fund_scope(self.place.fund.id):
            back = reverse(
                desk=self.officer, number=number, motive="erreur", key=uuid4().hex, at=NOW
            )
            if back.status is ActStatus.TO_VALIDATE:
                validate(desk=self.place.verifier, number=back.act, at=NOW)

    def works(self, number: str, since: date) -> None:
        employer = "1234567" if self.place.fund.country == "MA" else factories.CM_EMPLOYER
        if "employer" not in self.by_name:
            self.by_name["employer"] = factories.employer(self.place, employer)
        factories.act(self.place.registration, "hire", on=since, person=number, employer=employer)

    def dependants(
        self, number: str, on: date = TODAY, known_at: Any = None
    ) -> dict[tuple[str, str], Dependant]:
        with fund_scope(self.place.fund.id):
            found = dependants(number=number, on=on, known_at=known_at)
        return {(each.who.number, each.benefit): each for each in found}


def household(country: str) -> Household:
    place = factories.agency(country)
    return Household(place, factories.desk(place.fund, Role.FAMILY_OFFICER))


def forge(home: Household, statement: str, *arguments: str) -> None:
    """Writes past the acts with the application's own role, and looks at every constraint."""
    with fund_scope(home.place.fund.id), transaction.atomic(), connection.cursor() as cursor:
        # What a true act would be checked for first is not what is tried here.
        cursor.execute("SELECT socle_begin_act((SELECT max(id) FROM act))")
        cursor.execute(statement, arguments)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def a_life(place: factories.Agency) -> None:
    """A row in every table of families, and one of each superseded or taken back."""
    home = Household(place, factories.desk(place.fund, Role.FAMILY_OFFICER))
    born, last = date(2015, 3, 1), date(2021, 1, 1)
    him = home.person("ESSOMBA", "1980-02-01", "male")
    her = home.person("MENGUE", "1984-05-01", "female")
    other = home.person("BILOA", "1986-07-01", "female")
    child = home.person("TSALA", born.isoformat(), "female")
    couple = {"husband": him, "wife": her}
    home.done("marry", WED, **couple)
    home.done("declare_filiation", born, child=child, father=him, mother=her)
    tie = {"child": child, "parent_role": "mother", "judgment": "TPI 12"}
    home.undone(home.done("end_filiation", last, **tie))
    home.done("divorce", last, **couple, judgment="TPI 14")
    for holder in (her, him):
        home.done("give_custody", last, child=child, holder=holder, given_by="judge", judgment="1")
    child_benefit = {"dependant": child, "benefit": "family"}
    home.done("take_charge", last, **child_benefit, bearer=him)
    home.done("name_payee", date(2021, 2, 1), **child_benefit, payee=her)
    for level, until in (("school", "2022-07-01"), ("apprenticeship", "2023-07-01")):
        home.done("record_schooling", last, person=child, level=level, until=until)
    for review in ("2024-01-01", "2025-01-01"):
        home.done("record_disability", last, person=child, review_on=review)
    for body in ("Mutuelle", "Assurance"):
        cover = {"person": other, "benefit": "family", "body": body}
        home.done("record_other_cover", last, **cover)
    contest = home.done("contest_bearer", date(2021, 3, 1), **child_benefit, claimant=her)
    home.undone(contest)
    home.done("contest_bearer", date(2021, 3, 1), **child_benefit, claimant=her)
