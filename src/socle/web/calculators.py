"""Forms of the public calculators, made from what a computation says it must be told.

What is typed is read by the functions that the command and the API call, so that what is wrong is
said in the same words; here it is said at its field.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from socle.countries.registry import Country
from socle.kernel.errors import Refused, SocleError
from socle.kernel.money import Money
from socle.kernel.months import Month
from socle.kernel.wording import wording
from socle.rules.benefits.children import CHILDREN
from socle.rules.inputs import Input
from socle.web import errors
from socle.web.reading import not_a_day, parse_day
from socle.web.status_shapes import Words
from socle.web.templatetags.socle import currency_unit

# Longer than anything a person means to type.
_LONGEST = 60
_LONGEST_LIST = 600
_YEAR_LAST = re.compile(r"(\d{1,2})[/. -](\d{4})")
_HINTS: dict[str, Words] = {
    "month": gettext_lazy("Par exemple 2026-07"),
    "date": gettext_lazy("JJ/MM/AAAA, par exemple 16/03/2026"),
    "children": gettext_lazy(
        "Un enfant par ligne, JJ/MM/AAAA ; après la date, s’il y a lieu : étudie, apprenti ou "
        "handicapé. Remplace le nombre d’enfants."
    ),
}


class Choice(NamedTuple):
    value: str
    label: str


class ShownInput(NamedTuple):
    """A field of the form: what it asks, what was typed, what is wrong with it."""

    name: str
    label: str
    hint: Words
    choices: tuple[Choice, ...]
    value: str
    why: str
    is_required: bool
    is_number: bool
    is_list: bool


@dataclass(slots=True)
class Asked:
    """What was typed in a form: the texts, as the computation reads them, and what is wrong."""

    here: Country
    inputs: tuple[Input, ...]
    typed: Mapping[str, str]
    is_sent: bool
    read: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)
    refusal: str = ""  # why the law gives no answer, where no field is at fault

    @property
    def is_ready(self) -> bool:
        return self.is_sent and not self.wrong

    def facts(self, but: Iterable[str] = ()) -> dict[str, str]:
        """What was told, without what is no fact of a person or an employer."""
        return {name: said for name, said in self.read.items() if said and name not in but}

    def refuse(self, error: SocleError) -> None:
        """Puts what a computation refused at its field, or above the form where it has none."""
        at = str(error.facts.get("fact", ""))
        said = self._said(error)
        if any(each.name == at for each in self.inputs):
            self.wrong[at] = said
        else:
            self.refusal = said

    def shown(self) -> list[ShownInput]:
        language = errors.language()
        return [
            ShownInput(
                name=each.name,
                label=self.here.label("input", each.name, language),
                hint=_hint(each, self.here),
                choices=tuple(
                    Choice(value, self.here.label(each.name, value, language))
                    for value in each.allowed
                ),
                value=self.typed.get(each.name, each.default),
                why=self.wrong.get(each.name, ""),
                is_required=each.required,
                is_number=each.unit not in {"choice", "month", "date", CHILDREN},
                is_list=each.unit == CHILDREN,
            )
            for each in self.inputs
        ]

    def check(self) -> None:
        """Reads each text as its input asks, and says what is wrong at each."""
        for each in self.inputs:
            said = self.typed.get(each.name, "")
            if not said:
                if each.required:
                    self.wrong[each.name] = self._missing(each)
                continue
            try:
                self.read[each.name] = self._as_read(each, said)
            except SocleError as error:
                self.wrong[each.name] = self._said(error)

    def _as_read(self, asked: Input, said: str) -> str:
        if asked.unit == "month":
            return str(Month.parse(_year_first(said)))
        if asked.unit == "date":
            on = parse_day(said)
            if on is None:
                self.wrong[asked.name] = not_a_day(said)
            return on.isoformat() if on else ""
        if asked.unit == "amount":
            if Money.parse(said, self.here.currency).minor < 0:
                raise Refused("amount_negative", read=said)
        elif asked.unit == "choice":
            asked.check(said)
        return said

    def _missing(self, each: Input) -> str:
        if each.allowed:
            return self._said(each.refuse_missing())
        return _("Remplissez « %(field)s » : le calcul ne peut s’en passer.") % {
            "field": self.here.label("input", each.name, errors.language())
        }

    def _said(self, error: SocleError) -> str:
        """The sentence of the catalogue, its codes replaced by words."""
        language = errors.language()
        facts = dict(error.facts)
        asked = next((each for each in self.inputs if each.name == facts.get("fact")), None)
        if asked:
            facts["fact"] = self.here.label("input", asked.name, language)
            if asked.allowed:
                words = (self.here.label(asked.name, one, language) for one in asked.allowed)
                facts["allowed"] = ", ".join(words)
        said = wording(error.code, facts, language)
        return f"{said.message} {said.do}"


def asked(
    request: HttpRequest,
    here: Country,
    inputs: Iterable[Input],
    usual: Mapping[str, str],
) -> Asked:
    """What the address of a page asks to compute; nothing yet where it names no input."""
    known = tuple(inputs)
    longest = {each.name: _LONGEST_LIST if each.unit == CHILDREN else _LONGEST for each in known}
    sent = {name for name in request.GET if name in longest}
    typed = {name: request.GET[name].strip()[: longest[name]] for name in sent}
    found = Asked(here, known, typed if sent else dict(usual), bool(sent))
    if sent:
        found.check()
    return found


def _year_first(said: str) -> str:
    """`07/2026` as `2026-07`; any other text as it is."""
    found = _YEAR_LAST.fullmatch(said)
    return f"{found[2]}-{int(found[1]):02d}" if found else said


def _hint(each: Input, here: Country) -> Words:
    if each.unit == "amount":
        return _("En %(currency)s") % {"currency": currency_unit(here.currency)}
    return _HINTS.get(each.unit, "")
