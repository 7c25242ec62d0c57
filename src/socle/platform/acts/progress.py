"""The act in progress: what a module's operation opens, fills and closes.

    with performing(request, subject_kind="employer", subject_number=number) as act:
        ...write facts...
        act.after = {...}

Everything happens in one transaction. The idempotency key is claimed first: when two requests
with one key arrive together, the second waits for the first and then finds its act.
"""

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.utils import OperationalError
from psycopg import errors as postgres

from socle.kernel.errors import Conflict, Refused
from socle.platform.acts.doubts import to_json
from socle.platform.acts.guarded import require_proved
from socle.platform.acts.kept import kept_fields, sealed_digest
from socle.platform.acts.models import Act, ActClaim, ActEvidence
from socle.platform.acts.types import ActAnswer, ActRequest, ActStatus

# What the database says to the second of two acts that cross.
_RACED = (
    postgres.SerializationFailure,
    postgres.ExclusionViolation,
    postgres.DeadlockDetected,
)
# Sent at once: each way to the server and back costs as much as what is done there.
# The first is what every act of a fund shares, and whoever has taken a whole import back has alone
# for as long as the last look and the commit take.
_LOCK = """
    SELECT CASE WHEN rank = 1 THEN pg_advisory_xact_lock_shared(hashtextextended(name, %s))
      ELSE pg_advisory_xact_lock(hashtextextended(name, %s)) END
    FROM unnest(%s::text[]) WITH ORDINALITY AS t (name, rank) ORDER BY rank
"""
_ALL = "acts"
_TRY_ALL = "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, %s))"
_TRIES, _PAUSE = 100, 0.1
_END = "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED; SELECT socle_end_act()"


class AlreadyDone(Exception):  # noqa: N818 - an answer, not a failure
    """The key has acted before; `answer` says which act."""

    def __init__(self, answer: ActAnswer) -> None:
        super().__init__(answer.act)
        self.answer = answer


class Tried(Exception):  # noqa: N818 - an answer, not a failure
    """A request that was only tried would have been recorded here."""


@dataclass(slots=True)
class ActInProgress:
    """What the operation may say of the act before it is recorded.

    `evidence`: documents that the act itself made, besides those it was given.
    `changes`: whether what it states differs from what was believed; None where nobody looked.
    """

    id: int
    number: str
    recorded_at: datetime
    subject_number: str
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    touched: set[str] = field(default_factory=set)
    evidence: list[int] = field(default_factory=list)
    reverses_id: int | None = None
    changes: bool | None = None

    def note(self, *, changes: bool) -> None:
        """Says of one of the facts that the act states whether it changes anything."""
        self.changes = bool(self.changes) or changes

    def answer(self) -> ActAnswer:
        return ActAnswer(act=self.number, status=ActStatus.DONE, subject=self.subject_number)


@contextmanager
def performing(
    request: ActRequest,
    *,
    subject_kind: str,
    subject_number: str,
    locks: tuple[str, ...] = (),
    is_alone: bool = True,
) -> Iterator[ActInProgress]:
    """One act, in one transaction.

    `is_alone`: it waits for other acts on its subject, and they for it. An act that only adds to
    its subject, as a slice of a file does, may do without.

    Raises:
        ProofNeeded: a guarded act, and who is at the desk was not proved lately.
        AlreadyDone: this key has acted with this same request.
        Refused: all that it states is believed already, and it has no document.
        Tried: the request was only to be tried, and would pass.
        Conflict: the key was used for another request, or somebody else changed the same file.
    """
    require_proved(request.validated_by or request.desk, request.type)
    try:
        with transaction.atomic():
            own = {f"{subject_kind}:{subject_number}"} if is_alone else set()
            act = _begin(request, own | set(locks), subject_number)
            yield act
            # The same words again are worth no act, but with a document, or where a second person
            # has seen that they change nothing.
            is_seen = request.evidence or request.validated_by
            if act.changes is False and not is_seen:
                raise Refused("acts.nothing_changes", number=act.subject_number)
            if request.is_tried:
                raise Tried
            act.touched.add(f"{subject_kind}:{act.subject_number}")
            _record(act, request, subject_kind)
    except (IntegrityError, OperationalError) as error:
        cause = error.__cause__
        if isinstance(cause, _RACED):
            raise Conflict("acts.try_again") from error
        raise


