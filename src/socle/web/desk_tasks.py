"""What waits for a person: lines of the desk, each with its page."""

from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from socle.benefits.queries.claims import claims
from socle.benefits.queries.health import medical_accesses
from socle.benefits.queries.injuries import injuries
from socle.benefits.queries.medical import medical_basket
from socle.benefits.queries.runs import benefit_runs
from socle.benefits.types.injuries import OPEN
from socle.benefits.types.runs import RunState
from socle.exchange.queries.discrepancies import next_open
from socle.exchange.queries.inbox import event_counts
from socle.exchange.types import EventState
from socle.payments import queries as payments
from socle.payments.types import OrderState
from socle.platform.access.types import Desk, Permission
from socle.platform.breaches.queries import breaches_open
from socle.web import clock
from socle.web.lots import next_steps
from socle.web.templatetags.lengths import duration

_COUNTED, _LOTS, _RUNS = 51, 50, 12
_TO_SETTLE = frozenset({OrderState.HELD, OrderState.REJECTED, OrderState.RETURNED})


class Task(NamedTuple):
    """One thing to do, in words, and where."""

    words: str
    address: str


def tasks(desk: Desk) -> list[Task]:
    """What this person has to do, in the order of the work: claims, runs, lots, exchanges."""
    return [
        *_claims(desk),
        *_injuries(desk),
        *_opinions(desk),
        *_runs(desk),
        *_lots(desk),
        *_waiting(desk),
        *_exchanges(desk),
        *_breaches(desk),
    ]


def _claims(desk: Desk) -> list[Task]:
    if Permission.LIQUIDATE not in desk.permissions:
        return []
    waiting = len(claims(limit=_COUNTED, only_open=True, after=None))
    if not waiting:
        return []
    words = (
        _("Plus de 50 demandes de prestation attendent")
        if waiting == _COUNTED
        else ngettext(
            "%(number)s demande de prestation attend",
            "%(number)s demandes de prestation attendent",
            waiting,
        )
        % {"number": waiting}
    )
    return [Task(words, reverse("claims"))]


def _injuries(desk: Desk) -> list[Task]:
    if Permission.LIQUIDATE not in desk.permissions:
        return []
    waiting = len(injuries(limit=_COUNTED, states=OPEN))
    if not waiting:
        return []
    words = (
        _("Plus de 50 accidents du travail attendent")
        if waiting == _COUNTED
        else ngettext(
            "%(number)s accident du travail attend",
            "%(number)s accidents du travail attendent",
            waiting,
        )
        % {"number": waiting}
    )
    return [Task(words, reverse("injuries"))]


def _opinions(desk: Desk) -> list[Task]:
    if Permission.ADVISE_MEDICALLY not in desk.permissions:
        return []
    found = medical_basket(fund=desk.fund, limit=_COUNTED)
    tasks = []
    if waiting := sum(each.opinion is None for each in found):
        words = ngettext(
            "%(number)s demande attend un avis médical",
            "%(number)s demandes attendent un avis médical",
            waiting,
        ) % {"number": waiting}
        tasks.append(Task(words, reverse("medical")))
    if opened := len(medical_accesses(limit=_COUNTED, to_review=True)):
        words = ngettext(
            "%(number)s partie médicale ouverte sans vous, à revoir",
            "%(number)s parties médicales ouvertes sans vous, à revoir",
            opened,
        ) % {"number": opened}
        tasks.append(Task(words, reverse("medical")))
    return tasks


def _runs(desk: Desk) -> list[Task]:
    if Permission.AUTHORISE_PAYMENT not in desk.permissions:
        return []
    return [
        Task(
            _("Échéance %(run)s à valider") % {"run": each.number},
            reverse("run", args=[each.number]),
        )
        for each in benefit_runs(limit=_RUNS)
        if each.state is RunState.COMPUTED
    ]


def _lots(desk: Desk) -> list[Task]:
    found = []
    if Permission.PREPARE_PAYMENT in desk.permissions:
        found = [
            Task(_("Échéance %(run)s à mettre en paiement") % {"run": each.number}, reverse("lots"))
            for each in payments.runs_to_prepare(limit=_RUNS)
        ]
    return found + [
        Task(
            _("Lot %(lot)s : %(step)s") % {"lot": lot.number, "step": step.words},
            reverse("lot", args=[lot.number]),
        )
        for lot in payments.lots(before=None, limit=_LOTS)
        for step in next_steps(lot, desk)
        if step.is_mine
    ]


def _waiting(desk: Desk) -> list[Task]:
    """Payments that somebody must settle: no account, held, come back, or told of by mistake."""
    if Permission.PREPARE_PAYMENT not in desk.permissions:
        return []
    back = payments.orders(states=_TO_SETTLE, limit=_COUNTED)
    waiting = len(back) + len(payments.waiting_lines(limit=_COUNTED))
    if not waiting:
        return []
    words = ngettext(
        "%(number)s paiement attend d’être repris",
        "%(number)s paiements attendent d’être repris",
        waiting,
    )
    return [Task(words % {"number": waiting}, reverse("orders"))]


def _exchanges(desk: Desk) -> list[Task]:
    """What sources told of that waits for a person, and what they read otherwise than the fund."""
    if Permission.PERFORM_REGISTRATION not in desk.permissions:
        return []
    found = []
    if waiting := event_counts().get(EventState.TO_DECIDE, 0):
        words = ngettext(
            "%(number)s avis d’une source à décider",
            "%(number)s avis de sources à décider",
            waiting,
        )
        found.append(Task(words % {"number": waiting}, reverse("exchange-inbox")))
    number, differing = next_open(most=_COUNTED)
    if number:
        words = (
            _("Plus de 50 discordances à trancher")
            if differing == _COUNTED
            else ngettext(
                "%(number)s discordance à trancher",
                "%(number)s discordances à trancher",
                differing,
            )
            % {"number": differing}
        )
        found.append(Task(words, reverse("discrepancies")))
    return found


def _breaches(desk: Desk) -> list[Task]:
    """Breaches of personal data of which the authority waits to be told."""
    if Permission.READ_BREACHES not in desk.permissions:
        return []
    found = breaches_open(country=desk.fund.country, at=clock.now())
    if found.seconds_left is None:
        return []
    words = ngettext(
        "%(number)s violation de données : l’autorité n’est pas notifiée",
        "%(number)s violations de données : l’autorité n’est pas notifiée",
        found.running,
    ) % {"number": found.running}
    left = _("il reste %(left)s") % {"left": duration(found.seconds_left)}
    said = _("le délai est passé") if found.late else left
    return [Task(f"{words}, {said}", reverse("breaches"))]
