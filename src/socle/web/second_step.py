"""The second step of signing in, and one's own page of it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model, login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from socle.kernel.errors import Refused, SocleError
from socle.kernel.wording import wording
from socle.platform.access import operations as accounts
from socle.platform.access import sittings
from socle.platform.access.queries import sign_in_wait
from socle.platform.access.types import Desk
from socle.platform.factors import operations, queries
from socle.platform.printing.pdf import qr_code
from socle.web import access, clock, errors, passkeys
from socle.web.access import note_session, public, without_second_step
from socle.web.declarations import whole_number
from socle.web.home import local_address
from socle.web.proving import said_wait
from socle.web.proxies import caller_address

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

DESK = "/desk"
_AWAITED = "awaited"
_PASSKEYS = ("passkey", "confirm-passkey", "end-passkey")
_FIELDS = {"confirm": "code"} | dict.fromkeys(_PASSKEYS, "passkeys")
# How long the code may follow the password.
_WAITS = timedelta(minutes=5)


def await_code(request: HttpRequest, user: "AbstractBaseUser", provider: str = "") -> None:
    """Remembers whose password was right, or whom a provider named; the code opens."""
    request.session.cycle_key()
    request.session[_AWAITED] = {
        "user": user.pk,
        "provider": provider,
        "hash": user.get_session_auth_hash(),
        "until": (clock.now() + _WAITS).isoformat(),
    }


def enter(
    request: HttpRequest,
    user: "AbstractBaseUser",
    following: str,
    *,
    provider: str = "",
    is_strong: bool = False,
) -> HttpResponse:
    """Opens the session of whoever has shown all that is asked of them.

    `provider` is where they showed it, if not here; `is_strong`: with a second factor.
    """
    login(request, user)  # type: ignore[arg-type]
    now = clock.now()
    request.session.pop(_AWAITED, None)
    sittings.begin(request.session, at=now, provider=provider, is_strong=is_strong)
    note_session(request, user.pk)
    due = None if is_strong else operations.ask(user_id=user.pk, at=now)
    return redirect("my-factors" if due is not None else following)


@public
@sensitive_post_parameters("code", "passkey")
@require_http_methods(["GET", "POST"])
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """What follows the password: a code of the application or of the sheet, or a passkey."""
    following = local_address(
        request, request.POST.get("next") or request.GET.get("next", ""), DESK
    )
    user = _awaited(request)
    if user is None:
        return redirect("sign-in")
    if request.method == "GET":
        return code_page(request, user.pk, following)
    who, now = {"login": user.get_username(), "address": caller_address(request)}, clock.now()
    if (wait := sign_in_wait(**who, at=now)) > timedelta(0):
        return code_page(request, user.pk, following, wrong=said_wait(wait), status=429)
    if wrong := _wrong(request, user.pk, now):
        accounts.count_sign_in_failure(**who, at=now)
        words = wording(wrong, {}, errors.language())
        said = f"{words.message} {words.do}"
        return code_page(request, user.pk, following, wrong=said, status=422)
    accounts.forget_sign_in_failures(**who)
    provider = request.session[_AWAITED].get("provider", "")
    return enter(request, user, following, provider=provider)


def _wrong(request: HttpRequest, user_id: int, at: datetime) -> str:
    """What is wrong with the code or the passkey that was shown; empty where it opens."""
    if request.POST.get(passkeys.FIELD):
        return "" if passkeys.is_right(request, user_id) else "factors.passkey_wrong"
    code = request.POST.get("code", "")
    is_right = "\0" not in code and operations.is_right(user_id=user_id, text=code, at=at)
    return "" if is_right else "factors.code_wrong"


def code_page(
    request: HttpRequest, user_id: int, following: str, *, wrong: str = "", status: int = 200
) -> HttpResponse:
    """The page that asks for the second step."""
    shown = {
        "next": following,
        "wrong": {"code": wrong} if wrong else {},
        "passkey": passkeys.asked(request, user_id),
    }
    return render(request, "sign_in_code.html", shown, status=status)


def _awaited(request: HttpRequest) -> "AbstractBaseUser | None":
    """Whose password was right, while it still is and not long ago."""
    kept = request.session.get(_AWAITED)
    if not kept or datetime.fromisoformat(kept["until"]) < clock.now():
        return None
    people = get_user_model().objects
    found: AbstractBaseUser | None = people.filter(pk=kept["user"], is_active=True).first()
    if found is None or found.get_session_auth_hash() != kept["hash"]:
        return None
    return as_entering(found)


def as_entering(user: "AbstractBaseUser") -> "AbstractBaseUser":
    """A person who has shown who they are, as Django wants them for a session."""
    user.backend = "django.contrib.auth.backends.ModelBackend"
    return user


@without_second_step
@sensitive_post_parameters("code", "passkey")
@require_http_methods(["GET", "POST"])
def my_factors(request: HttpRequest) -> HttpResponse:
    """What I have for the second step, and how to get it."""
    desk = access.desk(request)
    if request.method == "GET":
        return _page(request, desk)
    change = request.POST.get("change", "")
    try:
        return _CHANGES.get(change, _page)(request, desk)
    except SocleError as error:
        words = wording(error.code, error.facts, errors.language())
        wrong = {_FIELDS.get(change, "app"): f"{words.message} {words.do}"}
        return _page(request, desk, with_offer=change == "confirm", wrong=wrong)


def _done() -> HttpResponse:
    return redirect(reverse("my-factors") + "?done=1")


def _offered(request: HttpRequest, desk: Desk) -> HttpResponse:
    return _page(request, desk, with_offer=True)


def _app_ended(_request: HttpRequest, desk: Desk) -> HttpResponse:
    operations.end_app(desk=desk, on=clock.today(desk.fund.country))
    return _done()


def _confirmed(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The application serves from now on; whoever has no sheet is given one with it."""
    on = clock.today(desk.fund.country)
    code = request.POST.get("code", "")
    operations.confirm_app(desk=desk, text=code, at=clock.now(), on=on)
    if queries.factors_of(user_id=desk.user_id).codes_left:
        return _done()
    return _codes(request, desk)


