"""Named statements: `sql/*.sql` files of a module, each statement under a `-- name:` line."""

import re
from functools import cache
from pathlib import Path

_NAME = re.compile(r"^-- name: (\w+)\s*$", re.MULTILINE)


@cache
def statements(folder: Path) -> dict[str, str]:
    """Every named statement of a module's `sql` folder.

    Raises:
        ValueError: a name is used twice.
    """
    found: dict[str, str] = {}
    for path in sorted((folder / "sql").glob("*.sql")):
        pieces = _NAME.split(path.read_text("utf-8"))
        for name, body in zip(pieces[1::2], pieces[2::2], strict=True):
            if name in found:
                raise ValueError(f"{path}: statement {name} has two bodies")
            found[name] = body.strip()
    return found
