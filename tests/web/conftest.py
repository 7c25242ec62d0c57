"""Pages made once for the tests that look at them."""

from collections.abc import Callable
from functools import cache

import pytest
from tests.web import rendered

from socle.platform.catalogues import compile_catalogues


@pytest.fixture(scope="session")
def html() -> Callable[[str, str], str]:
    """The text of a page by its name and language."""
    compile_catalogues()
    return cache(rendered.html_of)
