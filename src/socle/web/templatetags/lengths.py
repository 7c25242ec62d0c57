"""How pages write lengths of time. Loaded in every template."""

from datetime import timedelta

from django import template
from django.utils.translation import gettext, ngettext

from socle.web.templatetags.socle import count

register = template.Library()

_TWO_MINUTES, _TWO_HOURS, _TWO_DAYS = 120, 7200, 172_800


@register.filter
def duration(seconds: float | timedelta) -> str:
    """A length of time in the one unit that says it: seconds, minutes, hours or days."""
    whole = int(seconds.total_seconds() if isinstance(seconds, timedelta) else seconds)
    if whole < _TWO_MINUTES:
        return gettext("%(count)s s") % {"count": count(whole)}
    if whole < _TWO_HOURS:
        return gettext("%(count)s min") % {"count": count(whole // 60)}
    if whole < _TWO_DAYS:
        return gettext("%(count)s h") % {"count": count(whole // 3600)}
    days = whole // 86_400
    return ngettext("%(days)s jour", "%(days)s jours", days) % {"days": count(days)}
