"""The pages of a family: who is who's, who bears whom and why, and what comes in ninety days."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import NamedTuple
from urllib.parse import quote, urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from socle.exchange.queries.origins import origins
from socle.platform.access.types import Desk, Permission
from socle.platform.acts.catalogue import act_type
from socle.registry.queries.families import family
from socle.registry.queries.families_charges import charges_on, dependants
from socle.registry.queries.families_dates import KINDS, family_dates
from socle.registry.queries.families_law import customs
from socle.registry.types import Dependant, FamilyView, Kin, Relative, Rule, Standing
from socle.web import access, clock
from socle.web import family_labels as labels
from socle.web.family_tree import tree
from socle.web.labels import CHOICES
from socle.web.merged import elsewhere, merged_page
from socle.web.reading import Reading, reading
from socle.web.status_shapes import Label

_A_PAGE = 50
# What an officer may enter from a family, and as what the person of the page enters it. Of
# spouses and parents it follows their sex.
_ACTS = (
    ("marry", "husband", "wife"),
    ("divorce", "husband", "wife"),
    ("declare_filiation", "father", "mother"),
    ("adopt", "adoptive_father", "adoptive_mother"),
    ("give_kafala", "holder", "holder"),
    ("appoint_guardian", "holder", "holder"),
    ("give_custody", "holder", "holder"),
    ("take_charge", "bearer", "bearer"),
    ("record_schooling", "person", "person"),
    ("record_disability", "person", "person"),
    ("record_other_cover", "person", "person"),
)


class ShownKin(NamedTuple):
    """A relative as a row of the table."""

    kin: Kin
    words: str
    state: Label | None


class ShownDependant(NamedTuple):
    """A dependant as a row: where they stand, in words, and what can be done about it."""

    each: Dependant
    bond: str
    standing: Label
    reason: str
    reopens: str
    is_payee_dead: bool
    acts: list["Door"]


class Door(NamedTuple):
    """A way to an act, with what is known already filled in."""

    address: str
    words: str


@require_GET
def of_person(request: HttpRequest, number: str) -> HttpResponse:
    """A person's family on a day, as the fund knew it on a day: drawn, and in tables."""
    desk = access.require(request, Permission.READ_PERSON)
    read = reading(request)
    here = merged_page(request, "family", number, read)
    if kept := elsewhere(request, here, read):
        return kept
    found = family(number=number, on=read.on, known_at=read.known_at)
    borne = dependants(number=number, on=read.on, known_at=read.known_at)
    by_whom = charges_on(number=number, on=read.on, known_at=read.known_at)
    may_act = Permission.PERFORM_FAMILY in desk.permissions and not read.is_past
    words = words_in(found)
    shown = {
        "menu": "persons",
        "reading": read,
        "here": here,
        "family": found,
        "tree": tree(found, words=words, is_mirrored=get_language_bidi()),
        "relatives": [ShownKin(kin, words(kin), _state(kin)) for kin in _everybody(found)],
        "origins": origins(acts=[each.act_number for each in _everybody(found)]),
        "dependants": [_shown(each, read, may_act=may_act) for each in borne],
        "rules": _rules(borne),
        "by_whom": [_shown(each, read, may_act=False) for each in by_whom],
        "may_act": may_act,
        "acts": _doors(desk, found) if may_act else [],
    }
    return render(request, "families/family.html", shown)


@require_GET
def dates(request: HttpRequest) -> HttpResponse:
    """What comes in ninety days: ages, certificates, reviews, the soonest first."""
    desk = access.require(request, Permission.READ_PERSON)
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else ""
    after = _place(request.GET.get("after", ""))
    today = clock.today(desk.fund.country)
    found = family_dates(on=today, kind=kind, after=after, limit=_A_PAGE)
    following = ""
    if len(found) == _A_PAGE:
        last = found[-1]
        place = f"{last.due_on.isoformat()}_{last.person_id}"
        following = "?" + urlencode({"kind": kind, "after": place})
    shown = {
        "menu": "family-dates",
        "rows": [(each, labels.DATES[each.kind], CHOICES[each.benefit]) for each in found],
        "kinds": labels.DATES,
        "kind": kind,
        "days": customs()["warning_days"].value,
        "first_page": f"{reverse('family-dates')}?kind={quote(kind)}" if after else "",
        "next_page": following,
    }
    return render(request, "families/dates.html", shown)


