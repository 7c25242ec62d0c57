"""The page of a proposed act: what it would change, what is unusual in it, its evidence beside.

One person proposes, another decides. The change shown is not guessed from the fields: the act is
tried as validating it would, then undone.
"""

from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from socle.countries.registry import country
from socle.kernel.errors import Fault, SocleError
from socle.platform.access.types import Desk, Permission
from socle.platform.acts import basket, operations, queries
from socle.platform.acts.catalogue import act_type, is_known
from socle.platform.acts.preview import preview
from socle.platform.acts.types import Preview, ProposalView
from socle.web import access, clock, errors
from socle.web.acts import Change, changes_of, file_name, readable
from socle.web.basket import subject_of
from socle.web.comparing import Comparison, compared


class Asked(NamedTuple):
    """One thing that a proposal asks; a `kind` makes its value a link."""

    name: str
    value: str
    kind: str = ""


class Judged(NamedTuple):
    """What the person who decides is shown: the change, why it would be refused, the signals."""

    subject: tuple[str, str]
    changes: list[Change]
    fault: SocleError | None
    flags: tuple[Fault, ...]
    doubts: tuple[Fault, ...]


@require_http_methods(["GET", "POST"])
def proposal(request: HttpRequest, number: str) -> HttpResponse:
    """An act that waits, to be validated or turned down by a second person; or one refused."""
    desk = access.require(request, Permission.READ_ACTS)
    found = queries.proposal(number=number)
    wrong: dict[str, str] = {}
    if request.method == "POST" and request.POST.get("decision") == "validate":
        answer = operations.validate(desk=desk, number=number, at=clock.now())
        return redirect(reverse("act", args=[answer.act]) + "?done=1")
    if request.method == "POST":
        reason = request.POST.get("reason", "").strip()
        if reason:
            operations.refuse(desk=desk, number=number, reason=reason, at=clock.now())
            following = basket.next_to_validate(desk=desk)
            return redirect("proposal", following) if following else redirect("basket")
        wrong = {"reason": _("Écrivez le motif du refus : l’auteur doit savoir quoi corriger.")}
    is_open = found.decided_at is None
    may_decide = (
        is_open and Permission.VALIDATE_ACTS in desk.permissions and _is_seconds(found, desk)
    )
    before, after = basket.neighbours(desk=desk, proposal=found) if is_open else (None, None)
    judged = _judged(found, desk) if is_open else None
    kind, subject = _subject(found, judged, desk)
    shown = {
        "menu": "basket",
        "proposal": found,
        "subject_kind": kind,
        "subject_number": subject,
        "subject_name": file_name(kind, subject),
        "asked": _asked(found, desk),
        "judged": judged,
        "comparison": _comparison(found, desk) if is_open else None,
        "doubts": judged.doubts if judged else found.doubts,
        "may_decide": may_decide,
        "is_own": _is_own(found, desk),
        "may_correct": bool(found.refusal) and _may_enter(desk, found),
        "previous": before,
        "next": after,
        "wrong": wrong,
    }
    return render(request, "acts/proposal.html", shown, status=422 if wrong else 200)


def _comparison(found: ProposalView, desk: Desk) -> Comparison | None:
    """The two files of a merge that waits, for whoever may read persons."""
    if found.type != "merge_persons" or Permission.READ_PERSON not in desk.permissions:
        return None
    kept, merged = (str(found.fields.get(name, "")) for name in ("kept", "merged"))
    return compared(kept, merged, clock.today(desk.fund.country))


def _subject(found: ProposalView, judged: Judged | None, desk: Desk) -> tuple[str, str]:
    """Whose file a proposal is about: as trying it says, else as far as its fields do."""
    if judged and judged.subject[1]:
        return judged.subject
    return subject_of(found.type, dict(found.fields), desk.fund)


def _is_seconds(found: ProposalView, desk: Desk) -> bool:
    """Whether somebody else entered it, for an agency for which this desk would decide."""
    return not _is_own(found, desk) and not queries.is_elsewhere(found.agencies, desk)


def _is_own(found: ProposalView, desk: Desk) -> bool:
    return not found.author_ids.isdisjoint(desk.persons)


def _may_enter(desk: Desk, found: ProposalView) -> bool:
    return (
        is_known(found.type)
        and act_type(found.type).permission in desk.permissions
        and "reverses" not in found.fields
    )


def _judged(found: ProposalView, desk: Desk) -> Judged:
    """What validating would do, and what to look at first; the author sees it too, and corrects."""
    tried = Preview({}, {}, "", "")
    if _is_own(found, desk) or _is_seconds(found, desk):
        tried = preview(desk=desk, number=found.number)
    kind, number = tried.subject_kind, tried.subject_number
    if not number:
        kind, number = subject_of(found.type, dict(found.fields), desk.fund)
    flags = basket.flags(
        desk=desk,
        proposal=found,
        subject=f"{kind}:{number}" if number else "",
        at=clock.now(),
    )
    changes = changes_of(kind, tried.before, tried.after, desk.fund.currency)
    return Judged(
        subject=(kind, number),
        changes=[each for each in changes if each.differs],
        fault=tried.fault,
        flags=flags,
        doubts=tried.doubts or found.doubts,
    )


def _asked(found: ProposalView, desk: Desk) -> list[Asked]:
    """What a proposal asks, its subject first, in the words of the fund's country."""
    kind, number = subject_of(found.type, dict(found.fields), desk.fund)
    asked = [Asked("number", number, kind=kind)] if number else []
    rest = {name: value for name, value in found.fields.items() if str(value) != number}
    if found.type != "classify_employer":
        return asked + [Asked(name, readable(name, value)) for name, value in rest.items()]
    here, said = country(desk.fund.country), errors.language()
    name, value = str(rest["input"]), str(rest["value"])
    return [
        *asked,
        Asked("input", here.label("input", name, said)),
        Asked("value", here.label(name, value, said)),
    ]
