"""Entering by an identity provider, proving there who one is, and linking one's account with it.

A browser is led to the provider and comes back with a code; what it was asked is kept in the
session, for minutes, and answered once. What comes from another site's page asks nothing.
"""

from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from socle.kernel.errors import NotKnown, Refused, SocleError
from socle.kernel.wording import wording
from socle.platform.access import sittings
from socle.platform.access.operations import may_ask
from socle.platform.access.queries import require_proof
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Permission, ProofNeeded
from socle.platform.factors.queries import factors_of
from socle.platform.identities import asking, operations, queries
from socle.platform.identities.types import Asked, ProviderView, Shown
from socle.web import access, clock, errors, proving
from socle.web.access import fundless
from socle.web.home import local_address
from socle.web.proxies import caller_address
from socle.web.second_step import DESK, as_entering, await_code, enter
from socle.web.sign_in import sign_in_page

_ASKED, _MAY_LINK = "asked_of_provider", "may_link"
# How long a person may take at the provider; and how often an address may be led to one.
_WAITS = timedelta(minutes=10)
_MOST, _SPAN = 60, timedelta(minutes=5)
ENTER, PROVE, LINK = "enter", "prove", "link"


@fundless
@require_GET
def ask(request: HttpRequest, fund: str, code: str) -> HttpResponse:
    """Leads a browser to a provider, which asks its person anew."""
    purpose = request.GET.get("for", ENTER)
    following = local_address(request, request.GET.get("next", ""), DESK)
    is_known = request.user.is_authenticated
    # A link on another site's page is nobody's wish to enter here. Old browsers do not say.
    is_ours = request.headers.get("Sec-Fetch-Site", "none") in {"none", "same-origin"}
    if not is_ours or purpose not in _DONE or is_known is (purpose == ENTER):
        return redirect(DESK if is_known else "sign-in")
    if purpose == LINK and not request.session.pop(_MAY_LINK, False):
        return redirect("my-account")
    now = clock.now()
    try:
        if not may_ask(
            subject=f"provider:{caller_address(request)}", most=_MOST, span=_SPAN, at=now
        ):
            raise Refused("identities.too_often")
        provider = queries.provider(fund_code=fund, code=code, at=now)
        back = request.build_absolute_uri(reverse("provider-back", args=[fund, code]))
        place, asked = asking.ask(provider, back=back, language=errors.language(), at=now)
    except SocleError as error:
        return _refused(request, error, following)
    request.session[_ASKED] = {
        "for": purpose,
        "user": request.user.pk or 0,
        "next": following,
        "until": (now + _WAITS).timestamp(),
        "asked": asdict(asked),
    }
    return HttpResponseRedirect(place)


@fundless
@require_GET
def back(request: HttpRequest, fund: str, code: str) -> HttpResponse:
    """What a provider answers, once, to the browser that was led there."""
    kept, now = request.session.pop(_ASKED, None), clock.now()
    following = kept["next"] if kept else DESK
    path = reverse("provider-back", args=[fund, code])
    try:
        if (
            kept is None
            or kept["user"] != (request.user.pk or 0)
            or kept["until"] < now.timestamp()
            or not kept["asked"]["back"].endswith(path)
        ):
            raise Refused("identities.not_asked")
        provider = queries.provider(fund_code=fund, code=code, at=now)
        asked = Asked(**kept["asked"])
        shown = asking.shown(provider, asked, answer=request.GET.dict(), at=now)
        return _DONE[kept["for"]](request, provider, shown, following)
    except ProofNeeded:
        return proving.asked(request)
    except SocleError as error:
        return _refused(request, error, following)


def _entered(
    request: HttpRequest, provider: ProviderView, shown: Shown, following: str
) -> HttpResponse:
    """Opens the session; where the provider said nothing of a second factor, asks for ours."""
    user_id = operations.entering(provider=provider, shown=shown, at=clock.now())
    user = as_entering(get_user_model().objects.get(pk=user_id))
    if not shown.is_strong and factors_of(user_id=user_id).is_enrolled:
        await_code(request, user, provider.code)
        return redirect(f"{reverse('sign-in-code')}?{urlencode({'next': following})}")
    return enter(request, user, following, provider=provider.code, is_strong=shown.is_strong)


def _proved(
    request: HttpRequest, provider: ProviderView, shown: Shown, following: str
) -> HttpResponse:
    """Whoever is there is the session's person; a page that waits beside is gone on with there."""
    user_id, now = int(request.user.pk or 0), clock.now()
    operations.require_same(user_id=user_id, provider=provider, shown=shown, at=now)
    sittings.prove(request.session, at=now)
    return render(request, "proved.html", {"next": following})


def _linked(
    request: HttpRequest, provider: ProviderView, shown: Shown, following: str
) -> HttpResponse:
    """The account of whoever is at the desk is linked to whom the provider has shown."""
    if sittings.is_locked(request.session):
        return proving.asked(request)
    desk = access.desk_of_request(request)
    zone = clock.zone(desk.fund.country)
    with timezone.override(zone), fund_scope(desk.fund.id):
        on = clock.today(desk.fund.country)
        operations.link_own(desk=desk, provider=provider, shown=shown, on=on)
    return redirect(reverse("my-account") + "?done=identity")


_DONE: dict[str, Callable[[HttpRequest, ProviderView, Shown, str], HttpResponse]] = {
    ENTER: _entered,
    PROVE: _proved,
    LINK: _linked,
}


def _refused(request: HttpRequest, error: SocleError, following: str) -> HttpResponse:
    """The page to sign in, which says why, with the other ways in; a page of its own inside."""
    if request.user.is_authenticated:
        request.desk = None  # type: ignore[attr-defined]
        return errors.said(request, error)
    words = wording(error.code, error.facts, errors.language())
    wrong = {"providers": f"{words.message} {words.do}"}
    return sign_in_page(request, following, wrong=wrong, status=int(errors.status_of(error)))


@require_GET
def providers(request: HttpRequest) -> HttpResponse:
    """The fund's providers, what each has to know of us, and whose accounts are linked."""
    desk = access.require(request, Permission.MANAGE_USERS)
    today = clock.today(desk.fund.country)
    found = queries.providers(fund=desk.fund, on=today)
    shown = {
        "menu": "users",
        "providers": [
            {
                "view": each,
                "back": request.build_absolute_uri(
                    reverse("provider-back", args=[desk.fund.code, each.code])
                ),
            }
            for each in found
        ],
        "identities": queries.identities(fund=desk.fund, on=today),
    }
    return render(request, "users/providers.html", shown)


@require_GET
def link(request: HttpRequest) -> HttpResponse:
    """Leads whoever has just proved who they are to a provider, to be linked with it."""
    desk = access.desk(request)
    require_proof(desk)
    code = request.GET.get("provider", "")
    today = clock.today(desk.fund.country)
    if code not in {each.code for each in queries.providers(fund=desk.fund, on=today)}:
        raise NotKnown("identities.provider_unknown", provider=code[:40])
    request.session[_MAY_LINK] = True
    place = reverse("ask-provider", args=[desk.fund.code, code])
    return redirect(f"{place}?{urlencode({'for': LINK})}")


@require_POST
def unlink(request: HttpRequest) -> HttpResponse:
    """Ends one's own link with a provider."""
    desk = access.desk(request)
    on = clock.today(desk.fund.country)
    operations.unlink_own(desk=desk, code=request.POST.get("provider", ""), on=on)
    return redirect(reverse("my-account") + "?done=identity-ended")