def words_in(family: FamilyView) -> Callable[[Kin], str]:
    """What each relative of a family is: who cares is told apart from who is cared for."""

    def words(kin: Kin) -> str:
        return str(labels.HOLDERS[kin.role]) if kin in family.carers else kin_words(kin)

    return words


def kin_words(kin: Kin) -> str:
    """What a relative is: a role, a rank, an age or the day of a death."""
    if kin.role == "spouse":
        return _("%(state)s, rang %(rank)s") % {
            "state": labels.UNIONS[kin.state].words,
            "rank": kin.rank,
        }
    return str(labels.ROLES.get(kin.role) or labels.WARDS[kin.role])


def _everybody(family: FamilyView) -> Iterable[Kin]:
    return (
        *family.parents,
        *family.carers,
        *family.spouses,
        *family.children,
        *family.wards,
    )


def _rules(borne: list[Dependant]) -> list[Rule]:
    """The rules of age behind what the page says, each once, with its source."""
    found = {each.judgement.rule for each in borne if each.judgement.rule}
    return sorted((rule for rule in found if rule.cited), key=lambda rule: rule.name)


def _state(kin: Kin) -> Label | None:
    return labels.UNIONS[kin.state] if kin.state else None


def _shown(each: Dependant, read: Reading, *, may_act: bool) -> ShownDependant:
    judgement = each.judgement
    return ShownDependant(
        each=each,
        bond=str(labels.BONDS[each.bond]) if each.bond else "",
        standing=labels.STANDING[judgement.standing],
        reason=_reason(each, read.on),
        reopens=str(labels.REOPENS[judgement.reopens]) if judgement.reopens else "",
        is_payee_dead=_is_dead(each.payee, read.on),
        acts=_doors_of(each) if may_act else [],
    )


def _is_dead(who: Relative | None, on: date) -> bool:
    return who is not None and who.died_on is not None and who.died_on <= on


def _reason(each: Dependant, on: date) -> str:
    words = str(labels.REASONS[each.judgement.reason])
    if each.judgement.reason == "law_unknown" and each.judgement.rule:
        return f"{words} ({each.judgement.rule.name})"
    return words


def _doors(desk: Desk, family: FamilyView) -> list[Door]:
    """The acts of a family, the person of the page already named in them."""
    place = 1 if family.person.sex == "female" else 0
    found = []
    for code, *names in _ACTS:
        kind = act_type(code)
        if kind.is_offered(desk.fund):
            fields = {names[place]: family.person.number}
            found.append(_door(code, str(kind.label), fields))
    return found


def _doors_of(each: Dependant) -> list[Door]:
    """What can be done of a dependant: decide a claim, give a paper, move, end."""
    about = {"dependant": each.who.number, "benefit": each.benefit}
    if each.judgement.standing in {Standing.TRANSFERRED, Standing.DECEASED}:
        return []
    if each.is_contested:
        return [_door("decide_contest", _("Trancher"), about)]
    doors = {
        "certificate": ("record_schooling", {"person": each.who.number}),
        "medical_review": ("record_disability", {"person": each.who.number}),
        "end_of_cover": (
            "end_other_cover",
            {"person": each.who.number, "benefit": each.benefit},
        ),
        "take_charge": ("take_charge", about | {"bearer": each.bearer.number}),
        "new_bearer": ("move_charge", about),
        "filiation": ("declare_filiation", {"child": each.who.number}),
    }
    found = []
    if wanted := doors.get(each.judgement.reopens):
        found.append(_door(wanted[0], str(act_type(wanted[0]).label), wanted[1]))
    if each.judgement.standing is not Standing.ENDED or not each.judgement.reopens:
        found += [
            _door("name_payee", _("Attributaire"), about),
            _door("contest_bearer", _("Contester"), about),
            _door("end_charge", _("Mettre fin"), about),
        ]
    return found


def _door(code: str, words: str, fields: dict[str, str]) -> Door:
    return Door(f"{reverse('new-act', args=[code])}?{urlencode(fields)}", words)


def _place(text: str) -> tuple[date, int] | None:
    """A place in the list as an address carries it: a day and a person's key."""
    day, _sign, key = text.partition("_")
    try:
        return date.fromisoformat(day), int(key)
    except ValueError:
        return None
