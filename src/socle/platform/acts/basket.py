"""The work basket (corbeille): what is to complete, to validate, refused with a reason.

What is to complete is the fund's: any agency serves anyone. Who validates for some agencies is
shown what those have entered. Nothing in it ends by itself.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Q, QuerySet

from socle.countries.clock import legal_day
from socle.kernel.errors import Facts, Fault, NotKnown
from socle.platform.access.queries import require
from socle.platform.access.types import Desk, FundView, Permission
from socle.platform.acts.catalogue import act_type, catalogue, is_known
from socle.platform.acts.controls import last_day, piece_field
from socle.platform.acts.doubts import from_json
from socle.platform.acts.kept import is_of_another, opened_fields
from socle.platform.acts.models import ActDraft, ActProposal
from socle.platform.acts.queries import known, proposal_views, to_decide
from socle.platform.acts.types import (
    ActType,
    BasketCounts,
    DraftView,
    ProposalView,
    QueueAge,
)
from socle.platform.documents.queries import documents

# Two people who decide on each other this often are shown as a pair to whoever looks.
_PAIR_DAYS, _PAIR_MOST = 30, 20


def counts(*, desk: Desk) -> BasketCounts:
    """What waits for this person: in the fund, of others to validate, and refused to them."""
    return BasketCounts(
        to_complete=_open_drafts(desk).count(),
        to_validate=to_validate_count(desk),
        refused=_refused(desk).count(),
    )


def to_validate_count(desk: Desk) -> int:
    """Proposals of others; none for who may not validate."""
    if Permission.VALIDATE_ACTS not in desk.permissions:
        return 0
    return to_decide(desk).count()


def drafts(*, desk: Desk, limit: int, after: tuple[datetime, int] | None) -> list[DraftView]:
    """Acts to complete of the types that this desk may do, the longest forgotten first."""
    found = _open_drafts(desk).select_related("author", "saved_by", "corrects")
    found = found.order_by("saved_at", "id")
    if after is not None:
        found = found.filter(saved_at__gte=after[0]).exclude(saved_at=after[0], id__lte=after[1])
    return [_draft(each, desk.fund) for each in found[:limit]]


def draft(*, number: str, desk: Desk) -> DraftView:
    """An act to complete, with its files, for who may do such an act.

    Raises:
        Refused: the desk may not: what was typed is not yet an act that anybody reads.
        NotKnown: no open draft has that number.
    """
    found = (
        ActDraft.objects.select_related("author", "saved_by", "corrects")
        .filter(number=number, closed_at__isnull=True)
        .first()
    )
    if found is None or is_of_another(desk, found.author_id):
        raise NotKnown("acts.draft_unknown", number=number)
    if is_known(found.type):
        require(desk, act_type(found.type).permission)
    return _draft(found, desk.fund, with_files=True)


def came_of(*, number: str) -> str | None:
    """What came of a draft: an act or a proposal, empty where it was dropped; None while it waits.

    Raises:
        NotKnown: there is no such draft.
    """
    found = ActDraft.objects.filter(number=number).first()
    if found is None:
        raise NotKnown("acts.draft_unknown", number=number)
    return found.outcome if found.closed_at else None


def is_kept(*, desk: Desk, document_id: int) -> bool:
    """Whether a stored file waits with an act that this desk may complete."""
    return _open_drafts(desk).filter(evidence__contains=[document_id]).exists()


def refused(*, desk: Desk, limit: int, after: tuple[datetime, int] | None) -> list[ProposalView]:
    """What was refused to this person, or for a head of agency to anyone; newest first.

    One that is taken up again, or dropped with a reason, is no longer here.
    """
    found = _refused(desk).order_by("-decided_at", "-id")
    if after is not None:
        found = found.filter(decided_at__lte=after[0]).exclude(
            decided_at=after[0], id__gte=after[1]
        )
    return proposal_views(list(found[:limit]))


def ages(*, desk: Desk | None = None) -> list[QueueAge]:
    """How long proposals wait, by type, the oldest first: the fund's, or of a desk's agencies."""
    mine = desk.agencies_for(Permission.VALIDATE_ACTS) if desk else None
    statement = """
        SELECT type, count(*), min(proposed_at),
          to_timestamp(percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM proposed_at)))
        FROM act_proposal
        WHERE decided_at IS NULL AND (%(mine)s::varchar[] IS NULL OR agencies && %(mine)s)
        GROUP BY type ORDER BY min(proposed_at)
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, {"mine": None if mine is None else sorted(mine)})
        return [QueueAge(*row) for row in cursor.fetchall()]


