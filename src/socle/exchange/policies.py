"""What an event does where the fund has said nothing, and how long evidence is kept."""

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import yaml

from socle.exchange.types import Response, ToldKind


@lru_cache(maxsize=1)
def _said() -> dict[str, dict[str, object]]:
    text = Path(__file__).with_name("policies.yaml").read_text("utf-8")
    found: dict[str, dict[str, object]] = yaml.safe_load(text)
    return found


def usual_response(kind: ToldKind) -> Response:
    """What an event of that kind does unless the fund states another policy."""
    return Response(str(_said()["responses"][kind.value]))


def days_kept() -> int:
    """For how many days the bytes of a message are kept: a convention."""
    return int(str(_said()["evidence"]["days"]))


def days_kept_of_strangers() -> int:
    """The same where the message spoke of nobody whom the fund knows."""
    return int(str(_said()["evidence"]["days_of_strangers"]))


def least_score() -> int:
    """Under which score of an identity authority a person compares both readings: a convention."""
    return int(str(_said()["verification"]["least_score"]))


class Habit(NamedTuple):
    """Above how many persons a day, and how many times the habit, a reading is unusual."""

    least: int
    times: int
    days: int


def unusual() -> Habit:
    """When a partner's reading is told to the administrator: a convention."""
    said = _said()["unusual"]
    return Habit(*(int(str(said[name])) for name in Habit._fields))
