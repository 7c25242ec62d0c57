"""What a check is told in one statement is what the tables say, at present as at an instant."""

import json
from datetime import date
from typing import Any

from django.db import connection
from tests import factories
from tests.conftest import NOW
from tests.contributions.files import dipe, handed_in
from tests.contributions.scenes import months_at_work
from tests.registry import families, people

from socle.platform.access.scope import fund_scope
from socle.platform.acts.operations import submit
from socle.registry.queries.families_charges import charge_told, charges_on

DAYS = [date(2016, 6, 1), date(2021, 6, 1), date(2024, 3, 1), date(2026, 11, 22)]


def found(statement: str, *said: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, said)
        return [row[0] if len(row) == 1 else row for row in cursor.fetchall()]


def test_who_bears_whom_is_told_as_the_tables_say_it(db: None) -> None:
    place = factories.agency("CM")
    factories.person(place)
    families.a_life(place)
    before = _compared(place)
    assert before > 1
    with fund_scope(place.fund.id):
        [(bearer, child)] = found(
            "SELECT b.number, c.number FROM dependency d"
            " JOIN insured_number b ON b.person_id = d.bearer_id"
            " JOIN insured_number c ON c.person_id = d.dependant_id"
            " WHERE d.benefit = 'family' AND d.ended_for = '' ORDER BY d.id LIMIT 1"
        )
    for kept, old in (("1999999991A", bearer), ("1999999992B", child)):
        _merged(place, kept, old)
    assert _compared(place) > before


def _merged(place: factories.Agency, kept: str, old: str) -> None:
    """A number with another that is kept of the same person, by two people."""
    people.done(place, "register_person", number=kept, family_name="MENGUE", sex="male")
    with fund_scope(place.fund.id):
        asked = submit(
            desk=place.registration, act_type_code="merge_persons",
            fields={"kept": kept, "merged": old}, effective_on=DAYS[-1], motive="vu", key=kept,
            at=NOW, evidence=(factories.document(place.registration),),
        )  # fmt: skip
    people.validated(place, asked)


def _compared(place: factories.Agency) -> int:
    """How many charges a check is told as the tables say them, under every number."""
    compared = 0
    with fund_scope(place.fund.id):
        for number, benefit, key in found(
            "SELECT DISTINCT n.number, d.benefit, n.person_id FROM dependency d"
            " JOIN insured_number n ON n.person_id IN (d.dependant_id,"
            " (SELECT kept_id FROM person_alias a WHERE a.person_id = d.dependant_id))"
        ):
            for on in DAYS:
                (told,) = found("SELECT coverage_charge_now(%s, %s, %s)", key, benefit, on)
                (then,) = found(
                    "SELECT coverage_charge(%s, %s, %s, %s)", key, benefit, on, "infinity"
                )
                assert told == then
                told = told and json.loads(told)
                read = [
                    each
                    for each in charges_on(number=number, on=on, known_at=None)
                    if each.benefit == benefit
                ]
                assert [_unsigned(each) for each in read] == (
                    [_unsigned(charge_told(told=told, fund=place.fund, on=on))] if told else []
                )
                compared += bool(told)
    return compared


def _unsigned(dependant: Any) -> tuple[Any, ...]:
    """A dependant without the act that says so, which a check does not tell."""
    return tuple(getattr(dependant, name) for name in dependant.__slots__ if name != "act_number")


def test_the_facts_of_the_present_are_those_known_at_the_end_of_time(db: None) -> None:
    place = factories.agency("CM")
    factories.employer(place)
    factories.person(place)
    assert handed_in(place.accounts, dipe([350_000, 90_000]), key="posted").queued == 1
    with fund_scope(place.fund.id):
        (declaration,) = found("SELECT number FROM declaration")
    cured = {"declaration": declaration, "line": "2", "person": factories.CM_PERSON}
    with fund_scope(place.fund.id):
        submit(desk=place.accounts, act_type_code="cure_line", fields=cured, motive="vu",
               effective_on=DAYS[-1], key="cure", at=NOW)  # fmt: skip
    months_at_work(place)
    with fund_scope(place.fund.id):
        everybody = found("SELECT number FROM insured_number")
        for number in everybody:
            asked = [number, "health", DAYS[-1], date(2020, 1, 1)]
            assert found("SELECT coverage_told_now(%s, %s, %s, %s)", *asked) == found(
                "SELECT coverage_told(%s, %s, %s, %s, 'infinity')", *asked
            )
        # Found by person, the days are those that the lines credit.
        said = ["2020-01-01", "2027-01-01"]
        days = found(
            "SELECT c.month, c.days FROM credited_days_as_of(ARRAY(SELECT person_id"
            " FROM insured_number), %s, %s, 'infinity') c ORDER BY 1, 2",
            *said,
        )
        assert days == found(
            "SELECT c.month, l.days::integer FROM line_credit_as_of('infinity') c"
            " JOIN declaration_line l USING (declaration_id, month, line)"
            " WHERE c.month >= %s AND c.month < %s ORDER BY 1, 2",
            *said,
        )
        assert days
        # And so are those of the present, which are asked by a plan of their own.
        assert days == found(
            "SELECT month, days FROM credited_days_now(ARRAY(SELECT person_id FROM insured_number),"
            " %s, %s) ORDER BY 1, 2",
            *said,
        )
