"""Rows written by sets are those that acts of the counter would have written one by one."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
from django.db import connection, transaction
from tests import factories
from tests.conftest import NOW, TODAY
from tests.registry.families import Household, ma_number
from tests.registry.imports import confirmed, handed_in, source
from tests.registry.people import asked, validated

from socle.countries.registry import country
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk, Role
from socle.platform.acts.operations import reverse
from socle.platform.audit.queries import first_break
from socle.platform.outbox.queries import events
from socle.registry.errors import ImportStoodOn
from socle.registry.importing import import_persons, sets, writing
from socle.registry.importing.sets import SetKind
from socle.registry.operations import import_undoing
from socle.registry.queries.imports import import_faults, import_of
from socle.registry.types import ImportedPerson
from socle.registry.types.imports import ImportState

BIRTHS = (
    *((1950, "male"), (1952, "female"), (1980, "male"), (1982, "female")),
    *((2010, "female"), (2012, "male"), (2014, "female"), (1975, "")),
    *((None, ""), (None, ""), (None, ""), (2001, "male"), (1930, "female")),
    *((1984, "female"), (1985, "female"), (1986, "female"), (1987, "female")),
)
OLD, OLDER, HE, SHE, ONE, TWO, THREE, ANY, X, Y, Z, YOUNG, DEAD, WA, WB, WC, WD = map(
    ma_number, range(1, 18)
)
NOBODY = ma_number(99)
# What each row says; what becomes of it depends on those above it.
FILIATIONS = (
    *((ONE, HE, SHE), (TWO, HE, ""), (TWO, "", SHE), (TWO, ANY, ""), (HE, OLD, OLDER)),
    *((OLD, HE, ""), (THREE, SHE, ""), (THREE, YOUNG, ""), (THREE, NOBODY, ""), (THREE, "", "")),
    *((THREE, HE, HE), (THREE, THREE, ""), (X, Y, ""), (Y, Z, ""), (Z, X, ""), (THREE, "", DEAD)),
    *((SHE, ANY, ""), (ANY, OLD, OLDER), (THREE, "", OLDER), (YOUNG, ANY, SHE)),
)
WED, LATER = "01/03/2005", "01/03/2008"
MARRIAGES = (
    *((WED, HE, SHE, "", "polygamy"), (WED, HE, WA, "", "polygamy"), (WED, HE, SHE, "", "")),
    *(
        (LATER, HE, WB, "2", "polygamy"),
        (LATER, HE, WB, "4", "polygamy"),
        (LATER, HE, WC, "", "monogamy"),
    ),
    *((LATER, X, WC, "x", ""), (LATER, X, WC, "", "monogamy"), (LATER, X, WD, "", "")),
    *((LATER, Y, WA, "", ""), (LATER, OLD, ONE, "", ""), (LATER, HE, HE, "", "")),
    *((LATER, ANY, WD, "", ""), (LATER, NOBODY, WD, "", ""), (LATER, WD, X, "", "")),
    *((LATER, OLD, DEAD, "", ""), ("01/03/1970", OLD, DEAD, "", ""), (WED, OLD, OLDER, "", "")),
    *((WED, HE, OLDER, "", ""), ("01/03/1960", HE, WD, "", ""), (LATER, Y, Z, "", "")),
    *((LATER, YOUNG, WD, "", ""), ("31/02/2008", Y, WD, "", ""), ("01/03/2190", Y, WD, "", "")),
    (LATER, Y, WD, "", ""),
)
CHARGES = (
    *((ONE, HE, ""), (ONE, SHE, ""), (ONE, HE, ""), (TWO, SHE, HE), (TWO, HE, SHE)),
    *((THREE, HE, ""), (THREE, OLDER, NOBODY), (THREE, OLDER, OLD), (SHE, HE, ""), (WA, HE, ANY)),
    *((HE, HE, ""), (NOBODY, HE, ""), (DEAD, OLD, ""), (X, Y, ""), (X, Z, ""), (WC, X, DEAD)),
    *((YOUNG, SHE, ""), (WB, HE, "")),
)


class Kind(NamedTuple):
    """A kind of file: its columns, its rows as text, and the tables that it is written to."""

    name: str
    columns: tuple[str, ...]
    rows: list[str]
    tables: tuple[str, ...]


KINDS = (
    Kind(
        "filiations",
        ("effective_on", "child", "father", "mother"),
        [*(f"01/03/2020;{';'.join(row)}" for row in FILIATIONS), f"01/03/2190;{WA};{OLD};"],
        ("filiation",),
    ),
    Kind(
        "marriages",
        ("effective_on", "husband", "wife", "rank", "regime"),
        [";".join(row) for row in MARRIAGES],
        ("marriage",),
    ),
    Kind(
        "charges",
        ("effective_on", "dependant", "bearer", "payee", "benefit"),
        [f"01/03/2020;{';'.join(row)};family" for row in CHARGES],
        ("dependency",),
    ),
)


def ma_employer(rank: int) -> str:
    """An affiliate's number of Morocco with its key."""
    kind = country("MA").identifiers["employer_number"]
    return next(
        text for key in range(10) if kind.validate(text := f"{200_000 + rank}{key}").valid is True
    )


