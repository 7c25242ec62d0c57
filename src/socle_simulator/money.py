"""What was paid, to whom and how often: the simulator's own record, and what goes wrong."""

import threading
import uuid
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


@dataclass
class Paid:
    """What a reference was paid. More than one time is what must never be seen."""

    times: int = 0
    amount: Decimal = Decimal(0)


@dataclass
class Batch:
    """A batch of an operator, decided once."""

    id: str
    lines: list[dict[str, Any]]
    call_at: str = ""
    completions: list[dict[str, Any]] = field(default_factory=list)
    rejections: list[dict[str, Any]] = field(default_factory=list)
    is_decided: bool = False
    was_asked: bool = False


@dataclass
class Failures:
    """What goes wrong on demand."""

    lose_answers: int = 0
    refuse_calls: int = 0
    reject_percent: int = 0
    late: bool = False
    hold: bool = False


class House:
    """The bank and the operator together."""

    def __init__(self, today: str) -> None:
        self.today = today
        self.paid: dict[str, Paid] = {}
        self.batches: dict[str, Batch] = {}
        self.by_correlation: dict[str, str] = {}
        self.holders: dict[str, str] = {}
        self.messages: dict[str, list[tuple[str, Decimal, str]]] = {}
        self.failures = Failures()
        self.lock = threading.Lock()

    def fail(self, said: Mapping[str, Any]) -> None:
        for name, value in said.items():
            setattr(self.failures, name, type(getattr(self.failures, name))(value))

    def take(self, correlation: str, lines: list[dict[str, Any]], call_at: str) -> Batch:
        """The batch of a correlation: made the first time, the same ever after."""
        if correlation in self.by_correlation:
            return self.batches[self.by_correlation[correlation]]
        batch = Batch(uuid.uuid4().hex, lines, call_at)
        self.batches[batch.id] = batch
        self.by_correlation[correlation] = batch.id
        return batch

    def decide(self, batch: Batch) -> None:
        """Pays or rejects each line, once; a late success comes when it is asked again."""
        if self.failures.hold:
            return
        if not batch.is_decided:
            batch.is_decided = True
            for line in batch.lines:
                self._decide(batch, line)
        elif self.failures.late and batch.was_asked:
            for line in [each for each in batch.rejections if each["late"]]:
                batch.rejections.remove(line)
                self._complete(batch, line["line"])

    def release(self) -> list[str]:
        """Decides what was held; where those who sent it asked to be called."""
        self.failures.hold = False
        held = [each for each in self.batches.values() if not each.is_decided]
        for each in held:
            self.decide(each)
        return [each.call_at for each in held if each.call_at]

    def _decide(self, batch: Batch, line: dict[str, Any]) -> None:
        reference = line["requestingOrganisationTransactionReference"]
        if self.rejects(reference):
            said = {
                "requestingOrganisationTransactionReference": reference,
                "creditParty": line["creditParty"],
                "rejectionReason": "PayeeLimitError",
                "rejectionDate": f"{self.today}T10:00:00Z",
            }
            batch.rejections.append(said | {"late": True, "line": line})
        else:
            self._complete(batch, line)

    def _complete(self, batch: Batch, line: dict[str, Any]) -> None:
        reference = line["requestingOrganisationTransactionReference"]
        self.pay(reference, Decimal(line["amount"]))
        batch.completions.append(
            {
                "requestingOrganisationTransactionReference": reference,
                "creditParty": line["creditParty"],
                "amount": line["amount"],
                "currency": line["currency"],
                "completionDate": f"{self.today}T10:00:00Z",
            }
        )

    def rejects(self, reference: str) -> bool:
        """The same orders each time: by their own reference, not by chance."""
        return zlib.crc32(reference.encode()) % 100 < self.failures.reject_percent

    def pay(self, reference: str, amount: Decimal) -> None:
        found = self.paid.setdefault(reference, Paid())
        found.times += 1
        found.amount += amount
