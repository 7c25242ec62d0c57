"""The people of a fund, for its administrator: accounts, roles, one-time passwords."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from socle.kernel.errors import Refused, SocleError
from socle.kernel.wording import wording
from socle.platform.access import holders, queries
from socle.platform.access.catalogue import agencies
from socle.platform.access.types import Desk, Permission, PersonHere, Role, RoleHeld
from socle.platform.acts.queries import acts_touching
from socle.platform.delegation.queries import delegations
from socle.platform.factors.queries import factors_by_login, policies
from socle.platform.factors.types import Factors
from socle.platform.identities.queries import providers
from socle.platform.people import operations
from socle.web import access, clock, errors
from socle.web.reading import parse_day, reading, with_days

_SUBJECT = "account"
_FIELDS = {
    "access.login_invalid": "login",
    "access.login_taken": "login",
    "access.name_missing": "name",
    "access.role_unknown": "role",
    "access.clerk_needs_employer": "employer",
    "access.role_of_the_fund": "agency",
    "access.agency_unknown": "agency",
    "access.role_past": "first_day",
    "access.role_days": "last_day",
}
_TYPED = ("login", "name", "employer", "agency", "first_day", "last_day")


@dataclass(frozen=True, slots=True)
class Account:
    """A person of the fund, what they have for the second step, and whether a role asks for it."""

    person: PersonHere
    factors: Factors
    is_asked: bool
    is_overdue: bool


def _accounts(desk: Desk, people: Sequence[PersonHere]) -> list[Account]:
    """The second step of people, as the fund asks for it today; the demonstration asks nobody."""
    asking = policies(on=clock.today(desk.fund.country))
    roles = {each.role for each in asking if each.is_required and not desk.fund.is_demo}
    had, now = factors_by_login(logins=[each.login for each in people]), clock.now()
    return [
        Account(
            each,
            had[each.login],
            is_asked=any(held.role in roles for held in each.roles),
            is_overdue=each.factor_due_at is not None and each.factor_due_at <= now,
        )
        for each in people
    ]


@require_http_methods(["GET", "POST"])
def users(request: HttpRequest) -> HttpResponse:
    """Whoever holds a role in the fund, or held one as it was known; the form opens an account."""
    desk = access.require(request, Permission.MANAGE_USERS)
    typed = {name: request.POST.get(name, "").strip() for name in _TYPED}
    chosen, today = request.POST.get("role", ""), clock.today(desk.fund.country)
    wrong: dict[str, str] = {}
    if request.method == "POST":
        try:
            with transaction.atomic():
                password = operations.open_account(
                    desk=desk,
                    login=typed["login"],
                    name=typed["name"],
                    given=_given(request),
                    at=clock.now(),
                    on=today,
                )
        except SocleError as error:
            wrong = {_place_of(error): _said(error)}
        else:
            return _person(request, desk, typed["login"], password=password)
    found = holders.people(fund=desk.fund, on=today)
    when = reading(request)
    on, known_at = when.on, when.known_at
    shown = {
        "menu": "users",
        "reading": when,
        "then": holders.people_then(fund=desk.fund, on=on, known_at=known_at)
        if when.is_past
        else [],
        "accounts": _accounts(desk, [each for each in found if each.roles]),
        "former": [each for each in found if not each.roles],
        **_choices(today),
        "delegations": delegations(on=on, known_at=known_at),
        "usable": [],
        "done": request.GET.get("done", ""),
        "policies": policies(on=on, known_at=known_at),
        "providers": providers(fund=desk.fund, on=on, known_at=known_at),
        "typed": typed,
        "chosen": chosen,
        "wrong": wrong,
    }
    return render(request, "users/list.html", shown, status=422 if wrong else 200)


@require_http_methods(["GET"])
def user(request: HttpRequest, login: str) -> HttpResponse:
    """A person of the fund: roles, tokens, and what was done to the account."""
    return _person(request, access.require(request, Permission.MANAGE_USERS), login)


@require_POST
def change_user(request: HttpRequest, login: str) -> HttpResponse:
    """One change to an account; a one-time password is shown this once."""
    desk = access.require(request, Permission.MANAGE_USERS)
    on = clock.today(desk.fund.country)
    password = ""

    def give_role() -> None:
        operations.give_role(desk=desk, login=login, given=_given(request), on=on)

    def end_role() -> None:
        role, number, agency = ([*request.POST.get("held", "").split(" "), "", ""])[:3]
        operations.end_role(
            desk=desk,
            login=login,
            role=_role(role),
            employer_number=number,
            on=on,
            agency=agency,
        )

    def issue_password() -> None:
        nonlocal password
        made = operations.one_time_password()
        operations.issue_password(desk=desk, login=login, password=made, at=clock.now(), on=on)
        password = made

    changes: dict[str, Callable[[], None]] = {
        "give-role": give_role,
        "end-role": end_role,
        "password": issue_password,
        "deactivate": lambda: operations.deactivate(desk=desk, login=login, on=on),
        "reactivate": lambda: operations.reactivate(desk=desk, login=login, on=on),
        "end-token": lambda: end_token(request, desk, login),
    }
    try:
        with transaction.atomic():
            changes.get(request.POST.get("change", ""), _nothing)()
    except SocleError as error:
        return _person(request, desk, login, wrong=_said(error))
    if password:
        return _person(request, desk, login, password=password)
    if not any(
        each.login == login and each.roles for each in holders.people(fund=desk.fund, on=on)
    ):
        return redirect("users")  # their last role here has ended
    return redirect(reverse("user", args=[login]) + "?done=1")


def end_token(request: HttpRequest, desk: Desk, login: str) -> None:
    """Ends the token that a form names, when it is one of this person's in this fund."""
    found = {
        str(each.id): each for each in queries.tokens_of(login=login, fund_code=desk.fund.code)
    }
    token = found.get(request.POST.get("token", ""))
    if token is None:
        raise Refused("access.token_unknown")
    operations.end_token(
        desk=desk,
        login=login,
        token_id=token.id,
        label=token.label,
        on=clock.today(desk.fund.country),
    )


