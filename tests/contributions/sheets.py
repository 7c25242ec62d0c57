"""Spreadsheets of a Cameroonian employer, and the profile that reads them."""

import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import uuid4

import openpyxl
from tests import factories
from tests.conftest import NOW, TODAY

from socle.contributions.operations import deposit_file
from socle.contributions.spreadsheets import NOTHING_SAID, Said
from socle.contributions.types import Outcome
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk
from socle.platform.acts.operations import submit
from socle.platform.acts.types import ActAnswer

HEADINGS = ("Mois", "N° CNPS", "Nom", "Jours", "Salaire")
COLUMNS = {
    "headings_row": "1",
    "decimal_mark": "comma",
    "month": "Mois",
    "insured_number": "N° CNPS",
    "insured_name": "Nom",
    "days": "Jours",
    "wage": "Salaire",
}
SINCE = date(2026, 1, 1)


def csv(wages: Sequence[object], *, month: str = "2026-01", foot: Sequence[str] = ()) -> bytes:
    """One line a wage, the first that of the person registered."""
    numbers = [factories.CM_PERSON, *(f"{rank:010d}X" for rank in range(1, len(wages)))]
    rows = [
        (month, number, "ALAOUI Fatima", "30", str(wage))
        for number, wage in zip(numbers, wages, strict=True)
    ]
    lines = [";".join(row) for row in (HEADINGS, *rows)] + list(foot)
    return "\r\n".join(lines).encode("cp1252")


def xlsx(wages: Sequence[object], *, month: date = date(2026, 1, 31)) -> bytes:
    """The same as a workbook, whose month is a day of the calendar."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADINGS)
    numbers = [factories.CM_PERSON, *(f"{rank:010d}X" for rank in range(1, len(wages)))]
    for number, wage in zip(numbers, wages, strict=True):
        sheet.append([month, number, "ALAOUI Fatima", 30, wage])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def defined(
    by: Desk,
    employer: str = factories.CM_EMPLOYER,
    *,
    name: str = "Paie",
    on: date = SINCE,
    changed: Mapping[str, str] = {},
    key: str = "",
) -> ActAnswer:
    """A profile; its number is the subject of the answer."""
    fields: dict[str, Any] = {"employer": employer, "name": name, **COLUMNS, **changed}
    with fund_scope(by.fund.id):
        return submit(
            desk=by,
            act_type_code="define_file_profile",
            fields={field: value for field, value in fields.items() if value},
            effective_on=on,
            motive="",
            key=key or uuid4().hex,
            at=NOW,
        )


def handed_in(
    by: Desk,
    content: bytes,
    *,
    name: str = "paie.csv",
    on: date = TODAY,
    key: str = "",
    said: Said = NOTHING_SAID,
) -> Outcome:
    """What depositing a spreadsheet answers."""
    with fund_scope(by.fund.id):
        return deposit_file(
            desk=by,
            stream=io.BytesIO(content),
            file_name=name,
            deposited_on=on,
            key=key or uuid4().hex,
            at=NOW,
            said=said,
        )
