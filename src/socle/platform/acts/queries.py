"""Reading acts."""

from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from socle.kernel.errors import NotKnown, Refused
from socle.platform.access.types import Desk, Permission
from socle.platform.acts.catalogue import hidden
from socle.platform.acts.doubts import from_json
from socle.platform.acts.kept import sealed_of, shown_fields
from socle.platform.acts.models import Act, ActDraft, ActEvidence, ActProposal, ActSeal
from socle.platform.acts.types import ActSummary, ActView, ProposalView
from socle.platform.documents.queries import documents
from socle.platform.documents.queries import view as document_view
from socle.platform.documents.types import DocumentView
from socle.platform.sealing.fields import is_sealed
from socle.platform.sql import statements

_SQL = statements(Path(__file__).parent)


def act(*, number: str) -> ActView:
    """An act in full.

    Raises:
        NotKnown: this fund has no such act.
    """
    found = (
        Act.objects.filter(number=number)
        .select_related("author", "author_for", "validator", "validator_for", "reverses")
        .first()
    )
    if found is None:
        raise NotKnown("acts.unknown", number=number)
    return _views([found])[0]


def acts_in_full(
    *,
    kind: str,
    number: str,
    opened_by: int | None,
    until: datetime | None,
    first: int,
    limit: int,
) -> list[ActView]:
    """The acts that touched a file in full, the latest known first, up to an instant."""
    ids = _ids(
        _SQL["touching_latest"],
        {
            "subject": f"{kind}:{number}",
            "opened_by": opened_by,
            "until": until,
            "reached": first + limit,
            "first": first,
            "limit": limit,
        },
    )
    found = Act.objects.filter(pk__in=ids).select_related(
        "author", "author_for", "validator", "validator_for", "reverses"
    )
    return _views(_in_order(found, ids))


def _views(listed: list[Act]) -> list[ActView]:
    """Stored acts in full, whatever their number in three questions."""
    seals = {each.act_id: each for each in ActSeal.objects.filter(act__in=listed)}
    counters = dict(Act.objects.filter(reverses__in=listed).values_list("reverses_id", "number"))
    evidence: dict[int, list[DocumentView]] = {}
    for each in (
        ActEvidence.objects.filter(act__in=listed).select_related("document").order_by("id")
    ):
        evidence.setdefault(each.act_id, []).append(document_view(each.document))
    return [
        _view(each, seals.get(each.pk), counters.get(each.pk), tuple(evidence.get(each.pk, ())))
        for each in listed
    ]


def _view(
    found: Act, seal: ActSeal | None, counter: str | None, evidence: tuple[DocumentView, ...]
) -> ActView:
    return ActView(
        number=found.number,
        type=found.type,
        subject_kind=found.subject_kind,
        subject_number=found.subject_number,
        effective_on=found.effective_on,
        motive=found.motive,
        fields=shown_fields(found.type, found.fields, fund_id=found.fund_id),
        before=hidden(found.before),
        after=hidden(found.after),
        author=found.author.full_name,
        validator=found.validator.full_name if found.validator else None,
        author_for=found.author_for.full_name if found.author_for else None,
        validator_for=found.validator_for.full_name if found.validator_for else None,
        recorded_at=found.recorded_at,
        digest=bytes(found.digest).hex(),
        seal=bytes(seal.seal).hex() if seal else None,
        seal_position=seal.position if seal else None,
        reverses=found.reverses.number if found.reverses else None,
        reversed_by=counter,
        evidence=evidence,
        doubts=from_json(found.doubts),
    )


def acts(
    *, before: tuple[datetime, int] | None, limit: int, until: datetime | None = None
) -> list[ActSummary]:
    """The fund's last acts up to an instant, newest first, after a place in the list."""
    found = Act.objects.select_related("author").order_by("-recorded_at", "-id")
    if until is not None:
        found = found.filter(recorded_at__lte=until)
    if before is not None:
        # The instant by itself: the index of acts begins there, which it cannot at an "or".
        at, last = before
        found = found.filter(recorded_at__lte=at).exclude(recorded_at=at, id__gte=last)
    return [_summary(each) for each in found[:limit]]


