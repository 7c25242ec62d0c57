"""What tells of health: sealed in the rows, hidden from who is not its reader, and who is.

The medical adviser reads it. Anybody else who works on benefits opens one claim for a time, by an
act with a motive, which the adviser reviews (accès de secours).
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from socle.benefits.models import Claim, ClaimFact, MedicalAccess
from socle.benefits.queries.known import number_of
from socle.benefits.types import Calculation, calculation_from
from socle.benefits.types.health import HEALTH_FACTS, MedicalAccessView, ReviewOutcome
from socle.platform.access.types import Desk, Permission
from socle.platform.sealing.fields import opened_text, sealed_text
from socle.platform.sealing.types import DataClass

_SEALED = "sealed"
_TOLD = ("facts", "steps", "reasons")


def kept_fact(claim: Claim, name: str, value: str) -> str:
    """A fact of a claim as its row keeps it.

    Raises:
        Unavailable: this process cannot seal it.
    """
    if name not in HEALTH_FACTS:
        return value
    place = _place(claim.number, name)
    return sealed_text(value, fund_id=claim.fund_id, of=DataClass.HEALTH, place=place)


def fact_value(row: ClaimFact, claim: str) -> str:
    """What a stored fact of a claim says; of a row that was never sealed, as it stands.

    Raises:
        Unavailable: this process cannot open it, or it was altered or moved.
    """
    if row.name not in HEALTH_FACTS:
        return row.value
    return opened_text(row.value, fund_id=row.fund_id, place=_place(claim, row.name))


def kept_calculation(claim: Claim, found: Calculation) -> dict[str, Any]:
    """A calculation as a decision keeps it: what tells of health sealed, the rest in clear.

    Raises:
        Unavailable: this process cannot seal it.
    """
    shown = without_health(found)
    if not shown.reserved:
        return found.as_json()
    whole = found.as_json()
    said = json.dumps({name: whole[name] for name in _TOLD})
    place = _place(claim.number, "calculation")
    sealed = sealed_text(said, fund_id=claim.fund_id, of=DataClass.HEALTH, place=place)
    return shown.as_json() | {_SEALED: sealed}


def whole_calculation(kept: Mapping[str, Any], *, fund_id: int, claim: str) -> Calculation:
    """A kept calculation with what was sealed of it.

    Raises:
        Unavailable: this process cannot open it, or it was altered or moved.
    """
    if _SEALED not in kept:
        return replace(calculation_from(dict(kept)), reserved=())
    place = _place(claim, "calculation")
    said = json.loads(opened_text(kept[_SEALED], fund_id=fund_id, place=place))
    return replace(calculation_from(dict(kept) | said), reserved=())


def without_health(found: Calculation) -> Calculation:
    """A calculation for who does not read what tells of health: the right and the amount stay.

    The steps go whole: by division they would tell the rate.
    """
    reserved = tuple(each.name for each in found.facts if each.name in HEALTH_FACTS)
    if not reserved:
        return found
    return replace(
        found,
        facts=tuple(each for each in found.facts if each.name not in HEALTH_FACTS),
        steps=(),
        reasons=tuple(each for each in found.reasons if each.fact not in HEALTH_FACTS),
        reserved=reserved,
    )


def may_read_health(desk: Desk, *, claim: str, at: datetime) -> bool:
    """Whether somebody reads what a claim tells of health: adviser, or by an opening in force."""
    if Permission.ADVISE_MEDICALLY in desk.permissions:
        return True
    return opened_in_force(desk, at).filter(claim__number=claim).exists()


def may_read_paper(desk: Desk, *, document_id: int, at: datetime) -> bool:
    """Whether an opening in force lets somebody read a medical paper of a claim, or of the injury
    that it is made of.
    """
    of_claim = Q(claim__claimpiece__document_id=document_id)
    of_injury = Q(claim__claiminjury__injury__injurycertificate__document_id=document_id)
    return opened_in_force(desk, at).filter(of_claim | of_injury).exists()


def medical_accesses(
    *, limit: int, before: int = 0, to_review: bool | None = None
) -> list[MedicalAccessView]:
    """Openings by others than the adviser, the newest first; those to review alone, or reviewed."""
    found = MedicalAccess.objects.select_related(
        "act", "user", "claim", "medicalaccessreview__act", "medicalaccessreview__user"
    ).order_by("-id")
    if before:
        found = found.filter(pk__lt=before)
    if to_review is not None:
        found = found.filter(medicalaccessreview__isnull=to_review)
    return [_view(each) for each in found[:limit]]


def medical_accesses_on(*, claim: str) -> list[MedicalAccessView]:
    """Who opened a claim's medical part, the newest first."""
    found = MedicalAccess.objects.select_related(
        "act", "user", "claim", "medicalaccessreview__act", "medicalaccessreview__user"
    )
    return [_view(each) for each in found.filter(claim__number=claim).order_by("-id")[:50]]


def opened_lately(*, user_id: int, since: datetime) -> int:
    """How many claims somebody opened since an instant."""
    return MedicalAccess.objects.filter(user_id=user_id, opened_at__gt=since).count()


def opened_in_force(desk: Desk, at: datetime) -> QuerySet[MedicalAccess]:
    """The openings that let somebody read, at an instant."""
    held = Q(user_id=desk.user_id, opened_at__lte=at, until__gt=at)
    return MedicalAccess.objects.filter(held)


def _view(found: MedicalAccess) -> MedicalAccessView:
    review = getattr(found, "medicalaccessreview", None)
    return MedicalAccessView(
        id=found.pk,
        act_number=found.act.number,
        claim=found.claim.number,
        person_number=number_of(found.claim.person_id),
        who=found.user.full_name,
        login=found.user.login,
        motive=found.act.motive,
        opened_at=found.opened_at,
        until=found.until,
        outcome=ReviewOutcome(review.outcome) if review else None,
        note=review.note if review else "",
        reviewed_by=review.user.full_name if review else "",
        reviewed_at=review.act.recorded_at if review else None,
    )


def _place(claim: str, name: str) -> str:
    return f"claim:{claim}:{name}"
