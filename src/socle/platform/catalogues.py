"""Translation catalogues without the gettext programs: what is to translate, and compiling it.

Msgids are the French sentences of templates and Python. `update_catalogues` brings the `.po`
files in line with them; `compile_catalogues` makes the `.mo` files that Django reads, which are
not kept in the repository.
"""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.template import Engine, Node
from django.template.base import Variable
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

HOUSE = Path(__file__).parents[1]
LOCALE = HOUSE / "locale"
LANGUAGES = ("en", "ar")
_KEYWORDS = DEFAULT_KEYWORDS | {"gettext_lazy": None, "ngettext_lazy": (1, 2)}
# A header that never changes by itself: a catalogue changes when a sentence does.
_SINCE = datetime(2026, 1, 1, tzinfo=UTC)

Msgid: TypeAlias = str | tuple[str, str]


def catalogue_path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def messages_in_python() -> Iterator[Msgid]:
    """The sentences marked in Python files."""
    for path in sorted(HOUSE.rglob("*.py")):
        found = extract_from_file("python", path, keywords=_KEYWORDS)
        for _line, message, _comments, _context in found:
            if isinstance(message, str):
                yield message
            else:
                singular, plural = message[:2]
                yield (singular, plural)


def messages_in_templates() -> Iterator[Msgid]:
    """The sentences of templates, exactly as they will be looked up."""
    engine = Engine.get_default()
    for folder in engine.dirs:
        root = Path(folder)
        for path in sorted(root.rglob("*.html")):
            template = engine.get_template(path.relative_to(root).as_posix())
            for node in template.nodelist.get_nodes_by_type(Node):
                yield from _messages_of(node)


def _messages_of(node: Node) -> Iterator[Msgid]:
    if isinstance(node, TranslateNode):
        variable = node.filter_expression.var
        if isinstance(variable, Variable) and isinstance(variable.literal, str):
            yield variable.literal.replace("%", "%%")
    elif isinstance(node, BlockTranslateNode):
        singular, _names = node.render_token_list(node.singular)
        if node.plural:
            plural, _names = node.render_token_list(node.plural)
            yield (singular, plural)
        else:
            yield singular


def messages() -> list[Msgid]:
    """Every sentence to translate, once, in alphabetical order.

    Raises:
        ValueError: one sentence is marked both alone and as the singular of two plurals.
    """
    found: dict[str, Msgid] = {}
    for message in [*messages_in_python(), *messages_in_templates()]:
        singular = message if isinstance(message, str) else message[0]
        known = found.setdefault(singular, message)
        if known != message and not isinstance(known, str) and not isinstance(message, str):
            raise ValueError(f"two plurals for {singular!r}")
        if isinstance(known, str):
            found[singular] = message
    return [found[singular] for singular in sorted(found)]


def read_catalogue(language: str) -> Catalog:
    """The catalogue of a language as it stands; empty where there is no file yet."""
    path = catalogue_path(language)
    if not path.exists():
        return Catalog(locale=language, domain="django")
    with path.open("rb") as file:
        return read_po(file, locale=language, domain="django")


def update_catalogues() -> dict[str, int]:
    """Brings the `.po` files in line with the sentences. Returns what is left to translate."""
    wanted = messages()
    left: dict[str, int] = {}
    for language in LANGUAGES:
        known = read_catalogue(language)
        updated = Catalog(
            locale=language,
            domain="django",
            header_comment="# Socle. Msgids are the French sentences of the screens.",
            project="Socle",
            creation_date=_SINCE,
            revision_date=_SINCE,
            last_translator="Socle",
            language_team="Socle",
            fuzzy=False,
        )
        for message in wanted:
            before = known.get(message if isinstance(message, str) else message[0])
            same = before is not None and before.id == message and not before.fuzzy
            updated.add(message, before.string if before is not None and same else None)
        left[language] = sum(1 for each in updated if each.id and not _is_translated(each.string))
        path = catalogue_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, updated, width=100, sort_output=True, no_location=True)
    return left


def _is_translated(string: object) -> bool:
    return all(string) if isinstance(string, tuple | list) else bool(string)


def compile_catalogues() -> list[Path]:
    """Makes the `.mo` files that are missing or older than their `.po`. Returns those made."""
    made: list[Path] = []
    for language in LANGUAGES:
        source = catalogue_path(language)
        target = source.with_suffix(".mo")
        if not source.exists():
            continue
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        # Whole or not at all: another process may be reading the one there is, or making it too.
        # It ends in `.mo` as the whole one does: git knows neither, who lists the files sees none.
        fresh = target.with_name(f"{target.stem}.{os.getpid()}.mo")
        with fresh.open("wb") as file:
            write_mo(file, read_catalogue(language))
        fresh.replace(target)
        made.append(target)
    return made