ABOVE, CLOSED, LIAISON, TWIN = map(ma_employer, range(1, 5))
A, B, C, D, E, F, G, H, K = map(ma_employer, range(11, 20))
ICE = "001234567000062"
# Number, name, kind, phone, e-mail, address, town, person, parent, liaison, headcount, ICE, RC.
AFFILIATES = (
    *(
        f"{A};Savons;;;;;;;;;12;{ICE};RC 12/2020",
        f"{A};Savons;;;;;;;;;;;",
        f"{TWIN};Deux;;;;;;;;;;;",
    ),
    *(f"{B};Brasserie;;0522334455;;;;;{ABOVE};;;;", f"{B};Bières;;;;;;;{ABOVE};;;;"),
    *(f"{C};Ciments;;;A@b.example;;;;;;;;", f"{C};Ciments;;;;;;;{CLOSED};;;;"),
    *(f"{C};Ciments;;;;;;;{B};;;;", f"{D};Dattes;self_employed;;;;;{HE};;{LIAISON};;;"),
    *(f"{E};Épices;self_employed;;;;;{SHE};;{ABOVE};;;", f"{E};É;self_employed;;;;;{NOBODY};;;;;"),
    *(f"{E};Épices;self_employed;;;;;{SHE};;;3;;", f"{E};Épices;self_employed;;;;;;;;;;"),
    *(
        f"{E};Épices;self_employed;;;;;{SHE};;;;;",
        f"{F};Filature;;;;12, rue du Port;Safi;;;;many;;",
    ),
    *(f"{F};Filature;;;;12 RUE DU PORT;safi;;;;;;", f"{G};Grains;;0522 33 44 55;;;;;;;;;"),
    *(
        f"{G};Grains;;;;Quai 1;Safi;;;;;;",
        f"{G};Grains;;;;;;;;;;{ICE};",
        f"{G};Grains;;;;;;;;;;;1,2E+9",
    ),
    *(f"{ABOVE};Encore;;;;;;;;;;;", "12;Trop court;;;;;;;;;;;", f"{G};Grains;;0655;;;;;;;;;RC 3"),
    *(f"{H};Huiles;;0655;;;;;;;;;", f"{K};Encres;;;c@d.example;;;{HE};;;;;"),
)
OF_AFFILIATES = Kind(
    "affiliates",
    (
        *("effective_on", "number", "legal_name", "affiliate_kind", "phone", "email", "address"),
        *("city", "person", "parent_company", "liaison_body", "headcount", "company_number"),
        "trade_register",
    ),
    [f"01/03/2020;{row}" for row in AFFILIATES],
    (
        *("employer_profile", "employer_classification", "employer_nature", "employer_contact"),
        *("employer_identifier", "employer_agency", "employer_parent"),
    ),
)


