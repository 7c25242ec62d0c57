"""Telling the old contact of a change, and taking their word that it is not theirs."""

import secrets
from datetime import date, timedelta

from socle.kernel.errors import Refused
from socle.platform.acts.progress import ActInProgress, performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.registry.models import ChangeNotice, ChangeNoticeSent
from socle.registry.queries.details import PERSON, Holder, cooling_days, reached_at
from socle.registry.subjects import legal_day
from socle.registry.types.details import Channel

# Letters and digits that nobody takes for one another, read aloud or from a small screen.
_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_LENGTH = 10
_LEAST_SHOWN = 4


def warn(*, request: ActRequest, act: ActInProgress, whose: Holder, text: str) -> str:
    """Writes what is to be told of a change, in its own act; where to, its end alone.

    Told is the contact that the fund knew before the cooling-off days: whoever changes the
    telephone first and the account next does not hear of it in place of the holder.
    """
    found = _old_contact(act, whose, legal_day(request, act))
    if found is None:
        return ""
    channel, address, language = found
    ChangeNotice.objects.create(
        fund_id=request.desk.fund.id,
        act_id=act.id,
        person_id=whose.id if whose.kind == PERSON else None,
        employer_id=None if whose.kind == PERSON else whose.id,
        text=text,
        channel=channel.value,
        address=address,
        language=language,
        code="".join(secrets.choice(_SIGNS) for _ in range(_LENGTH)),
    )
    return f"•••• {address[-_LEAST_SHOWN:]}"


def _old_contact(act: ActInProgress, whose: Holder, on: date) -> tuple[Channel, str, str] | None:
    before = act.recorded_at - timedelta(days=cooling_days().value)
    return reached_at(whose, on=on, known_at=before) or reached_at(whose, on=on, known_at=None)


def mark_sent(request: ActRequest) -> ActAnswer:
    """Records that notices were sent, up to one of them.

    Raises:
        Refused: there is none to send.
    """
    fund = request.desk.fund
    with performing(request, subject_kind="fund", subject_number=fund.code) as act:
        waiting = ChangeNotice.objects.filter(changenoticesent__isnull=True)
        asked = _ids(request.fields["notices"])
        found = list(waiting.filter(pk__in=asked).order_by("id").values_list("pk", flat=True))
        if not found:
            raise Refused("details.nothing_to_send")
        ChangeNoticeSent.objects.bulk_create(
            ChangeNoticeSent(fund_id=fund.id, act_id=act.id, notice_id=key) for key in found
        )
        act.after = {"sent": len(found)}
        return act.answer()


def _ids(text: str) -> list[int]:
    """`3,4,5` as keys; what is no key names no notice."""
    return [int(each) for each in text.split(",") if each.isascii() and each.isdigit()]
