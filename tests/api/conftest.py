"""A fund with something in each drawer, for the tests that read it."""

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from tests.conftest import Undone

if TYPE_CHECKING:
    from tests.api.samples import Drawers


@pytest.fixture
def cm(db: None) -> "Drawers":
    from tests.api.samples import drawers

    return drawers()


@pytest.fixture(scope="module")
def filled(house: str) -> Iterator["Drawers"]:
    """The drawers, filled once: a hundred statements that each of a thousand tests would repeat.

    Whoever writes in them does so in a savepoint.
    """
    from django.db import transaction
    from django.utils import translation
    from tests.api.samples import drawers

    with suppress(Undone), transaction.atomic(), translation.override("fr"):
        yield drawers()
        raise Undone
