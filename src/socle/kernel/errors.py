"""What can go wrong, as one tree and one value.

Interactive work raises a `SocleError`; batch work collects `Fault` values, each located in
what was read. Both carry a code and facts, never a sentence: sentences are in the
`messages.yaml` beside the code that uses them, in every language (see `kernel.wording`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as made_by  # a fault has a `field` of its own
from typing import Self

Facts = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in what was read, and where.

    `line` counts from 1 in the file; `record` is its kind (`C04`, `B02`); `field` is the name
    in the layout; `read` is the text as it stood there.
    """

    code: str
    line: int | None = None
    record: str | None = None
    field: str | None = None
    read: str | None = None
    facts: Facts = made_by(default_factory=dict)


class SocleError(Exception):
    """An anticipated failure that a person can be told about."""

    def __init__(self, code: str, *, source: str | None = None, **facts: str | int) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts: Facts = facts
        self.source = source
        self.field = ""

    def at(self, field: str) -> Self:
        """The same failure, told at the field of the request that it is about."""
        self.field = field
        return self

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value}" for name, value in self.facts.items())
        return f"{self.code}({shown})"


class Refused(SocleError):  # noqa: N818 - the house's word
    """A rule says no: bad input, a condition not met. The person can mend it."""


class Conflict(SocleError):  # noqa: N818 - the house's word
    """Somebody or something else got there first; nothing was changed."""


class NotKnown(SocleError):  # noqa: N818 - the house's word
    """What was asked for is not in the register, or not visible to this person."""


class Unavailable(SocleError):  # noqa: N818 - the house's word
    """Something Socle needs does not answer; the same request may be repeated."""


class ParameterUnknown(Refused):
    """The law's value for that day is not known to Socle: it refuses rather than guess."""