class Taken(NamedTuple):
    """What a file left behind."""

    number: str
    written: dict[str, list[Any]]
    told: list[tuple[int | None, str]]
    good: int
    acts: int
    touched: set[str]


@pytest.fixture
def home(db: None) -> Household:
    """A fund that knows some people, two of whom were corrected or are dead."""
    place = factories.agency("MA")
    found = Household(place, factories.desk(place.fund, Role.FAMILY_OFFICER))
    people = [
        ImportedPerson(
            ma_number(rank), f"NOM{rank}", "", date(year, 5, 1) if year else None, sex, "", None
        )
        for rank, (year, sex) in enumerate(BIRTHS, start=1)
    ]
    with fund_scope(place.fund.id):
        import_persons(
            desk=place.registration, persons=people, source="x", effective_on=TODAY, key="x"
        )
    found.dies(DEAD, "1990-01-01")
    found.done(
        "correct_civil_status", factories.SINCE, by=place.registration, number=ANY,
        family_name="CORRIGE",
    )  # fmt: skip
    return found


@contextmanager
def row_by_row() -> Iterator[None]:
    """While each row is the act of the counter."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(SetKind, "plain_lines", lambda *_of, **_: frozenset())
        patched.setattr(SetKind, "write_slice", lambda *_of, **_: frozenset())
        yield


def taken_over(home: Household, kind: Kind, by: Desk) -> Taken:
    """A file tried and written; what it wrote, told and touched."""
    fund_id = home.place.fund.id
    with fund_scope(fund_id), connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM act")
        [before] = cursor.fetchone()
    columns = {f"column_{name}": name for name in kind.columns}
    number = source(home.place, kind.name, kind.name, **columns)
    content = "\n".join([";".join(kind.columns), *kind.rows]) + "\n"
    done = confirmed(home.place, handed_in(home.place, number, content, by=by).number, by=by)
    assert done.state is ImportState.DONE
    with fund_scope(fund_id), connection.cursor() as cursor:
        told = [(each.line, each.code) for each in import_faults(number=done.number, limit=99)]
        written = {name: _rows(cursor, name) for name in kind.tables}
        cursor.execute(
            "SELECT count(*) OVER (), unnest(touched) FROM act WHERE id > %s"
            " AND type <> 'define_import_source'", [before],
        )  # fmt: skip
        files = {name for _acts, name in cursor.fetchall() if not name.startswith("import:")}
        cursor.execute("SELECT count(*) FROM act WHERE id > %s", [before])
        [acts] = cursor.fetchone()
    return Taken(done.number, written, told, done.written.good, acts, files)


def _rows(cursor: Any, table: str) -> list[Any]:
    """What a table holds, without the keys and acts that two ways never have alike."""
    of = ", 'employer_id'" if table.startswith("employer") else ""
    number = "(SELECT number FROM employer WHERE id = t.employer_id)" if of else "''"
    cursor.execute(
        f"SELECT {number}, to_jsonb(t) - ARRAY['id', 'act_id', 'recorded_at'{of}] FROM {table} t"
    )
    return sorted(cursor.fetchall())


def both_ways(home: Household, kind: Kind, by: Desk) -> Taken:
    """A file taken over by sets, once it was row by row and that was taken back."""
    kept = transaction.savepoint()
    with row_by_row():
        one = taken_over(home, kind, by)
    transaction.savepoint_rollback(kept)
    found = taken_over(home, kind, by)
    assert found[1:4] == one[1:4]
    assert found.touched == one.touched
    assert found.acts < one.acts
    assert len(found.told) > 4
    return found


def test_families_by_sets_or_row_by_row_are_the_same_and_taken_back_whole(
    home: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    for each in (sets, writing):
        monkeypatch.setattr(each, "AT_ONCE", 12)
    monkeypatch.setattr(import_undoing, "_MOST_LOCKED", 3)
    home.works(HE, factories.SINCE)
    home.works(SHE, factories.SINCE)
    found = [both_ways(home, kind, home.officer) for kind in KINDS]
    assert [each.good for each in found] == [9, 7, 5]
    _undone(home, [each.number for each in found[:0:-1]])
    with fund_scope(home.place.fund.id), connection.cursor() as cursor:
        assert [_rows(cursor, kind.tables[0]) for kind in KINDS[1:]] == [[], []]
        assert first_break(fund_id=home.place.fund.id, with_digests=True) is None


def test_affiliates_by_sets_or_row_by_row_are_the_same_told_as_new_and_taken_back_whole(
    home: Household,
) -> None:
    place = home.place
    for number, said in (
        (ABOVE, {"address": "Quai 1", "city": "Safi"}),
        (CLOSED, {"email": "a@b.example"}),
        (LIAISON, {"affiliate_kind": "liaison_body"}),
        (TWIN, {"phone": "0522334455"}),
    ):
        factories.employer(place, number, **said)
    factories.passed(place, "close_employer", number=CLOSED)
    found = both_ways(home, OF_AFFILIATES, place.registration)
    with fund_scope(place.fund.id):
        stretch = events(after=None, limit=1000)
    new = {each.subject_number for each in stretch.events if each.kind.value.endswith("registered")}
    assert {A, D} <= new
    by = place.registration
    later = factories.act(by, "update_employer", on=TODAY, number=A, legal_name="Autre").act
    with pytest.raises(ImportStoodOn) as refused:
        _undone(home, [found.number])
    assert [each.facts["later"] for each in refused.value.faults] == [later]
    with fund_scope(place.fund.id):
        reverse(desk=by, number=later, motive="erreur", key=uuid4().hex, at=NOW)
    before = transaction.savepoint()
    with fund_scope(place.fund.id):
        at_work = ImportedPerson(ma_number(98), "NOM", "", date(1990, 5, 1), "male", A, TODAY)
        import_persons(desk=by, persons=[at_work], source="y", effective_on=TODAY, key="y")
    with pytest.raises(ImportStoodOn):
        _undone(home, [found.number])
    transaction.savepoint_rollback(before)
    _undone(home, [found.number])
    again = taken_over(home, OF_AFFILIATES, place.registration)
    assert again[1:4] == found[1:4]
    with fund_scope(place.fund.id):
        assert first_break(fund_id=place.fund.id, with_digests=True) is None


def test_what_the_rows_of_a_slice_leave_open_is_decided_in_their_order(home: Household) -> None:
    rows = ((X, Y, ""), (Y, Z, ""), (Z, X, ""), (ONE, HE, SHE))
    said = [f"01/03/2020;{';'.join(row)}" for row in rows]
    found = taken_over(home, KINDS[0]._replace(rows=said), home.officer)
    assert found.good == 3
    assert found.told == [(4, "family.circle")]
    assert len(found.written["filiation"]) == 4


def test_whom_a_slice_leaves_to_the_counter_it_holds_to_its_end(home: Household) -> None:
    couple = {"husband": OLD, "wife": OLDER}
    home.done("marry", date(1975, 3, 1), **couple)
    home.done("divorce", date(1990, 3, 1), **couple)
    said = [f"{WED};{OLD};{OLDER};;", f"{LATER};{X};{OLDER};;"]
    found = taken_over(home, KINDS[1]._replace(rows=said), home.officer)
    assert found.good == 1
    assert found.told == [(3, "family.wife_married")]
    with fund_scope(home.place.fund.id), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks, hashtextextended(%s, socle_fund()) AS key"
            " WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
            " AND classid::bigint = key >> 32 & 4294967295 AND objid::bigint = key & 4294967295",
            [f"person:{X}"],
        )
        assert cursor.fetchone() == (1,)


def _undone(home: Household, numbers: list[str]) -> None:
    """Imports taken back by two people, the latest first."""
    for number in numbers:
        place = home.place
        said = asked(place.registration, "undo_import", motive="erreur", import_number=number)
        validated(place, said)
        with fund_scope(place.fund.id):
            assert import_of(number=number).state is ImportState.UNDONE
