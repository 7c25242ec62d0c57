"""One's own account: the password, the sessions that are open, the tokens."""

from typing import TYPE_CHECKING, cast

from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from socle.kernel.errors import Refused, SocleError
from socle.kernel.wording import wording
from socle.platform.access import holders, queries
from socle.platform.access.types import Role
from socle.platform.identities import queries as identities
from socle.platform.people import operations
from socle.web import access, clock, delegations, errors
from socle.web.access import with_one_time_password
from socle.web.declarations import whole_number
from socle.web.users import end_token

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

_FIELDS = {
    "access.password_wrong": "old",
    "access.password_same": "new",
    "access.password_weak": "new",
    "access.passwords_differ": "again",
}


@require_GET
def my_account(request: HttpRequest) -> HttpResponse:
    """Who I am here, my open sessions, my tokens."""
    desk = access.desk(request)
    today = clock.today(desk.fund.country)
    found = holders.person_here(fund=desk.fund, login=desk.login, on=today)
    shown = {
        "menu": "my-account",
        "person": found,
        "is_clerk": any(each.role is Role.EMPLOYER_CLERK for each in found.roles),
        "sessions": queries.sessions_of(
            user_id=desk.user_id, this=request.session.session_key or "", at=clock.now()
        ),
        "tokens": queries.tokens_of(login=desk.login, fund_code=desk.fund.code),
        "delegations": delegations.concerning(desk),
        "usable": delegations.usable(desk),
        "providers": identities.providers(fund=desk.fund, on=today),
        "identities": identities.identities(fund=desk.fund, on=today, user_id=desk.user_id),
        "asked": request.GET.get("asked", "")[:40],
        "done": request.GET.get("done", ""),
    }
    return render(request, "my_account/account.html", shown)


@with_one_time_password
@sensitive_post_parameters("old", "new", "again")
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Changing one's password; whoever signed in with a one-time password does nothing else."""
    desk = access.desk(request)
    is_one_time = getattr(request.user, "one_time_until", None) is not None
    wrong: dict[str, str] = {}
    if request.method == "POST":
        given = {name: request.POST.get(name, "") for name in ("old", "new", "again")}
        try:
            if given["new"] != given["again"]:
                raise Refused("access.passwords_differ")
            with transaction.atomic():
                operations.change_own_password(
                    desk=desk,
                    old=given["old"],
                    new=given["new"],
                    on=clock.today(desk.fund.country),
                )
        except SocleError as error:
            words = wording(error.code, error.facts, errors.language())
            wrong = {_FIELDS.get(error.code, "old"): f"{words.message} {words.do}"}
        else:
            # This session goes on; those opened elsewhere with the old one end.
            user = cast("AbstractBaseUser", request.user)
            user.refresh_from_db()
            update_session_auth_hash(request, user)  # type: ignore[arg-type]
            access.note_session(request, desk.user_id)
            return redirect(reverse("my-account") + "?done=password")
    shown = {"menu": "my-account", "wrong": wrong, "is_one_time": is_one_time}
    return render(request, "my_account/password.html", shown, status=422 if wrong else 200)


@require_POST
def end_session(request: HttpRequest) -> HttpResponse:
    """Ends one of one's own sessions."""
    desk = access.desk(request)
    operations.end_own_session(
        desk=desk,
        session_id=whole_number(request.POST.get("session", "")),
        on=clock.today(desk.fund.country),
    )
    return redirect(reverse("my-account") + "?done=session")


@require_POST
def revoke_token(request: HttpRequest) -> HttpResponse:
    """Ends one of one's own tokens."""
    desk = access.desk(request)
    end_token(request, desk, desk.login)
    return redirect(reverse("my-account") + "?done=token")
