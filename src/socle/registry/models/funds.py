"""The fund, and the references, of rows that are written by sets."""

from typing import Any

from django.db import models


def fund_of_act() -> "models.ForeignKey[Any, Any]":
    """The fund, without a key of its own to look up: the reference to the act carries it.

    `(fund_id, act_id)` refers to the act, and the act to its fund (decision 0017).
    """
    return models.ForeignKey("platform.Fund", models.PROTECT, db_index=False, db_constraint=False)


def checked_once(target: str, *, db_index: bool = True) -> "models.ForeignKey[Any, Any]":
    """A reference that the statement which adds rows checks once, not a row at a time."""
    return models.ForeignKey(target, models.PROTECT, db_constraint=False, db_index=db_index)