def _person(
    request: HttpRequest, desk: Desk, login: str, *, password: str = "", wrong: str = ""
) -> HttpResponse:
    today = clock.today(desk.fund.country)
    found = holders.person_here(fund=desk.fund, login=login, on=today)
    shown = {
        "menu": "users",
        "person": found,
        "believed": holders.grants_here(fund=desk.fund, login=login),
        "account": _accounts(desk, [found])[0],
        "is_self": login == desk.login,
        **_choices(today),
        "typed": {name: request.POST.get(name, "").strip() for name in _TYPED},
        "chosen": request.POST.get("role", ""),
        "tokens": queries.tokens_of(login=login, fund_code=desk.fund.code),
        "acts": acts_touching(kind=_SUBJECT, number=login, limit=50),
        "password": password,
        "password_days": operations.ONE_TIME_VALID.days,
        "done": request.GET.get("done") == "1",
        "wrong": {"changes": wrong} if wrong else {},
    }
    return render(request, "users/user.html", shown, status=422 if wrong else 200)


def _choices(today: date) -> dict[str, Any]:
    """What a role may be given for: the agencies there are today."""
    return {"roles": list(Role), "agencies": agencies(today)}


def _given(request: HttpRequest) -> RoleHeld:
    """The role that a form gives, for what, and on which days."""
    return RoleHeld(
        role=_role(request.POST.get("role", "")),
        employer_number=_number(request.POST.get("employer", "")),
        agency=request.POST.get("agency", "").strip()[:20],
        first_day=_day(request, "first_day"),
        last_day=_day(request, "last_day"),
    )


def _day(request: HttpRequest, name: str) -> date | None:
    """A day as a field has it; None where nothing is written.

    Raises:
        Refused: it is none.
    """
    text = request.POST.get(name, "").strip()
    found = parse_day(text)
    if found is None and text:
        raise Refused("access.role_day", read=text[:40], field=name)
    return found


def _place_of(error: SocleError) -> str:
    """The field at which a refusal is said."""
    return str(error.facts.get("field") or _FIELDS.get(error.code, "login"))


def _role(text: str) -> Role:
    try:
        return Role(text)
    except ValueError:
        raise Refused("access.role_unknown") from None


def _number(text: str) -> str:
    """An employer's number as it is kept, however it was typed."""
    return re.sub(r"[\s\0]", "", text).upper()[:40]


def _nothing() -> None:
    raise Refused("access.forbidden", permission=_("geste inconnu"))


def _said(error: SocleError) -> str:
    words = wording(error.code, with_days(error.facts), errors.language())
    return f"{words.message} {words.do}"
