"""Sentences for codes: every `messages.yaml` of the house, read once.

A catalogue maps a code to `{fr: {message, do}, en: …, ar: …}`. `message` says what is wrong,
`do` what the person can do; both may name facts as `{fact}`.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from socle.kernel.errors import Facts, Fault, SocleError

LANGUAGES = ("fr", "en", "ar")
_HOUSE = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Wording:
    """What a person reads: what is wrong, and what to do."""

    message: str
    do: str


class _Shown(dict[str, str | int]):
    """Facts for `str.format_map`; one that is missing shows its name rather than fail."""

    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"


@cache
def catalogue() -> dict[str, dict[str, Wording]]:
    """Every code's wording by language.

    Raises:
        ValueError: two catalogues define the same code.
    """
    found: dict[str, dict[str, Wording]] = {}
    for path in sorted(_HOUSE.rglob("messages.yaml")):
        # By the library in C: by the other one the first fault of each process took a second.
        read = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
        for code, by_language in read.items():
            if code in found:
                raise ValueError(f"{path}: {code} is already worded elsewhere")
            found[code] = {
                language: Wording(message=text["message"], do=text["do"])
                for language, text in by_language.items()
            }
    return found


def wording(code: str, facts: Facts, language: str) -> Wording:
    """The sentence of a code in a language, French where the language has none."""
    by_language = catalogue()[code]
    found = by_language.get(language) or by_language["fr"]
    shown = _Shown(facts)
    return Wording(found.message.format_map(shown), found.do.format_map(shown))


def error_as_json(error: SocleError | Fault, language: str) -> dict[str, object]:
    """The stable JSON of an error: `code`, `message`, `where`, `do`."""
    where: dict[str, object] = {}
    if isinstance(error, Fault):
        placed = {"line": error.line, "record": error.record, "field": error.field}
        where = {name: value for name, value in placed.items() if value is not None}
    said = wording(error.code, error.facts, language)
    shown: dict[str, object] = {"code": error.code, "message": said.message, "where": where}
    if isinstance(error, Fault):
        shown |= {"line": error.line, "record": error.record, "field": error.field}
        shown["read"] = error.read
    return shown | {"do": said.do}
