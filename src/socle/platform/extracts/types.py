"""Tables that can be taken out, and what was granted of them, as other modules see them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

# How long what was granted can be taken: a convention, no law read.
KEPT = timedelta(days=3)
REQUEST = "request_extract"  # the act
SUBJECT = "table"


class Table(StrEnum):
    """A table that a spreadsheet opens."""

    OBLIGATIONS = "obligations_table"  # déclarations manquantes ou tardives
    AGED_BALANCE = "aged_balance_table"  # balance âgée
    STATEMENT = "statement_table"  # relevé d'un compte
    TRIAL_BALANCE = "trial_balance_table"  # balance générale
    REJECTS = "rejects_table"  # rejets d'un dépôt
    IMPORT_REPORT = "import_report_table"  # rapport d'une reprise
    IMPORT_ROWS = "import_rows_table"  # lignes refusées d'une reprise
    BREACH_PERSONS = "breach_persons_table"  # personnes touchées par une violation


@dataclass(frozen=True, slots=True)
class Extract:
    """What two people agreed to take out: by whom, for what, until when."""

    act: str
    author: str
    validator: str
    motive: str
    granted_at: datetime

    @property
    def until(self) -> datetime:
        return self.granted_at + KEPT
