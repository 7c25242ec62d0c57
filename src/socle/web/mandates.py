"""The mandates of an employer: who acts for it, until when; given and ended there."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from socle.kernel.errors import SocleError
from socle.kernel.wording import wording
from socle.platform.access.queries import require_employer
from socle.platform.access.types import Desk, Permission, Role
from socle.registry.mandates import mandates
from socle.registry.queries import employer_name
from socle.web import access, clock, errors
from socle.web.reading import parse_day, with_days
from socle.web.submitting import form_key, submitted

_FIELDS = ("mandatary", "since", "until")
_LONGEST = 80


@require_http_methods(["GET", "POST"])
def employer_mandates(request: HttpRequest, number: str) -> HttpResponse:
    """The list, last first. The employer's clerk gives one here; the fund on a signed document."""
    desk = access.require(request, Permission.READ_EMPLOYER)
    require_employer(desk, number)
    today = clock.today(desk.fund.country)
    typed = {name: request.POST.get(name, "").strip()[:_LONGEST] for name in _FIELDS}
    wrong: dict[str, str] = {}
    if request.method == "POST":
        try:
            _submit(request, desk, number, typed, wrong)
        except SocleError as error:
            words = wording(error.code, with_days(error.facts), errors.language())
            field = "until" if error.code == "mandate.ends_first" else "mandatary"
            wrong[field] = f"{words.message} {words.do}"
        if not wrong:
            return redirect("employer-mandates", number=number)
    may_give = Permission.GIVE_MANDATE in desk.permissions
    shown = {
        "menu": "employers",
        "number": number,
        "name": employer_name(number),
        "mandates": [(each, each.is_over(today)) for each in mandates(number=number)],
        "is_clerk": may_give and Role.EMPLOYER_CLERK in desk.roles,
        "is_fund": may_give and not desk.employer_numbers,
        "typed": typed if wrong else typed | {"since": f"{today:%d/%m/%Y}"},
        "wrong": wrong,
        "key": str(uuid.uuid4()),
    }
    return render(request, "mandates/list.html", shown, status=422 if wrong else 200)


def _submit(
    request: HttpRequest, desk: Desk, number: str, typed: dict[str, str], wrong: dict[str, str]
) -> None:
    """Gives or ends a mandate, as the button says; fills `wrong` where a date is none."""
    fields = {"employer": number, "mandatary": typed["mandatary"]}
    on = clock.today(desk.fund.country)
    is_end = request.POST.get("do") == "end"
    if not is_end:
        days = {name: parse_day(typed[name]) for name in ("since", "until")}
        for name, day in days.items():
            if day is None and (typed[name] or name == "since"):
                wrong[name] = _("Écrivez la date ainsi : JJ/MM/AAAA, par exemple 16/03/2026.")
        if wrong:
            return
        on = days["since"] or on
        if days["until"]:
            fields["until"] = days["until"].isoformat()
    submitted(
        desk, "end_mandate" if is_end else "give_mandate", fields, key=form_key(request), on=on
    )
