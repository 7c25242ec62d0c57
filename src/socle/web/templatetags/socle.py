"""How pages write amounts, dates, numbers and states. Loaded in every template."""

import re
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext

from socle.collection.queries import payment_reference as reference_of_entry
from socle.countries import registry
from socle.kernel.errors import Fault, SocleError
from socle.kernel.money import NARROW_SPACE, Money, currency_digits
from socle.kernel.wording import Wording, catalogue, wording
from socle.platform.documents.types import DocumentView
from socle.registry.types import PersonView, Script
from socle.registry.types.scripts import script_of
from socle.web import labels, person_words, static_files
from socle.web.choice_words import words_of
from socle.web.reading import with_days

register = template.Library()

_MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "en": "January February March April May June July August September October November December",
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
}
_SHORT_MONTHS = {
    "fr": "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "ar": _MONTHS["ar"],
}
_DASH = "–"
_HARD_SPACE = "\u00a0"
_CAUTION = re.compile(r"[^0-9 .,+-]+")


def _language() -> str:
    return (get_language() or "fr").split("-")[0]


@register.simple_tag
def asset(name: str) -> str:
    """The address of a static file, named by its content."""
    return static_files.asset_url(name)


def _isolated(figure: str, sign: str) -> SafeString:
    """A figure reads left to right in any page; in Arabic its unit stays outside."""
    if _language() == "ar":
        unit = f"{_HARD_SPACE}{sign}" if sign else ""
        return format_html('<span class="num"><bdi dir="ltr">{}</bdi>{}</span>', figure, unit)
    unit = f"{NARROW_SPACE}{sign}" if sign else ""
    return format_html('<span class="num">{}{}</span>', figure, unit)


def currency_unit(currency: str) -> str:
    """The sign of a currency in the page's language: FCFA, DH."""
    return _figure_and_sign(0, currency)[1] if currency else ""


def _figure_and_sign(minor: int, currency: str) -> tuple[str, str]:
    figure, _space, sign = Money(minor, currency).text(_language()).rpartition(NARROW_SPACE)
    return figure, sign


@register.simple_tag(takes_context=True)
def money(context: Context, minor: int | None) -> str:
    """An amount with its unit: `12 500 FCFA`."""
    if minor is None:
        return _DASH
    return _isolated(*_figure_and_sign(int(minor), context["currency"]))


@register.simple_tag(takes_context=True)
def figure(context: Context, minor: int | None) -> str:
    """An amount in a table whose caption says the unit."""
    if minor is None:
        return _DASH
    return _isolated(_figure_and_sign(int(minor), context["currency"])[0], "")


@register.filter
def count(value: int | None) -> str:
    """A number of things: `48 000`."""
    if value is None:
        return _DASH
    return f"{int(value):,}".replace(",", "," if _language() == "en" else NARROW_SPACE)


@register.filter
def size(value: int) -> str:
    """A file's size in the unit a person expects."""
    units = {"fr": ("octets", "Ko", "Mo"), "en": ("bytes", "KB", "MB")}.get(_language())
    small, kilo, mega = units or ("بايت", "ك.ب", "م.ب")
    if value < 1024:
        return f"{value}{_HARD_SPACE}{small}"
    if value < 1024 * 1024:
        return f"{count(-(-value // 1024))}{_HARD_SPACE}{kilo}"
    return f"{count(-(-value // (1024 * 1024)))}{_HARD_SPACE}{mega}"


@register.filter
def piece_kind(document: DocumentView) -> str:
    """The kind of a stored file, as its first bytes prove it."""
    return str(labels.MEDIA.get(document.media_type, labels.MEDIA["application/octet-stream"]))


@register.filter
def day(value: date | None) -> str:
    """A day: `16/03/2026`."""
    return _DASH if value is None else f"{value:%d/%m/%Y}"


@register.filter
def instant(value: datetime | None) -> str:
    """An instant in the fund's legal time: `16/03/2026 10:42`."""
    return _DASH if value is None else f"{timezone.localtime(value):%d/%m/%Y %H:%M}"


@register.filter
def local_day(value: datetime) -> date:
    """The legal day of an instant."""
    return timezone.localtime(value).date()


@register.filter
def month(value: str) -> str:
    """A month by its name: `février 2026`."""
    return _month(value, _MONTHS)


@register.filter
def month_name(value: str) -> str:
    """The name of a month without its year: `février`."""
    return _month(value, _MONTHS).rpartition(" ")[0]


