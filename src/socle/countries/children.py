"""Children as people write them: a date of birth each, and what the child does where it says so.

`2015-03-16, 02/05/2009 student`: separated by commas, semicolons or lines.
"""

import re
from datetime import date

from socle.countries.registry import Country
from socle.kernel.errors import Refused
from socle.rules.benefits.children import CHILDREN_BORN, GROUNDS, Child

_MOST = 30
_WRITTEN = re.compile(
    r"(?:(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})"
    r"|(?P<d>\d{1,2})[/.](?P<m>\d{1,2})[/.](?P<y>\d{4}))"
    r"(?:\s+(?P<ground>.+))?"
)


def read_children(here: Country, said: str) -> tuple[Child, ...]:
    """The children of a text, as they were written.

    Raises:
        Refused: `child_unread`, naming the one that cannot be read; `children_too_many`.
    """
    written = [each.strip() for each in re.split(r"[,;\n،؛]", said) if each.strip()]
    if len(written) > _MOST:
        raise Refused("children_too_many", fact=CHILDREN_BORN, most=_MOST)
    return tuple(_child(here, each) for each in written)


def _child(here: Country, written: str) -> Child:
    found = _WRITTEN.fullmatch(written)
    ground = _ground(here, found["ground"] or "") if found else ""
    if found is None or not ground:
        raise _unread(written)
    digits = [found["year"] or found["y"], found["month"] or found["m"], found["day"] or found["d"]]
    try:
        return Child(date(*(int(each) for each in digits)), ground)
    except ValueError as error:
        raise _unread(written) from error


def _ground(here: Country, said: str) -> str:
    """What a child does, by its code or by the word for it in any language; empty if neither."""
    if not said:
        return GROUNDS[0]
    for ground in GROUNDS:
        words = {here.label("ground", ground, language) for language in ("fr", "en", "ar")}
        if said.casefold() in {ground, *(word.casefold() for word in words)}:
            return ground
    return ""


def _unread(written: str) -> Refused:
    return Refused("child_unread", fact=CHILDREN_BORN, read=written[:40])
