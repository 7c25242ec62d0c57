"""Proving again who is at the screen: before a guarded act, and to open what was locked.

The page carries what had been sent, so that it is done once the proof is right: nothing is typed
twice, but for files, which a page cannot send again.
"""

from datetime import datetime, timedelta
from http import HTTPStatus
from math import ceil
from typing import TYPE_CHECKING, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from socle.kernel.wording import wording
from socle.platform.access import operations as access
from socle.platform.access import sittings
from socle.platform.access.queries import sign_in_wait
from socle.platform.factors.operations import is_right
from socle.platform.identities.queries import providers_for
from socle.web import clock, errors, passkeys
from socle.web.home import local_address
from socle.web.proxies import caller_address

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

_DESK = "/desk"
FIELD = "proof"
_NOT_SENT_AGAIN = {FIELD, passkeys.FIELD, "csrfmiddlewaretoken"}


@sensitive_post_parameters(FIELD, passkeys.FIELD)
@require_POST
def prove(request: HttpRequest) -> HttpResponse:
    """Goes on to the page that was asked for: the proof was read on the way here."""
    return redirect(local_address(request, request.POST.get("next", ""), _DESK))


@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    """Shows nothing more of this session until its person proves to be there."""
    sittings.lock(request.session)
    return redirect(local_address(request, request.POST.get("next", ""), _DESK))


def read_proof(request: HttpRequest) -> HttpResponse | None:
    """Takes the proof that a form brought; the page again where it is wrong, None where it goes on.

    Wrong ones are counted as failures to sign in: whoever tries here waits there.
    """
    if request.method != "POST" or FIELD not in request.POST:
        return None
    user, now = cast("AbstractBaseUser", request.user), clock.now()
    who = {"login": user.get_username(), "address": caller_address(request)}
    if (wait := sign_in_wait(**who, at=now)) > timedelta(0):
        return asked(request, wrong=said_wait(wait), wait=wait)
    if _is_proved(request, user, now):
        access.forget_sign_in_failures(**who)
        sittings.prove(request.session, at=now)
        return None
    access.count_sign_in_failure(**who, at=now)
    words = wording("access.proof_wrong", {}, errors.language())
    return asked(request, wrong=f"{words.message} {words.do}")


def _is_proved(request: HttpRequest, user: "AbstractBaseUser", at: datetime) -> bool:
    if request.POST.get(passkeys.FIELD):
        return passkeys.is_right(request, user.pk)
    text = request.POST[FIELD].strip("\r\n")
    if "\0" in text:
        return False
    return is_right(user_id=user.pk, text=text, at=at) or user.check_password(text)


def asked(request: HttpRequest, *, wrong: str = "", wait: timedelta | None = None) -> HttpResponse:
    """The page that asks for a proof, with all that had been sent."""
    if request.headers.get("HX-Request"):
        answer = HttpResponse(status=HTTPStatus.FORBIDDEN)
        answer.headers["HX-Refresh"] = "true"
        return answer
    is_sent = request.method == "POST" and request.path != reverse("prove")
    shown = {
        "action": request.get_full_path() if is_sent else reverse("prove"),
        "next": request.POST.get("next") or request.get_full_path(),
        "is_sent": is_sent,
        "sent": _sent(request) if is_sent else [],
        "had_files": is_sent and bool(request.FILES),
        "is_locked": sittings.is_locked(request.session),
        "name": getattr(request.user, "full_name", ""),
        "fresh_minutes": sittings.FRESH // timedelta(minutes=1),
        "passkey": passkeys.asked(request, int(request.user.pk or 0)),
        "providers": providers_for(user_id=int(request.user.pk or 0), at=clock.now()),
        "wrong": {FIELD: wrong} if wrong else {},
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.FORBIDDEN
    response = render(request, "prove.html", shown, status=429 if wait else status)
    if wait is not None:
        response.headers["Retry-After"] = str(ceil(wait.total_seconds()))
    return response


def said_wait(wait: timedelta) -> str:
    """How long to wait after too many failures."""
    minutes = ceil(wait.total_seconds() / 60)
    words = wording("access.too_many_failures", {"minutes": minutes}, errors.language())
    return f"{words.message} {words.do}"


def _sent(request: HttpRequest) -> list[tuple[str, str]]:
    return [
        (name, str(value))
        for name, values in request.POST.lists()
        if name not in _NOT_SENT_AGAIN
        for value in values
    ]