@register.filter
def short_month(value: str) -> str:
    return _month(value, _SHORT_MONTHS).rpartition(" ")[0]


def _month(value: str, names: dict[str, str]) -> str:
    year, number = str(value).split("-")
    known = names.get(_language(), names["fr"]).split()
    return f"{known[int(number) - 1]} {year}"


@register.filter
def ident(value: object) -> SafeString | str:
    """An identifier: monospaced, left to right wherever it stands."""
    return format_html('<bdi class="id">{}</bdi>', value) if value else _DASH


@register.filter
def payment_reference(entry_number: str) -> SafeString | str:
    """The reference to pay a declaration, from the number of its ledger entry."""
    return ident(reference_of_entry(entry_number=entry_number))


@register.filter
def rate(value: Fraction | None) -> str:
    """A rate: `4,2 %`."""
    if value is None:
        return _DASH
    whole, decimals = divmod(round(value * 1_000_000), 10_000)
    hundredths = f"{whole}.{decimals:04d}".rstrip("0").rstrip(".")
    point, space = (".", "") if _language() == "en" else (",", _HARD_SPACE)
    shown = hundredths.replace(".", point) + space + "%"
    return format_html('<bdi dir="ltr">{}</bdi>', shown) if _language() == "ar" else shown


@register.filter
def digest(value: str) -> SafeString:
    """A file's digest by groups that the eye can compare."""
    groups = [value[at : at + 8] for at in range(0, len(value), 8)]
    return format_html('<bdi class="id wraps">{}</bdi>', " ".join(groups))


@register.simple_tag
def status(code: str) -> SafeString:
    """A status: shape, word and colour."""
    label = labels.STATUS[str(code)]
    return format_html('<span class="st {}">{}</span>', label.shape, label.words)


@register.filter
def status_words(code: str) -> str:
    """The words of a status, where its shape has no place."""
    return str(labels.STATUS[str(code)].words)


@register.filter
def age_days(value: datetime) -> str:
    """How long ago an instant is, in whole days of the fund's legal time."""
    days = (timezone.localdate() - local_day(value)).days
    return ngettext("%(days)s jour", "%(days)s jours", days) % {"days": count(days)}


@register.filter
def named(code: str, table: str) -> str:
    """The words of a code in one of the tables of `labels`; the code itself where it has none."""
    words: dict[str, Any] = getattr(labels, table.upper())
    return str(words.get(str(code), code))


@register.simple_tag(takes_context=True)
def branch(context: Context, code: str) -> str:
    """The name of a branch in the fund's country."""
    return registry.country(context["country"]).label("branch", code, _language())


@register.simple_tag(takes_context=True)
def country_label(context: Context, kind: str, code: str) -> str:
    """The word of a code in the fund's country: a benefit, how often it is paid."""
    return registry.country(context["country"]).label(kind, code, _language())


@register.simple_tag(takes_context=True)
def sources(context: Context, cited: str) -> str:
    """What a figure rests on, for a reader who has no table: the law, and who reported it."""
    return registry.country(context["country"]).parameters.in_full(cited)


@register.simple_tag(takes_context=True)
def input_label(context: Context, name: str) -> str:
    """The name of a datum of the register or of an input of the country's scheme."""
    if name in labels.INPUTS or not context["country"]:
        return named(name, "inputs")
    return registry.country(context["country"]).label("input", name, _language())


@register.simple_tag(takes_context=True)
def value_label(context: Context, name: str, value: str) -> str:
    """The words of a choice: ours, else the country's for that input."""
    if name == "nationality":
        return nationality(value)
    if name == "fact":
        return input_label(context, value)
    return words_of(name, value, country_code=context["country"], language=_language())


@register.simple_tag(takes_context=True)
def legal_identifier(context: Context, kind: str) -> str:
    """The name of a legal identifier in the fund's country: ICE, NIU, registre du commerce."""
    affiliates = registry.country(context["country"]).affiliates
    if kind in affiliates.legal_identifiers:
        return affiliates.identifier_words(kind, _language())
    return named(kind, "inputs")


@register.filter
def act_label(code: str) -> str:
    """The name of a type of act; the code itself for a type that no module has any more."""
    return labels.act_label(code)


