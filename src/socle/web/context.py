"""What every page shows around its content."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from socle.platform.access.types import Desk, Permission
from socle.web import clock
from socle.web.patience import AS_OF
from socle.web.templatetags.socle import currency_unit


def shell(request: HttpRequest) -> dict[str, Any]:
    """The desk, its currency and its present; the languages; the person's colour scheme."""
    desk: Desk | None = getattr(request, "desk", None)
    held = desk.permissions if desk else frozenset()
    theme = request.COOKIES.get("socle_theme", "")
    return {
        "desk": desk,
        "currency": desk.fund.currency if desk else "",
        "currency_unit": currency_unit(desk.fund.currency) if desk else "",
        "country": desk.fund.country if desk else "",
        "today": clock.today(desk.fund.country) if desk else clock.today(""),
        "languages": settings.LANGUAGES,
        "printed_at": clock.now(),
        "as_of": _to_the_second(request.META.get(AS_OF)),
        "theme": theme if theme in {"light", "dark"} else "",
        "may": {str(each): each in held for each in Permission},
    }


def _to_the_second(value: datetime | None) -> str:
    """An instant of today in the fund's legal time; where there is no fund, in UTC, said so."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return f"{local:%H:%M:%S}" + (" UTC" if local.tzname() == "UTC" else "")
