"""Acts on what keeps a right: a proof seen, and awards suspended for want of one."""

from datetime import date

from socle.benefits.covering import cover_pensioners
from socle.benefits.models import Award, AwardTerm, RightProof
from socle.benefits.operations.schooling import without_children
from socle.benefits.queries.proofs import awaited_proofs
from socle.benefits.terms import lift, suspend
from socle.benefits.types.proofs import ProofKind, ProofState
from socle.benefits.types.words import TermStatus
from socle.kernel.errors import Refused
from socle.platform.acts.fields import require_past
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.registry.queries import person_id

_ALL = 1_000_000


def reason_of(kind: ProofKind) -> str:
    """Why an award is suspended for want of a proof."""
    return f"no_{kind.value}"


def record_proof(request: ActRequest) -> ActAnswer:
    """Records that somebody, or a paper of theirs, was seen on a day (certificat de vie).

    What was suspended for want of it is lifted by the same act, from the day of the suspension:
    the next run pays those months.

    Raises:
        NotKnown: no such person.
        Refused: the day has not come.
    """
    fields, number = request.fields, request.fields["person"]
    with performing(request, subject_kind="person", subject_number=number) as act:
        require_past(request.effective_on, act)
        person = person_id(number)
        kind = ProofKind(fields["kind"])
        RightProof.objects.create(
            fund_id=request.desk.fund.id,
            person_id=person,
            act_id=act.id,
            kind=kind.value,
            method=fields["method"],
            seen_on=request.effective_on,
        )
        lifted = _lift(request, person, kind)
        act.touched |= {f"award:{each}" for each in lifted}
        act.after = {"kind": kind.value, "method": fields["method"], "lifted": lifted}
        return act.answer()


def suspend_unproved(request: ActRequest) -> ActAnswer:
    """Suspends from a day on the awards whose window is over without their proof.

    Of family allowances, only what children without a school certificate bring. The list is read
    first on the screen; a second person validates it.

    Raises:
        Refused: no award is late.
    """
    fund, on = request.desk.fund, request.effective_on
    with performing(request, subject_kind="fund", subject_number=fund.code) as act:
        late = awaited_proofs(country=fund.country, on=on, state=ProofState.LATE.value, limit=_ALL)
        first: dict[int, ProofKind] = {}
        for line in late:
            first.setdefault(line.award_id, line.kind)
        for award_id, kind in first.items():
            suspend(fund_id=fund.id, award_id=award_id, since=on, reason=reason_of(kind))
        cover_pensioners(fund, first)
        lowered, left = without_children(request=request, act=act)
        if not first and not lowered:
            raise Refused("proofs.none_late", on=on.isoformat())
        act.touched |= {f"award:{each}" for each in (*(line.award for line in late), *lowered)}
        act.after = {"count": len(first) + len(lowered), "since": on.isoformat(), "left": left}
        return act.answer()


def _lift(request: ActRequest, person: int, kind: ProofKind) -> list[str]:
    """The numbers of the awards lifted; one that is suspended for another reason too stays so."""
    since: dict[int, date] = {}
    held_for: dict[int, set[str]] = {}
    suspended = AwardTerm.objects.filter(
        award__beneficiary_id=person, status=TermStatus.SUSPENDED.value
    ).order_by("award_id", "valid")
    for term in suspended:
        held_for.setdefault(term.award_id, set()).add(term.reason)
        if term.reason == reason_of(kind):
            since.setdefault(term.award_id, term.valid.lower)
    lifted = [award for award in since if held_for[award] == {reason_of(kind)}]
    for award_id in lifted:
        lift(fund_id=request.desk.fund.id, award_id=award_id, since=since[award_id])
    cover_pensioners(request.desk.fund, lifted)
    return sorted(Award.objects.filter(id__in=lifted).values_list("number", flat=True))