@register.simple_tag
def subject_link(kind: str, number: str) -> SafeString | str:
    """The number of an act's subject, leading to its page where it has one."""
    pages = {
        "person": "person",
        "employer": "employer",
        "deposit": "deposit",
        "payment": "payment",
        "statement": "statement-page",
        "cash_day": "cash-day",
        "import": "import",
        "lot": "lot",
        "order": "order",
        "benefit_run": "run",
        "claim": "claim",
        "award": "award",
        "injury": "injury",
        "breach": "breach",
        "exchange": "exchange-message",
        "exchange_event": "exchange-event",
        "exchange_request": "exchange-request",
        "discrepancy": "discrepancy",
    }
    if kind not in pages or not number:
        return ident(number)
    return format_html('<a href="{}">{}</a>', reverse(pages[kind], args=[number]), ident(number))


@register.simple_tag(takes_context=True)
def source_of(context: Context, act: str) -> SafeString | str:
    """Where a fact is from, by the act that stated it; nothing where `origins` were not read."""
    origins = context.get("origins")
    if origins is None or not act:
        return ""
    if act not in origins:
        return format_html('<span class="faint small">{}</span>', gettext("déclaré"))
    told = origins[act]
    words = f"{told.partner_name} · {day(local_day(told.at))}"
    if not context["may"]["read_acts"]:
        return format_html('<span class="st on small">{}</span>', words)
    address = reverse("exchange-message", args=[told.message])
    link = '<a class="small" href="{}"><span class="st on">{}</span> {}</a>'
    return format_html(link, address, words, ident(told.message))


@register.simple_tag
def birth(person: PersonView) -> str:
    """A birth date as precise as it is known: a day, a month, `vers 1960`."""
    if person.birth_on is None:
        return _DASH
    if person.birth_precision == "year":
        return gettext("vers %(year)s") % {"year": person.birth_on.year}
    if person.birth_precision == "month":
        return month(f"{person.birth_on:%Y-%m}")
    return day(person.birth_on)


@register.filter
def nationality(code: str) -> str:
    """The country of a nationality, in the page's language."""
    return person_words.nationality(code) if code else _DASH


@register.filter
def script(name: str) -> SafeString:
    """A name, in the direction of its own letters wherever it stands."""
    if script_of(name) is Script.ARABIC:
        return format_html('<bdi lang="ar" dir="rtl">{}</bdi>', name)
    return format_html('<bdi dir="ltr">{}</bdi>', name)


@register.filter
def masked(value: str) -> SafeString | str:
    """An identity number with its end alone: enough to compare, not enough to use."""
    return ident("•••• " + value[-3:]) if value else _DASH


@register.filter
def day_before(value: date) -> date:
    """The last day of a half-open period, as people say it."""
    return value - timedelta(days=1)


@register.simple_tag(takes_context=True)
def round_figure(context: Context, minor: int) -> str:
    """An amount on a scale: `2 M`, `500 k`."""
    whole = int(minor) // 10 ** currency_digits(context["currency"])
    for size_of, sign in ((1_000_000_000, "G"), (1_000_000, "M"), (1_000, "k")):
        if whole >= size_of:
            tenths = whole * 10 // size_of
            point = "." if _language() == "en" else ","
            shown = f"{tenths // 10}{point}{tenths % 10}".removesuffix(f"{point}0")
            return f"{shown}{NARROW_SPACE}{sign}"
    return count(whole)


@register.simple_tag
def says(fault: Fault | SocleError) -> Wording:
    """What is wrong and what to do; a code without words still shows itself."""
    if fault.code not in catalogue():
        return Wording(message=fault.code, do="")
    return wording(fault.code, with_days(fault.facts), _language())


@register.filter
def field_label(name: str | None) -> str:
    return labels.field_label(name)


@register.filter
def marked(fault: Fault) -> SafeString | str:
    """What was read, its faulty characters marked: the letters among digits, or all of it."""
    read = fault.read
    if read is None:
        return _DASH
    digits = sum(character.isdigit() for character in read)
    if not read.strip() or digits * 2 < len(read) or not _CAUTION.search(read):
        return format_html('<bdi class="id"><mark>{}</mark></bdi>', read)
    parts = re.split(f"({_CAUTION.pattern})", read)
    pieces = format_html_join(
        "", "{}", ((_mark(part) if place % 2 else part,) for place, part in enumerate(parts))
    )
    return format_html('<bdi class="id">{}</bdi>', pieces)


def _mark(text: str) -> SafeString:
    return format_html("<mark>{}</mark>", text)


@register.simple_tag
def flip() -> SafeString:
    """The arrow of a door; it turns round in a page that reads from right to left."""
    return mark_safe(
        '<svg class="flip" viewBox="0 0 20 20" aria-hidden="true"><path d="M7 3l7 7-7 7"/></svg>'
    )
