"""Reading acts."""

from collections.abc import Mapping
from datetime import datetime

from django.db import connection
from django.db.models import Q

from socle.kernel.errors import NotKnown
from socle.platform.acts.doubts import from_json
from socle.platform.acts.models import Act, ActEvidence, ActProposal, ActSeal
from socle.platform.acts.types import ActSummary, ActView, ProposalView
from socle.platform.documents.queries import documents
from socle.platform.documents.queries import view as document_view
from socle.platform.documents.types import DocumentView


def act(*, number: str) -> ActView:
    """An act in full.

    Raises:
        NotKnown: this fund has no such act.
    """
    found = (
        Act.objects.filter(number=number).select_related("author", "validator", "reverses").first()
    )
    if found is None:
        raise NotKnown("acts.unknown", number=number)
    seal = ActSeal.objects.filter(act=found).first()
    counter = Act.objects.filter(reverses=found).first()
    evidence = ActEvidence.objects.filter(act=found).select_related("document").order_by("id")
    return ActView(
        number=found.number,
        type=found.type,
        subject_kind=found.subject_kind,
        subject_number=found.subject_number,
        effective_on=found.effective_on,
        motive=found.motive,
        fields=found.fields,
        before=found.before,
        after=found.after,
        author=found.author.full_name,
        validator=found.validator.full_name if found.validator else None,
        recorded_at=found.recorded_at,
        digest=bytes(found.digest).hex(),
        seal=bytes(seal.seal).hex() if seal else None,
        seal_position=seal.position if seal else None,
        reverses=found.reverses.number if found.reverses else None,
        reversed_by=counter.number if counter else None,
        evidence=tuple(document_view(each.document) for each in evidence),
        doubts=from_json(found.doubts),
    )


def acts(*, before: tuple[datetime, int] | None, limit: int) -> list[ActSummary]:
    """The fund's last acts, newest first, after a place in the list."""
    found = Act.objects.select_related("author").order_by("-recorded_at", "-id")
    if before is not None:
        at, last = before
        found = found.filter(Q(recorded_at__lt=at) | Q(recorded_at=at, id__lt=last))
    return [_summary(each) for each in found[:limit]]


def acts_touching(
    *, kind: str, number: str, limit: int = 200, opened_by: int | None = None
) -> list[ActSummary]:
    """The acts that touched a file, newest effect first.

    An act that opens many files at once does not name them: `opened_by` brings it in.
    """
    found = (
        Act.objects.filter(Q(touched__contains=[f"{kind}:{number}"]) | Q(pk=opened_by))
        .select_related("author")
        .order_by("-effective_on", "-recorded_at", "-id")[:limit]
    )
    return [_summary(each) for each in found]


def numbers_of(*, act_ids: set[int]) -> dict[int, str]:
    """The numbers of acts, by id."""
    return dict(Act.objects.filter(pk__in=act_ids).values_list("pk", "number"))


def is_evidence(*, document_id: int) -> bool:
    """Whether a stored file is behind an act, or behind one that waits for its validation."""
    return (
        ActEvidence.objects.filter(document_id=document_id).exists()
        or ActProposal.objects.filter(evidence__contains=[document_id]).exists()
    )


def proposals() -> list[ProposalView]:
    """What waits for a second pair of eyes, oldest first."""
    found = ActProposal.objects.filter(decided_at__isnull=True).select_related("author")
    listed = list(found.order_by("proposed_at", "id"))
    ids = sorted({document for each in listed for document in each.evidence})
    stored = {each.id: each for each in documents(ids=ids)}
    return [_proposal(each, stored) for each in listed]


def proposal(*, number: str) -> ProposalView:
    """An act that waits for its second pair of eyes.

    Raises:
        NotKnown: no act waits under this number.
    """
    found = (
        ActProposal.objects.filter(decided_at__isnull=True, number=number)
        .select_related("author")
        .first()
    )
    if found is None:
        raise NotKnown("acts.proposal_unknown", number=number)
    return _proposal(found, {each.id: each for each in documents(ids=found.evidence)})


def _proposal(found: ActProposal, stored: Mapping[int, DocumentView]) -> ProposalView:
    return ProposalView(
        number=found.number,
        type=found.type,
        fields=found.fields,
        effective_on=found.effective_on,
        motive=found.motive,
        author=found.author.full_name,
        proposed_at=found.proposed_at,
        evidence=tuple(stored[each] for each in found.evidence if each in stored),
        doubts=from_json(found.doubts),
    )


def _summary(act: Act) -> ActSummary:
    return ActSummary(
        id=act.pk,
        number=act.number,
        type=act.type,
        subject_kind=act.subject_kind,
        subject_number=act.subject_number,
        effective_on=act.effective_on,
        recorded_at=act.recorded_at,
        author=act.author.full_name,
        motive=act.motive,
    )


def seal(*, fund_id: int) -> int:
    """Seals the fund's acts that have no seal yet; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT socle_seal(%s)", [fund_id])
        return int(cursor.fetchone()[0])