def neighbours(*, desk: Desk, proposal: ProposalView) -> tuple[str | None, str | None]:
    """The proposals of others that wait just before and just after one; None at an end."""
    others = to_decide(desk)
    at, rank = proposal.proposed_at, proposal.rank
    before = others.filter(Q(proposed_at__lt=at) | Q(proposed_at=at, id__lt=rank))
    after = others.filter(Q(proposed_at__gt=at) | Q(proposed_at=at, id__gt=rank))
    return (
        before.order_by("-proposed_at", "-id").values_list("number", flat=True).first(),
        after.order_by("proposed_at", "id").values_list("number", flat=True).first(),
    )


def next_to_validate(*, desk: Desk) -> str | None:
    """The oldest proposal that this person may decide on."""
    if Permission.VALIDATE_ACTS not in desk.permissions:
        return None
    found = to_decide(desk).order_by("proposed_at", "id").first()
    return found.number if found else None


def flags(*, desk: Desk, proposal: ProposalView, subject: str, at: datetime) -> tuple[Fault, ...]:
    """What a second person should look at before deciding; none of it forbids.

    `subject` is the file that the act is about, as acts name it: `person:123456785`.
    """
    found: list[Fault] = []
    if is_known(proposal.type):
        found += _evidence_flags(act_type(proposal.type), desk, proposal, at)
    found += _reused(proposal, subject)
    if subject:
        found += _same_file(proposal, subject)
    return (*found, *_same_pair(desk, proposal, at))