def acts_touching(
    *, kind: str, number: str, limit: int = 200, opened_by: int | None = None
) -> list[ActSummary]:
    """The acts that touched a file, newest effect first.

    An act that opens many files at once does not name them: `opened_by` brings it in.
    """
    asked = {"subject": f"{kind}:{number}", "opened_by": opened_by, "limit": limit}
    ids = _ids(_SQL["touching_newest"], asked)
    found = Act.objects.filter(pk__in=ids).select_related("author")
    return [_summary(each) for each in _in_order(found, ids)]


def _ids(statement: str, asked: dict[str, Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        return [row[0] for row in cursor.fetchall()]


def _in_order(found: QuerySet[Act], ids: list[int]) -> list[Act]:
    by_id = {each.pk: each for each in found}
    return [by_id[each] for each in ids]


def done_lately(*, types: Collection[str], user_id: int, since: datetime) -> int:
    """How many acts of some types a person did since an instant."""
    return Act.objects.filter(type__in=types, author_id=user_id, recorded_at__gt=since).count()


def numbers_of(*, act_ids: set[int]) -> dict[int, str]:
    """The numbers of acts, by id."""
    return dict(Act.objects.filter(pk__in=act_ids).values_list("pk", "number"))


def kept_in_clear(*, act_ids: Collection[int]) -> set[int]:
    """Of some acts, those of before: what acts of their type seal stands in them as typed."""
    found = Act.objects.filter(pk__in=act_ids).order_by("id")
    return {
        key
        for key, code, fields in found.values_list("pk", "type", "fields")
        if any(fields.get(name) and not is_sealed(fields[name]) for name in sealed_of(code))
    }


def act_id(*, number: str) -> int:
    """The key by which the modules above refer to an act.

    Raises:
        NotKnown: this fund has no such act.
    """
    found = Act.objects.filter(number=number).values_list("pk", flat=True).first()
    if found is None:
        raise NotKnown("acts.unknown", number=number)
    return found


def later_act_on(*, subjects: Collection[str], act_id: int) -> str | None:
    """The number of the last act in force that touched one of some files after an act."""
    with connection.cursor() as cursor:
        cursor.execute(_SQL["later"], [sorted(subjects), act_id])
        found = cursor.fetchone()
    return str(found[0]) if found else None


def touched_since(*, since: datetime, but: Collection[str]) -> dict[str, str]:
    """The files that acts recorded after an instant touched, each with the last; but some acts."""
    with connection.cursor() as cursor:
        cursor.execute(_SQL["touched_since"], [since, list(but)])
        return dict(cursor.fetchall())


def files_of(*, numbers: Collection[str]) -> set[str]:
    """The files that some acts touched."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT touched FROM act WHERE number = ANY(%s)", [list(numbers)])
        return {file for row in cursor.fetchall() for file in row[0]}


def acts_by_key(*, prefix: str) -> list[tuple[str, str]]:
    """The acts in force whose key begins so, the latest first: number and key."""
    until = prefix[:-1] + chr(ord(prefix[-1]) + 1)
    with connection.cursor() as cursor:
        cursor.execute(_SQL["by_key"], [prefix, until])
        found: list[tuple[str, str]] = cursor.fetchall()
        return found


def is_evidence(*, document_id: int) -> bool:
    """Whether a stored file is behind an act, or behind one that waits for its validation."""
    # What was validated has become an act. The others are asked apart, each by its own index.
    behind = ActProposal.objects.filter(evidence__contains=[document_id])
    return (
        ActEvidence.objects.filter(document_id=document_id).exists()
        or behind.filter(decided_at__isnull=True).exists()
        or behind.exclude(refusal="").exists()
    )


def proposals(
    *,
    limit: int | None = None,
    after: tuple[datetime, int] | None = None,
    desk: Desk | None = None,
    types: Collection[str] = (),
) -> list[ProposalView]:
    """What waits for a second pair of eyes, oldest first, after a place in the list.

    To whom validates for some agencies, what those have entered. Of some types alone, where named.
    """
    found = waiting().order_by("proposed_at", "id")
    if types:
        found = found.filter(type__in=types)
    if desk is not None:
        found = of_agencies(found, desk)
    if after is not None:
        at, last = after
        found = found.filter(Q(proposed_at__gt=at) | Q(proposed_at=at, id__gt=last))
    return proposal_views(list(found[:limit]))


def proposal(*, number: str) -> ProposalView:
    """A proposal: waiting, or refused and with the reason why.

    Raises:
        NotKnown: none has this number, or it was validated: then it is an act.
    """
    found = known().filter(number=number).first()
    if found is None or (found.decided_at is not None and not found.refusal):
        raise NotKnown("acts.proposal_unknown", number=number)
    return proposal_views([found])[0]


def proposal_views(listed: list[ActProposal]) -> list[ProposalView]:
    """Stored proposals as values, with their files and what they correct."""
    ids = sorted({document for each in listed for document in each.evidence})
    stored = {each.id: each for each in documents(ids=ids)}
    numbers = [each.number for each in listed]
    keys = [each.pk for each in listed]
    corrects = dict(
        ActDraft.objects.filter(outcome__in=numbers, corrects__isnull=False).values_list(
            "outcome", "corrects__number"
        )
    )
    corrected = dict(
        ActDraft.objects.filter(corrects__in=keys).values_list("corrects__number", "number")
    )
    return [
        ProposalView(
            number=found.number,
            type=found.type,
            fields=shown_fields(found.type, found.fields, fund_id=found.fund_id),
            effective_on=found.effective_on,
            motive=found.motive,
            author=found.author.full_name,
            proposed_at=found.proposed_at,
            evidence=tuple(stored[each] for each in found.evidence if each in stored),
            doubts=from_json(found.doubts),
            author_for=found.author_for.full_name if found.author_for else None,
            author_ids=_authors(found),
            author_login=found.author.login,
            refusal=found.refusal,
            decided_by=found.decided_by.full_name if found.decided_by else None,
            decided_at=found.decided_at,
            corrects=corrects.get(found.number),
            corrected_in=corrected.get(found.number),
            rank=found.pk,
            agencies=frozenset(found.agencies),
        )
        for found in listed
    ]


def known() -> QuerySet[ActProposal]:
    """Every proposal of the fund, with the people it names."""
    return ActProposal.objects.select_related("author", "author_for", "decided_by")


def of_others(found: QuerySet[ActProposal], desk: Desk) -> QuerySet[ActProposal]:
    """Those among them that neither who is at the desk entered, nor for whom they act."""
    return found.exclude(
        Q(author_id__in=desk.persons) | Q(author_for__isnull=False, author_for_id__in=desk.persons)
    )


def of_agencies(found: QuerySet[ActProposal], desk: Desk) -> QuerySet[ActProposal]:
    """Those among them that an agency has entered for which this desk validates."""
    agencies = desk.agencies_for(Permission.VALIDATE_ACTS)
    return found if agencies is None else found.filter(agencies__overlap=sorted(agencies))


def to_decide(desk: Desk) -> QuerySet[ActProposal]:
    """What waits for somebody like who is at this desk: of its agencies, entered by another."""
    return of_others(of_agencies(waiting(), desk), desk)


def is_elsewhere(agencies: Collection[str], desk: Desk) -> bool:
    """Whether what some agencies entered is for none of those for which this desk validates."""
    mine = desk.agencies_for(Permission.VALIDATE_ACTS)
    return mine is not None and mine.isdisjoint(agencies)


def require_second(found: ActProposal, desk: Desk) -> None:
    """Stops whoever entered a proposal, and whoever validates for other agencies.

    Raises:
        Refused: `acts.own_act`, `acts.other_agency`.
    """
    if is_own(found, desk):
        raise Refused("acts.own_act")
    if is_elsewhere(found.agencies, desk):
        raise Refused("acts.other_agency", agency=", ".join(found.agencies) or "–")


def is_own(found: ActProposal, desk: Desk) -> bool:
    """Whether who is at the desk, or for whom they act, entered a proposal or had it entered."""
    return bool(_authors(found) & desk.persons)


def _authors(found: ActProposal) -> frozenset[int]:
    return frozenset({found.author_id, found.author_for_id or found.author_id})


def waiting() -> QuerySet[ActProposal]:
    """Those on which nobody has decided."""
    return known().filter(decided_at__isnull=True)


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
