"""What each kind of import asks of a file, from the acts whose fields its rows are."""

from functools import cache
from pathlib import Path

import yaml
from django.utils.translation import gettext_lazy as _

from socle.countries.tabular import plain
from socle.platform.access.types import FundView
from socle.platform.acts.catalogue import act_type
from socle.platform.acts.types import TWO_YEARS, ActType, Field, FieldKind
from socle.registry.types.imports import ImportKind

# The act that one row would be at the counter: its fields, its controls, its permission.
_ACTS = {
    ImportKind.PERSONS: "register_person",
    ImportKind.FILIATIONS: "declare_filiation",
    ImportKind.MARRIAGES: "marry",
    ImportKind.CHARGES: "take_charge",
    ImportKind.AFFILIATES: "affiliate_employer",
}
_HIRED = (
    Field(
        "employer", _("Numéro d’employeur"), FieldKind.IDENTIFIER, is_required=False, max_length=30
    ),
    Field(
        "hired_on",
        _("Date d’embauche"),
        FieldKind.DATE,
        is_required=False,
        ahead_days=TWO_YEARS,
    ),
)
EFFECTIVE_ON = Field(
    "effective_on",
    _("Date d’effet"),
    FieldKind.DATE,
    hint=_("Depuis quand cela est vrai"),
    ahead_days=TWO_YEARS,
)
_WORDS = Path(__file__).with_name("import_words.yaml")


def act_of(kind: ImportKind) -> ActType:
    """The act that a row of this kind is, or would be."""
    return act_type(_ACTS[kind])


def kinds_offered(fund: FundView) -> tuple[ImportKind, ...]:
    """The kinds of files that a fund can take over: its country knows their acts."""
    return tuple(kind for kind in ImportKind if act_of(kind).is_offered(fund))


def asked(*, kind: ImportKind, fund: FundView) -> tuple[Field, ...]:
    """The fields that a file of this kind may fill, those it must among them."""
    fields = act_of(kind).fields(fund)
    return (*fields, *_HIRED) if kind is ImportKind.PERSONS else (EFFECTIVE_ON, *fields)


def headings_of(*, kind: ImportKind, fund: FundView) -> dict[str, str]:
    """The field that each usual heading names, in French, English or Arabic."""
    written = _words()["headings"]
    found: dict[str, str] = {}
    for field in asked(kind=kind, fund=fund):
        for text in (field.name, str(field.label), *written.get(field.name, ())):
            found.setdefault(plain(text), field.name)
    return found


def said_as(choice: str) -> tuple[str, ...]:
    """How files write a choice besides its code."""
    return tuple(_words()["choices"].get(choice, ()))


@cache
def _words() -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = yaml.safe_load(_WORDS.read_text("utf-8"))
    return found
