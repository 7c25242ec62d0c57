"""A decision taken on a page of exchanges: an act, and why it was refused."""

from collections.abc import Mapping

from django.http import HttpRequest

from socle.kernel.errors import SocleError
from socle.platform.access.types import Permission
from socle.web import access
from socle.web.payments import wrong_of
from socle.web.submitting import form_key, submitted

MOTIVE = "motive"


def decided(
    request: HttpRequest,
    code: str,
    fields: Mapping[str, str],
    *,
    permission: Permission = Permission.PERFORM_REGISTRATION,
) -> dict[str, str]:
    """Submits the act that a form asks for; what is wrong with it, and then nothing was done.

    Raises:
        Refused: this desk may not.
    """
    desk = access.require(request, permission)
    motive = request.POST.get(MOTIVE, "").strip()[:500]
    try:
        submitted(desk, code, fields, key=form_key(request), motive=motive)
    except SocleError as error:
        return wrong_of(error, names=(MOTIVE, *fields))
    return {}