def hold(*, fund_id: int, locks: Collection[str]) -> None:
    """Has other acts on these wait until this transaction ends, whatever is taken back within it.

    For several acts of one transaction: each takes its own locks in order, but one after the other,
    which an act of the counter on two of them would meet the other way round.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [fund_id, fund_id, [_ALL, *sorted(locks)]])


def hold_all_acts(*, fund_id: int) -> None:
    """Has every other act of the fund wait until this transaction ends.

    For what acts on more files than the server has locks, when it has done its work and looks once
    more at what others did meanwhile. It waits for a moment in which no act is in progress, and
    until then no act waits for it.

    Raises:
        Conflict: there was no such moment for some seconds.
    """
    with connection.cursor() as cursor:
        for _try in range(_TRIES):
            cursor.execute(_TRY_ALL, [_ALL, fund_id])
            if cursor.fetchone()[0]:
                return
            cursor.execute("SELECT pg_sleep(%s)", [_PAUSE])
    raise Conflict("acts.try_again")


def request_digest(request: ActRequest) -> bytes:
    """What makes two requests with one key the same request."""
    listed = [request.type, request.fields, request.effective_on, request.motive, request.evidence]
    said = json.dumps(listed, sort_keys=True, default=str).encode()
    # What is kept sealed is not to be guessed from what tells two requests apart.
    return sealed_digest(request.type, said, fund_id=request.desk.fund.id) or sha256(said).digest()


def _begin(request: ActRequest, locks: set[str], subject_number: str) -> ActInProgress:
    fund_id = request.desk.fund.id
    digest = request_digest(request)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO act_claim (fund_id, key, request_digest, act_id)"
            " VALUES (%s, %s, %s, nextval('act_id_seq'))"
            " ON CONFLICT (fund_id, key) DO NOTHING RETURNING act_id",
            [fund_id, request.key, digest],
        )
        claimed = cursor.fetchone()
        if claimed is None:
            answer_as_sure()
            raise AlreadyDone(_act_of_key(request, digest))
        # One order for everybody, so that two acts on the same files wait and never lock up.
        cursor.execute(_LOCK, [fund_id, fund_id, [_ALL, *sorted(locks)]])
        cursor.execute("SELECT socle_begin_act(%s)", [claimed[0]])
        recorded_at: datetime = cursor.fetchone()[0]
    number = f"A-{recorded_at.year}-{claimed[0]:09d}"
    return ActInProgress(claimed[0], number, recorded_at, subject_number)


def answer_as_sure() -> None:
    """Has this transaction's commit wait for another site, as that of what it found did.

    One that has written nothing waits for none. What it found may be on this site alone, its own
    wait cut short, and would be gone with it: whoever asked again would have been told of it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_logical_emit_message(true, 'socle', '')")


def act_of_key(*, fund_id: int, key: str) -> ActAnswer | None:
    """The act that a key has done, if it has."""
    claim = ActClaim.objects.filter(fund_id=fund_id, key=key).first()
    if claim is None:
        return None
    done = Act.objects.get(pk=claim.act_id)
    return ActAnswer(done.number, ActStatus.ALREADY_DONE, done.subject_number)


def _act_of_key(request: ActRequest, digest: bytes) -> ActAnswer:
    claim = ActClaim.objects.get(fund_id=request.desk.fund.id, key=request.key)
    if bytes(claim.request_digest) != digest:
        raise Conflict("acts.key_reused", key=request.key)
    done = Act.objects.get(pk=claim.act_id)
    return ActAnswer(done.number, ActStatus.ALREADY_DONE, done.subject_number)


def _record(act: ActInProgress, request: ActRequest, subject_kind: str) -> None:
    fund_id = request.desk.fund.id
    kept = kept_fields(request.type, request.fields, fund_id=fund_id)
    ActEvidence.objects.bulk_create(
        ActEvidence(fund_id=fund_id, act_id=act.id, document_id=document)
        for document in (*request.evidence, *act.evidence)
    )
    Act.objects.create(
        id=act.id,
        fund_id=fund_id,
        number=act.number,
        type=request.type,
        subject_kind=subject_kind,
        subject_number=act.subject_number,
        effective_on=request.effective_on,
        motive=request.motive,
        fields=json.loads(json.dumps(kept, default=str)),
        before=act.before,
        after=act.after,
        author_id=request.desk.user_id,
        validator_id=request.validated_by.user_id if request.validated_by else None,
        author_for_id=request.desk.acts_for_id,
        validator_for_id=request.validated_by.acts_for_id if request.validated_by else None,
        reverses_id=act.reverses_id,
        touched=sorted(act.touched),
        recorded_at=act.recorded_at,
        doubts=to_json(request.doubts) or None,
        digest=b"",
    )
    with connection.cursor() as cursor:
        # What only a commit would find is found here, where it can still be told.
        cursor.execute(_END)
