"""Runs of letters: those asked for, and what became of each."""

from django.db.models import QuerySet

from socle.arrears.models import NoticeRun
from socle.arrears.types import NoticeStep, RunState, RunView
from socle.kernel.errors import Fault, NotKnown


def notice_runs(*, limit: int = 5) -> list[RunView]:
    """The runs asked for, the latest first."""
    return [_view(each) for each in _runs().order_by("-id")[:limit]]


def notice_run(*, number: str) -> RunView:
    """One run of letters.

    Raises:
        NotKnown: there is none.
    """
    found = _runs().filter(number=number).first()
    if found is None:
        raise NotKnown("arrears.run_unknown", number=number)
    return _view(found)


def _runs() -> "QuerySet[NoticeRun]":
    return NoticeRun.objects.select_related("act", "asked_by")


def _view(found: NoticeRun) -> RunView:
    said = found.act.after if found.act else {}
    return RunView(
        number=found.number,
        on=found.due_on,
        state=_state(found),
        asked_by=found.asked_by.full_name,
        asked_at=found.asked_at,
        started_at=found.started_at,
        act_number=found.act.number if found.act else "",
        by_step={step: said[step.value] for step in NoticeStep if said.get(step.value)},
        refusal=Fault(found.refusal, facts=found.refusal_facts) if found.refusal else None,
    )


def _state(found: NoticeRun) -> RunState:
    if found.act is not None:
        return RunState.SENT
    if found.refusal:
        return RunState.REFUSED
    return RunState.PREPARING if found.started_at else RunState.WAITING
