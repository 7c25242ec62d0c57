"""SQL keeps to the plan of the house: downward only, by published views, never another's rows.

Statements are read from the `.sql` files, and from the strings of the modules' Python. Names
that are no table or view of the house (aliases, stages, common table expressions) are ignored.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.apps import apps

HOUSE = Path(__file__).parents[2] / "src" / "socle"
# From the ground up; modules on one line do not read each other.
LAYERS = [
    ["platform"],
    ["registry", "ledger"],
    ["contributions"],
    ["collection"],
    ["arrears"],
    ["coverage"],
    ["benefits"],
    ["payments"],
    ["exchange"],
    ["api", "cli", "web"],
]
STOREY = {module: height for height, line in enumerate(LAYERS) for module in line}

# What a module may read of another's tables: the rows that its own foreign keys name, and only
# what never changes in them.
BY_FOREIGN_KEY = {
    "act": "number, recorded_at and what was said of it",
    "document": "digest and name of a stored file",
    "ledger_entry": "number and act",
}
# What modules add to while migrating: their part of the digests and of the verification.
REGISTERS = {"act_digest_part", "audit_check", "purge_kind"}
# Commands that count, or fill by sets, in a database of their own.
MEASURES = {
    "cli/bench_claim.py",
    "cli/bench_coverage.py",
    "cli/bench_files.py",
    "cli/bench_ingest.py",
    "cli/bench_load_fund.py",
    "cli/bench_run.py",
    "cli/rehearsing.py",
}

_NAME = r"(?:public\.)?([a-z_][a-z_0-9]*)"
READS = re.compile(rf"\b(?:FROM|JOIN)\s+(?:ONLY\s+)?{_NAME}\b(?!\s*\()", re.IGNORECASE)
WRITES = re.compile(
    rf"\b(?:INSERT\s+INTO|DELETE\s+FROM|UPDATE|TRUNCATE(?:\s+TABLE)?|COPY|ALTER\s+TABLE)\s+{_NAME}\b",
    re.IGNORECASE,
)
IS_SQL = re.compile(r"\b(SELECT|INSERT INTO|DELETE FROM|UPDATE \w+ SET|COPY)\b")
COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)


@dataclass(frozen=True)
class Text:
    """A piece of SQL: where it stands, whose it is."""

    place: str
    module: str
    sql: str
    is_migration: bool


def texts() -> Iterator[Text]:
    for path in sorted(HOUSE.rglob("*")):
        module = path.relative_to(HOUSE).parts[0]
        if module not in STOREY or "__pycache__" in path.parts:
            continue
        place = str(path.relative_to(HOUSE))
        is_migration = "migrations" in path.parts
        if path.suffix == ".sql":
            yield Text(place, module, COMMENT.sub(" ", path.read_text("utf-8")), is_migration)
        elif path.suffix == ".py":
            for said in strings(path.read_text("utf-8")):
                if IS_SQL.search(said):
                    yield Text(place, module, COMMENT.sub(" ", said), is_migration)


def strings(source: str) -> Iterator[str]:
    """The string literals of a module, without docstrings; gaps of f-strings are blank."""
    tree = ast.parse(source)
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    inside = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in node.values
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = [part.value if isinstance(part, ast.Constant) else " " for part in node.values]
            yield "".join(map(str, parts))
        elif (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in docstrings | inside
        ):
            yield node.value


def owners() -> tuple[dict[str, str], dict[str, str]]:
    """Whose each table is, and whose each published view."""
    tables = {
        model._meta.db_table: model._meta.app_label
        for model in apps.get_models()
        if model._meta.app_label in STOREY
    }
    views: dict[str, str] = {}
    for text in texts():
        for name in re.findall(rf"CREATE TABLE {_NAME}", text.sql):
            tables[name] = text.module
        for name in re.findall(rf"CREATE VIEW {_NAME}", text.sql):
            views[name] = text.module
        for name in re.findall(r"socle_temporal\('(\w+)'", text.sql):
            tables[f"{name}_history"] = text.module
    return tables, views


TABLES, VIEWS = owners()
TEXTS = list(texts())


def test_the_reading_finds_the_tables_and_statements_it_is_to_judge() -> None:
    assert {"person", "act", "declaration_line", "ledger_posting", "employment_history"} <= set(
        TABLES
    )
    assert VIEWS.keys() >= {"insured_person", "affiliated_number", "employer_class"}
    assert {text.module for text in TEXTS} >= {"platform", "registry", "ledger", "contributions"}
    assert len(TEXTS) > 40


def reading_faults(text: Text) -> list[str]:
    faults = []
    for name in READS.findall(text.sql):
        owner = TABLES.get(name) or VIEWS.get(name)
        if owner in {None, text.module} or name in BY_FOREIGN_KEY or text.place in MEASURES:
            continue
        is_below = STOREY[str(owner)] < STOREY[text.module]
        if not is_below or name not in VIEWS:
            faults.append(f"{text.place}: {text.module} reads {name} of {owner}")
    return faults


def test_sql_reads_downward_and_by_published_views_only() -> None:
    assert [fault for text in TEXTS for fault in reading_faults(text)] == []


def test_sql_reads_by_foreign_key_downward_only() -> None:
    upward = [
        f"{text.place}: {name}"
        for text in TEXTS
        for name in READS.findall(text.sql)
        if name in BY_FOREIGN_KEY and STOREY[TABLES[name]] > STOREY[text.module]
    ]
    assert upward == []


def test_sql_writes_its_own_module_s_tables_only() -> None:
    faults = [
        f"{text.place}: {text.module} writes {name} of {TABLES[name]}"
        for text in TEXTS
        for name in WRITES.findall(text.sql)
        if name in TABLES and TABLES[name] != text.module
        and not (text.is_migration and name in REGISTERS) and text.place not in MEASURES
    ]  # fmt: skip
    assert faults == []


@pytest.mark.parametrize("module", ["api", "web"])
def test_screens_and_endpoints_read_no_table(module: str) -> None:
    read = {name for text in TEXTS if text.module == module for name in READS.findall(text.sql)}
    assert read & (TABLES.keys() | VIEWS.keys()) == set()


@pytest.mark.parametrize(
    ("module", "sql", "is_fault"),
    [
        ("contributions", "SELECT 1 FROM insured_person i JOIN declaration d ON true", False),
        ("contributions", "SELECT 1 FROM person", True),
        ("contributions", "SELECT 1 FROM x LEFT JOIN employment_history h ON true", True),
        ("registry", "SELECT 1 FROM declaration", True),
        ("registry", "SELECT 1 FROM ledger_posting", True),
        ("ledger", "SELECT 1 FROM insured_person", True),
        ("platform", "SELECT 1 FROM insured_person", True),
        ("contributions", "SELECT 1 FROM act a JOIN ledger_entry e ON true", False),
        ("registry", "SELECT 1 FROM person_as_of(now()) p", False),
    ],
)
def test_the_rule_itself(module: str, sql: str, is_fault: bool) -> None:
    assert bool(reading_faults(Text("here", module, sql, False))) == is_fault
