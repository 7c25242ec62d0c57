"""Every column of the house has a class: what it tells of somebody is said before it is kept.

`SOCLE_WRITE_SNAPSHOTS=1` writes `docs/reference/data.md` from the declarations.
"""

import os
from pathlib import Path

from django.db import connection

from socle.platform.protection.queries import activities, laws, tables
from socle.platform.sealing.types import DataClass
from socle.platform.temporal.tables import temporal_tables

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "data.md"
# Tables that are not ours, or hold neither facts nor people.
LEFT_OUT = ("django_", "auth_", "procrastinate_", "act_type", "act_digest_part", "audit_check",
            "purge_kind")  # fmt: skip
# What says whose row it is, when, and of which fund: keys and stamps, of no class.
KEYS = {"id", "valid", "recorded_at"}


def held() -> dict[str, set[str]]:
    """Every table of the house and its columns but keys; histories have those of their table."""
    histories = {f"{each.name}_history" for each in temporal_tables()}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname::text, a.attname::text FROM pg_class c"
            " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
            " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')"
            " AND NOT c.relispartition AND NOT EXISTS (SELECT FROM pg_constraint k"
            "   WHERE k.conrelid = c.oid AND k.contype = 'f' AND k.conkey = ARRAY[a.attnum])"
        )
        found: dict[str, set[str]] = {}
        for table, column in cursor.fetchall():
            if table.startswith(LEFT_OUT) or table in histories:
                continue
            of = found.setdefault(table, set())
            if column not in KEYS and not column.endswith("_id"):
                of.add(column)
    return found


def test_every_column_has_a_class_and_every_class_a_column(db: None) -> None:
    declared = {each.table: set(each.columns) for each in tables()}
    assert len(declared) == len(tables()), "a table is declared twice"
    # A column of no class: say in the module's data.yaml what it tells of somebody.
    named = {
        (table, column)
        for table, columns in declared.items()
        for column in columns
        if not column.endswith("_id")
    }
    found = held()
    here = {(table, column) for table, columns in found.items() for column in columns}
    assert "\n".join(map(str, sorted(here - named))) == ""
    assert (sorted(here - named), sorted(named - here)) == ([], [])
    assert declared.keys() == found.keys()


def test_what_tells_of_somebody_serves_an_activity_of_the_register() -> None:
    known = {each.code for each in activities()}
    for each in tables():
        assert each.activity in known or (each.activity == "" and not each.classes), each.table
    assert all(each.tables for each in activities() if each.code != "health") or known


def test_what_is_said_to_be_guarded_is_of_its_class() -> None:
    classes = {(each.table, column): of for each in tables() for column, of in each.columns.items()}
    for (table, column), of in classes.items():
        if column in {"national_id", "account", "payer_account"} and table not in {
            "chart_account", "paying_account", "bank_statement", "ledger_posting"
        }:  # fmt: skip
            assert of in {DataClass.IDENTITY, DataClass.BANK}, (table, column)
        if column in {"phone", "email", "family_name", "given_names", "birth_on", "full_name"}:
            assert of is not DataClass.PUBLIC, (table, column)


def test_what_the_register_says_is_said_in_three_languages() -> None:
    for each in activities():
        for words in (each.title, each.why, each.whose, each.kept, each.stays):
            assert words.keys() == {"fr", "en", "ar"}, each.code
    for law in laws():
        for words in (law.name, law.asks, law.missing):
            assert words.keys() == {"fr", "en", "ar"}, law.country
        assert law.source


def test_the_page_of_the_reference_is_the_declarations() -> None:
    rows = [
        f"| `{each.table}` | {each.activity or '–'} | "
        + "; ".join(
            f"{of}: " + ", ".join(column for column, its in each.columns.items() if its is of)
            for of in DataClass
            if of in each.classes
        )
        + " |"
        for each in sorted(tables(), key=lambda each: (each.module, each.table))
        if each.classes
    ]
    text = "\n".join([_HEAD, *rows, ""])
    if os.environ.get("SOCLE_WRITE_SNAPSHOTS"):
        PAGE.write_text(text, "utf-8")
    assert PAGE.read_text("utf-8") == text


_HEAD = """# Data of people, by table

What each column may tell of somebody: the strongest class that it may hold. Written from the
`data.yaml` of each module; tables that tell of nobody are left out. Why it is kept, who reads it
and how long is on the page `/data-protection` of any installation, and in `GET /data-protection`.

Classes: *personal*; *identity*, numbers of identity documents; *bank*, accounts and wallets, sealed
by a key of their own ([decision 0053](../decisions/0053-sealed-accounts.md)); *health*, sealed
likewise ([decision 0051](../decisions/0051-data-protection.md)).

| Table | Activity | Columns |
|---|---|---|"""
