"""Filiations written by sets are those that acts of the counter would have written one by one."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection
from tests import factories
from tests.conftest import TODAY
from tests.registry.families import Household, ma_number
from tests.registry.imports import confirmed, handed_in, source

from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Role
from socle.registry.importing import checking, import_persons, writing
from socle.registry.queries.imports import import_faults
from socle.registry.types import ImportedPerson

COLUMNS = {
    "column_effective_on": "Date",
    "column_child": "Enfant",
    "column_father": "Père",
    "column_mother": "Mère",
}
BIRTHS = (
    *((1950, "male"), (1952, "female"), (1980, "male"), (1982, "female")),
    *((2010, "female"), (2012, "male"), (2014, "female"), (1975, "")),
    *((None, ""), (None, ""), (None, ""), (2001, "male"), (1930, "female")),
)
OLD, OLDER, HE, SHE, ONE, TWO, THREE, ANY, X, Y, Z, YOUNG, DEAD = map(ma_number, range(1, 14))
NOBODY = ma_number(99)
# Child, father, mother; what becomes of each depends on those above it.
ROWS = (
    *((ONE, HE, SHE), (TWO, HE, ""), (TWO, "", SHE), (TWO, ANY, ""), (HE, OLD, OLDER)),
    *((OLD, HE, ""), (THREE, SHE, ""), (THREE, YOUNG, ""), (THREE, NOBODY, ""), (THREE, "", "")),
    *((THREE, HE, HE), (THREE, THREE, ""), (X, Y, ""), (Y, Z, ""), (Z, X, ""), (THREE, "", DEAD)),
    *((SHE, ANY, ""), (ANY, OLD, OLDER), (THREE, "", OLDER), (YOUNG, ANY, SHE)),
)
_WRITTEN = """
    SELECT c.number, f.role, p.number, f.valid::text FROM filiation f
    JOIN person c ON c.id = f.child_id JOIN person p ON p.id = f.parent_id ORDER BY 1, 2
"""
Taken = tuple[list[tuple[object, ...]], list[tuple[int | None, str]], int]


def taken_over(rows: tuple[tuple[str, str, str], ...], code: str = "") -> Taken:
    """A fund of some people that takes the rows over: what is written, what is told, rows good."""
    place = factories.agency("MA", code=code)
    home = Household(place, factories.desk(place.fund, Role.FAMILY_OFFICER))
    people = [
        ImportedPerson(
            ma_number(rank), f"NOM{rank}", "", date(year, 5, 1) if year else None, sex, "", None
        )
        for rank, (year, sex) in enumerate(BIRTHS, start=1)
    ]
    with fund_scope(home.place.fund.id):
        import_persons(
            desk=home.place.registration, persons=people, source="x", effective_on=TODAY, key="x"
        )
    home.dies(DEAD, "1990-01-01")
    home.done(
        "correct_civil_status", factories.SINCE, by=home.place.registration, number=ANY,
        family_name="CORRIGE",
    )  # fmt: skip
    number = source(home.place, "filiations", "État civil", **COLUMNS)
    said = "".join(f"01/03/2020;{';'.join(row)}\n" for row in rows)
    tried = handed_in(home.place, number, f"Date;Enfant;Père;Mère\n{said}", by=home.officer)
    done = confirmed(home.place, tried.number, by=home.officer)
    with fund_scope(home.place.fund.id), connection.cursor() as cursor:
        cursor.execute(_WRITTEN)
        told = [(each.line, each.code) for each in import_faults(number=done.number, limit=99)]
        return cursor.fetchall(), told, done.written.good


@pytest.fixture
def row_by_row(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Taken]:
    """The same, each row by the act of the counter."""
    with monkeypatch.context() as patched:
        patched.setattr(checking, "_plain_lines", lambda *_of: set())
        patched.setattr(writing, "write_filiations", lambda **_of: frozenset())
        yield taken_over(ROWS)


def test_by_sets_or_row_by_row_the_same_is_written_and_told(
    row_by_row: Taken, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    assert row_by_row[2] > 5
    assert len(row_by_row[1]) > 5
    assert taken_over(ROWS, "other") == row_by_row


def test_what_the_rows_of_a_slice_leave_open_is_decided_in_their_order(db: None) -> None:
    written, told, good = taken_over(((X, Y, ""), (Y, Z, ""), (Z, X, ""), (ONE, HE, SHE)))
    assert good == 3
    assert told == [(4, "family.circle")]
    assert [each[:3] for each in written] == sorted(
        [(X, "father", Y), (Y, "father", Z), (ONE, "father", HE), (ONE, "mother", SHE)]
    )