def _passkey_offered(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The page whose button has the browser make a passkey."""
    here = passkeys.site(request)
    if here is None:
        raise Refused("factors.passkeys_no_site")
    asked = operations.offer_passkey(desk=desk, site=here)
    return _page(request, desk, passkey=passkeys.keep(request, "new", asked))


def _passkey_made(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The passkey serves from now on; whoever has no sheet is given one with it."""
    here, state = passkeys.site(request), passkeys.kept(request, "new")
    if here is None or state is None:
        raise Refused("factors.passkey_wrong")
    operations.add_passkey(
        desk=desk,
        site=here,
        name=request.POST.get("name", ""),
        state=state,
        text=request.POST.get(passkeys.FIELD, ""),
        at=clock.now(),
        on=clock.today(desk.fund.country),
    )
    if queries.factors_of(user_id=desk.user_id).codes_left:
        return _done()
    return _codes(request, desk)


def _passkey_ended(request: HttpRequest, desk: Desk) -> HttpResponse:
    which = whole_number(request.POST.get("which", ""))
    operations.end_passkey(desk=desk, passkey_id=which, on=clock.today(desk.fund.country))
    return _done()


def _codes(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The sheet to print, shown this once."""
    now = clock.now()
    codes = operations.new_codes(desk=desk, at=now, on=clock.today(desk.fund.country))
    shown = {"menu": "my-account", "codes": codes, "made_at": now}
    return render(request, "my_account/codes.html", shown)


def _page(
    request: HttpRequest,
    desk: Desk,
    *,
    with_offer: bool = False,
    passkey: str = "",
    wrong: dict[str, str] | None = None,
) -> HttpResponse:
    now = clock.now()
    offer = operations.offer_app(desk=desk, at=now) if with_offer else None
    due = queries.due_at(user_id=desk.user_id)
    shown = {
        "menu": "my-account",
        "factors": queries.factors_of(user_id=desk.user_id),
        "due_at": due,
        "is_overdue": due is not None and due <= now,
        "offer": offer,
        "drawn": qr_code(offer.address) if offer else "",
        "passkey": passkey,
        "has_passkeys": passkeys.site(request) is not None,
        "done": request.GET.get("done", ""),
        "wrong": wrong or {},
    }
    return render(request, "my_account/factors.html", shown, status=422 if wrong else 200)


_CHANGES: dict[str, Callable[[HttpRequest, Desk], HttpResponse]] = {
    "app": _offered,
    "confirm": _confirmed,
    "end-app": _app_ended,
    "codes": _codes,
    "passkey": _passkey_offered,
    "confirm-passkey": _passkey_made,
    "end-passkey": _passkey_ended,
}
