"""A port a kind of fact: what is asked of a source, and how its answer becomes the house's shapes.

Pure: nothing here calls, signs or writes. A port knows the forms of its sources, never which
partner it is, nor by which transport.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from socle.exchange.dci.codes import Action

Json = Mapping[str, Any]


class Declined(Exception):  # noqa: N818 - an answer that the caller records
    """The source answered that it does not answer this: asked again, it would say the same."""


class Strange(Exception):  # noqa: N818 - an answer that the caller records
    """The answer is signed and is none to this question: nothing of it is taken."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """A question in DCI: its action, and what its message says beside the transaction's name."""

    action: Action
    message: Json
    # The path, below the fund's own address, where what follows is heard; empty, at once.
    answered_at: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question to a source.

    `read` is given what a service answers, an object; of a search in DCI: `records` and `total`.
    """

    service: str
    path: str
    read: Callable[[Json], Json]
    method: str = "GET"
    said: Json | None = None
    envelope: Envelope | None = None
    # A source that has nothing says so by this status; None: it says so in words.
    nothing: int | None = None


def text(said: Any, *, most: int = 200) -> str:
    """A text of an answer; empty where it is none.

    Raises:
        Strange: it is longer than anything of its kind, or no text that is kept.
    """
    if said is None:
        return ""
    if isinstance(said, int) and not isinstance(said, bool):
        said = str(said)
    if not isinstance(said, str) or len(said) > most or not said.isprintable():
        raise Strange("text")
    return " ".join(said.split())


def objects(said: Any, *, most: int) -> list[Json]:
    """A list of objects of an answer.

    Raises:
        Strange: it is none, or longer than what was asked for.
    """
    if not isinstance(said, list) or len(said) > most:
        raise Strange("list")
    if not all(isinstance(each, Mapping) for each in said):
        raise Strange("list")
    return said


def whole(said: Any, *, least: int, most: int) -> int:
    """A whole number of an answer.

    Raises:
        Strange: it is none, or out of what it can be.
    """
    if isinstance(said, bool) or not isinstance(said, int) or not least <= said <= most:
        raise Strange("number")
    return said
