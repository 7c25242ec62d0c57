"""DIPE and e-BDS files, and what depositing them answers. Every person in them is invented."""

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
from django.db import connection
from tests import factories
from tests.conftest import NOW, TODAY

from socle.contributions.operations import deposit_file
from socle.contributions.types import Outcome
from socle.countries.cm.formats.dipe import write
from socle.countries.declaration import WageLines
from socle.countries.ma.formats.ebds import Header, write_declaration
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk

CM_CEILING = 750_000  # décret 2016/072
MA_CEILING = 600_000  # in centimes
JANUARY = 2026 * 12


def dipe(
    wages: Sequence[int],
    *,
    persons: Sequence[str] = (),
    employer: str = factories.CM_EMPLOYER,
    month: int = JANUARY,
    capped: Sequence[int] = (),
    names: Sequence[str] = (),
    days: int = 30,
) -> bytes:
    """A file of one employer's month: one line a wage, the first that of the person registered."""
    count = len(wages)
    numbers = persons or [factories.CM_PERSON, *(f"{rank:010d}X" for rank in range(1, count))]
    lines = _lines(employer, month, numbers, names or [""] * count, days, wages)
    limited = np.array(capped or [min(wage, CM_CEILING) for wage in wages], np.int64)
    out = io.BytesIO()
    block = _with(lines, wage_capped=limited)
    write(out, [block], length=195 if names else 135)
    return out.getvalue()


def ebds(
    rows: Sequence[tuple[str, str, int]],
    *,
    employer: str = factories.MA_EMPLOYER,
    month: int = JANUARY,
    complement: int = 0,
    entrants: int = 0,
    returned: Sequence[int] = (),
) -> bytes:
    """A main (0) or complementary file of rows number, name, wage; the last ones are entrants."""
    numbers, names, wages = zip(*rows, strict=True)
    count = len(rows)
    ranks = np.arange(count)
    is_entrant = (ranks >= count - (count if complement else entrants)).astype(np.int64)
    kept: dict[str, Any] = {
        "number_written": np.array([int(number or 0) for number in numbers], np.int64),
        "is_entrant": is_entrant,
        "returned": np.array(returned or [0] * count, np.int64),
        "national_id": np.where(is_entrant, b"BE123456", b"").astype("S8"),
    }
    lines = _lines(employer, month, numbers, names, 26, wages)
    limited = np.minimum(np.array(wages, np.int64), MA_CEILING)
    out = io.BytesIO()
    header = Header(employer, month, 5014, business_name="SOCIETE EXEMPLE")
    block = _with(lines, wage_capped=limited, kept=kept)
    write_declaration(out, header, [block], complement=complement)
    return out.getvalue()


def handed_in(
    desk: Desk,
    content: bytes,
    *,
    key: str,
    name: str = "fichier.txt",
    on: date = TODAY,
) -> Outcome:
    """What depositing a file answers."""
    with fund_scope(desk.fund.id):
        return deposit_file(
            desk=desk,
            stream=io.BytesIO(content),
            file_name=name,
            deposited_on=on,
            key=key,
            at=NOW,
        )


def counts() -> dict[str, int]:
    """How many rows of every table the transaction's fund sees."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
            " WHERE nspname = 'public' AND relkind IN ('r', 'p') AND NOT relispartition"
        )
        tables = sorted(row[0] for row in cursor.fetchall())
        found = {}
        for table in tables:
            cursor.execute(f"SELECT has_table_privilege('{table}', 'SELECT')")
            if cursor.fetchone()[0]:
                cursor.execute(f"SELECT count(*) FROM {table}")
                found[table] = int(cursor.fetchone()[0])
    return found


def _lines(
    employer: str,
    month: int,
    numbers: Sequence[str],
    names: Sequence[str],
    days: int,
    wages: Sequence[int],
) -> WageLines:
    whole = np.ones(len(wages), np.int64)
    return WageLines(
        line=np.arange(1, len(wages) + 1, dtype=np.int64),
        employer_number=np.array([employer.encode()] * len(wages)),
        month=whole * month,
        insured_number=np.array([number.encode() for number in numbers] or [b""]),
        insured_name=np.array([name.encode("latin-1") for name in names] or [b""]),
        days=whole * days,
        wage=np.array(wages, np.int64),
        wage_capped=np.array(wages, np.int64),
    )


def _with(lines: WageLines, **columns: Any) -> WageLines:
    held = {name: getattr(lines, name) for name in WageLines.__dataclass_fields__}
    return WageLines(**(held | columns))
