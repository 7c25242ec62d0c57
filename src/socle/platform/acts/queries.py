"""Reading acts."""

from datetime import datetime

from django.db import connection
from django.db.models import Q

from socle.kernel.errors import NotKnown
from socle.platform.acts.models import Act, ActEvidence, ActProposal, ActSeal
from socle.platform.acts.types import ActSummary, ActView, ProposalView
from socle.platform.documents.queries import view as document_view


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
    )


def acts(*, before: tuple[datetime, int] | None, limit: int) -> list[ActSummary]:
    """The fund's last acts, newest first, after a place in the list."""
    found = Act.objects.select_related("author").order_by("-recorded_at", "-id")
    if before is not None:
        at, last = before
        found = found.filter(Q(recorded_at__lt=at) | Q(recorded_at=at, id__lt=last))
    return [_summary(each) for each in found[:limit]]


def acts_touching(*, kind: str, number: str, limit: int = 200) -> list[ActSummary]:
    """The acts that touched a file, newest effect first."""
    found = (
        Act.objects.filter(touched__contains=[f"{kind}:{number}"])
        .select_related("author")
        .order_by("-effective_on", "-recorded_at", "-id")[:limit]
    )
    return [_summary(each) for each in found]


def numbers_of(*, act_ids: set[int]) -> dict[int, str]:
    """The numbers of acts, by id."""
    return dict(Act.objects.filter(pk__in=act_ids).values_list("pk", "number"))


def proposals() -> list[ProposalView]:
    """What waits for a second pair of eyes, oldest first."""
    found = ActProposal.objects.filter(decided_at__isnull=True)
    return [
        ProposalView(
            number=each.number,
            type=each.type,
            fields=each.fields,
            effective_on=each.effective_on,
            motive=each.motive,
            author=each.author.full_name,
            proposed_at=each.proposed_at,
        )
        for each in found.select_related("author").order_by("proposed_at", "id")
    ]


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
