"""Affiliating: which kind of affiliate first, then the form that asks only what it needs."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from socle.countries.affiliates import AffiliateKind
from socle.countries.registry import country
from socle.platform.access.types import Desk
from socle.platform.acts.catalogue import act_type
from socle.registry.types import EmployerStatus
from socle.web import access, act_forms
from socle.web.acts import ActGroup, possible_acts

_KIND = "affiliate_kind"
# Under which words the acts on an employer are found on its page.
_GROUPS: tuple[tuple[Promise, tuple[str, ...]], ...] = (
    (
        _("Vie de l’affiliation"),
        ("suspend_employer", "reopen_employer", "close_employer", "merge_employer"),
    ),
    (
        _("Identité"),
        (
            *("update_employer", "change_nature", "record_legal_identifier"),
            *("change_employer_contact", "classify_employer", "change_filing_regime"),
        ),
    ),
    (
        _("Représentants et groupe"),
        (
            *("add_representative", "end_representative", "attach_employer"),
            *("detach_employer", "transfer_to_agency"),
        ),
    ),
    (
        _("Établissements"),
        ("open_establishment", "move_establishment", "close_establishment"),
    ),
)
_WHILE: dict[EmployerStatus, frozenset[str]] = {
    EmployerStatus.ACTIVE: frozenset({"reopen_employer"}),
    EmployerStatus.SUSPENDED: frozenset({"suspend_employer"}),
}
_WHEN_CLOSED = frozenset({"reopen_employer"})


@require_http_methods(["GET", "POST"])
def new_affiliation(request: HttpRequest, act_type_code: str) -> HttpResponse:
    """The kinds of affiliate of the country; once one is chosen, or typed, the act's own form."""
    desk = access.require(request, act_type(act_type_code).permission)
    if request.method == "POST" or {_KIND, "draft"} & set(request.GET):
        return act_forms.new_act(request, act_type_code)
    shown = {
        "menu": "employers",
        "act_words": str(act_type(act_type_code).label),
        "code": act_type_code,
        "number": request.GET.get("subject", "")[:30],
        "kinds": kinds(desk),
    }
    return render(request, "employers/choose.html", shown)


def kinds(desk: Desk) -> list[AffiliateKind]:
    """The kinds of affiliate that the desk's fund knows."""
    return list(country(desk.fund.country).affiliates.kinds.values())


def act_groups(desk: Desk, status: EmployerStatus) -> list[ActGroup]:
    """The acts that a desk may enter on an employer, less those its status rules out."""
    possible = {each.code: each for each in possible_acts(desk, subject_kind="employer")}
    groups = []
    for words, codes in _GROUPS:
        offered = [
            possible[code] for code in codes if code in possible and _is_offered(code, status)
        ]
        if offered:
            groups.append(ActGroup(str(words), offered))
    return groups


def _is_offered(code: str, status: EmployerStatus) -> bool:
    if status is EmployerStatus.CLOSED:
        return code in _WHEN_CLOSED
    return code not in _WHILE[status]