def reused_evidence(*, act_number: str) -> tuple[Fault, ...]:
    """Files of an act that serve another file too: the same bytes behind two persons."""
    statement = """
        SELECT DISTINCT d.name, b.number, b.subject_number
        FROM act a JOIN act_evidence e ON e.act_id = a.id JOIN document d ON d.id = e.document_id
        JOIN document o ON o.fund_id = d.fund_id AND o.sha256 = d.sha256
        JOIN act_evidence f ON f.document_id = o.id JOIN act b ON b.id = f.act_id
        WHERE a.number = %s AND NOT a.touched && b.touched ORDER BY b.number LIMIT 5
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [act_number])
        return tuple(
            Fault("acts.flag_reused", facts={"name": name, "act": act, "subject": subject})
            for name, act, subject in cursor.fetchall()
        )


def _open_drafts(desk: Desk) -> QuerySet[ActDraft]:
    codes = [each.code for each in catalogue() if each.permission in desk.permissions]
    found = ActDraft.objects.filter(closed_at__isnull=True, type__in=codes)
    # Who acts for an employer shares nothing with the agents of the fund.
    return found.filter(author_id=desk.user_id) if desk.employer_numbers else found


def _refused(desk: Desk) -> QuerySet[ActProposal]:
    found = known().exclude(refusal="").filter(actdraft__isnull=True)
    if Permission.VALIDATE_ACTS in desk.permissions:
        mine = desk.agencies_for(Permission.VALIDATE_ACTS)
        if mine is None:
            return found
        # What they entered themselves is told them too, whatever agency it was for.
        return found.filter(Q(author_id=desk.user_id) | Q(agencies__overlap=sorted(mine)))
    return found.filter(author_id=desk.user_id)


def _draft(found: ActDraft, fund: FundView, *, with_files: bool = False) -> DraftView:
    return DraftView(
        number=found.number,
        type=found.type,
        fields=opened_fields(found.type, found.fields, fund_id=found.fund_id),
        author=found.author.full_name,
        opened_at=found.opened_at,
        saved_by=found.saved_by.full_name,
        saved_at=found.saved_at,
        wanting=_in_words(found, fund),
        corrects=found.corrects.number if found.corrects else None,
        evidence=documents(ids=found.evidence) if with_files else (),
        rank=found.pk,
    )


def _in_words(found: ActDraft, fund: FundView) -> tuple[Fault, ...]:
    """What is wanting, its pieces named in the reader's language and not in the author's."""
    pieces = act_type(found.type).pieces(fund) if is_known(found.type) else ()
    labels = {piece_field(piece.code): str(piece.label) for piece in pieces}
    return tuple(
        replace(fault, facts=dict(fault.facts) | {"piece": labels[fault.field]})
        if fault.field in labels and "piece" in fault.facts
        else fault
        for fault in from_json(found.wanting)
    )


def _evidence_flags(kind: ActType, desk: Desk, proposal: ProposalView, at: datetime) -> list[Fault]:
    found = []
    given = {each.kind for each in proposal.evidence}
    for piece in kind.pieces(desk.fund):
        if piece.is_asked(proposal.fields) and piece.code not in given:
            found.append(Fault("acts.flag_piece_missing", facts={"piece": str(piece.label)}))
    for each in proposal.evidence:
        day = last_day(kind, desk.fund, each)
        if day is not None and day < legal_day(at, desk.fund.country):
            facts = {"name": each.name, "last_day": f"{day:%d/%m/%Y}"}
            found.append(Fault("acts.flag_piece_expired", facts=facts))
    return found


def _reused(proposal: ProposalView, subject: str) -> list[Fault]:
    """The same bytes as evidence of an act on another file, under whatever name."""
    digests = [bytes.fromhex(each.sha256) for each in proposal.evidence]
    if not digests:
        return []
    statement = """
        SELECT DISTINCT d.name, a.number, a.subject_number
        FROM document d JOIN act_evidence e ON e.document_id = d.id JOIN act a ON a.id = e.act_id
        WHERE d.fund_id = (SELECT socle_fund()) AND d.sha256 = ANY(%s)
          AND NOT %s = ANY(a.touched) ORDER BY a.number LIMIT 5
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [digests, subject])
        return [
            Fault("acts.flag_reused", facts={"name": name, "act": act, "subject": other})
            for name, act, other in cursor.fetchall()
        ]


def _same_file(proposal: ProposalView, subject: str) -> list[Fault]:
    """What else happens in the same file: an act recorded since, another proposal waiting."""
    number = subject.partition(":")[2]
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.number FROM act_touched t JOIN act a ON a.id = t.act_id"
            " WHERE t.subject = %s AND t.recorded_at > %s ORDER BY t.recorded_at DESC LIMIT 1",
            [subject, proposal.proposed_at],
        )
        if row := cursor.fetchone():
            found.append(Fault("acts.flag_changed_since", facts={"act": row[0]}))
        cursor.execute(
            "SELECT p.number FROM act_proposal p WHERE p.decided_at IS NULL AND p.number <> %s"
            " AND EXISTS (SELECT FROM jsonb_each_text(p.fields) f WHERE f.value = %s)"
            " ORDER BY p.proposed_at LIMIT 1",
            [proposal.number, number],
        )
        if row := cursor.fetchone():
            found.append(Fault("acts.flag_also_waiting", facts={"proposal": row[0]}))
    return found


def _same_pair(desk: Desk, proposal: ProposalView, at: datetime) -> list[Fault]:
    """This person has decided on much of this author's work lately."""
    decided = ActProposal.objects.filter(
        author__login=proposal.author_login,
        decided_by_id=desk.user_id,
        decided_at__gte=at - timedelta(days=_PAIR_DAYS),
    ).count()
    if decided < _PAIR_MOST:
        return []
    said: Facts = {"author": proposal.author, "count": decided, "days": _PAIR_DAYS}
    return [Fault("acts.flag_same_pair", facts=said)]
