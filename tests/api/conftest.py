"""A fund with something in each drawer, for the tests that read it."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.api.samples import Drawers


@pytest.fixture
def cm(db: None) -> "Drawers":
    from tests.api.samples import drawers

    return drawers()
