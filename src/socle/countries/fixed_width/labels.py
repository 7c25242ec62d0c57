"""Names of fields for people, from the `fields.yaml` of each country's formats."""

from functools import cache
from pathlib import Path

import yaml

_COUNTRIES = Path(__file__).parents[1]

Labels = dict[str, dict[str, str]]


def field_label(format_code: str, field: str, language: str) -> str:
    """A field's name in a language; its name in the layout where nobody worded it.

    Example:
        >>> field_label("cm_dipe", "numero_assure", "fr")
        "n° d'assuré"
    """
    country = format_code.partition("_")[0]
    return _label(_labels(_COUNTRIES / country / "formats" / "fields.yaml"), field, language)


def answer_label(name: str, language: str) -> str:
    """A heading of the reject file or of the receipt."""
    return _label(_labels(Path(__file__).with_name("labels.yaml")), name, language)


def _label(labels: Labels, name: str, language: str) -> str:
    by_language = labels.get(name, {})
    return by_language.get(language) or by_language.get("fr") or name


@cache
def _labels(path: Path) -> Labels:
    if not path.is_file():
        return {}
    found: Labels = yaml.safe_load(path.read_text("utf-8"))
    return found
