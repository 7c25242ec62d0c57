"""Reading awards and their terms, as known at an instant."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db import connection

from socle.benefits.models import Award
from socle.benefits.queries.known import known
from socle.benefits.types import AwardView, TermStatus, TermView
from socle.kernel.errors import NotKnown
from socle.platform.acts.queries import numbers_of
from socle.registry.queries.families_reading import Moment, relatives

_TERMS = """
    SELECT award_id, lower(valid), upper(valid), amount, payee_id, status, reason, act_id,
      recorded_at
    FROM {source} WHERE award_id = ANY(%s) ORDER BY award_id, lower(valid)
"""
_PRESENT, _AS_OF = "award_term", "award_term_as_of(%s)"


def awards(
    *,
    number: str = "",
    claim_id: int | None = None,
    person_ids: list[int] | None = None,
    award_ids: list[int] | None = None,
    known_at: datetime | None = None,
) -> list[AwardView]:
    """Awards with their terms: one, those of a claim, of persons as beneficiary, or by key."""
    found = Award.objects.filter(known(known_at)).order_by("id")
    found = found.select_related("act", "claim", "campaign")
    if number:
        found = found.filter(number=number)
    if claim_id is not None:
        found = found.filter(claim_id=claim_id)
    if person_ids is not None:
        found = found.filter(beneficiary_id__in=person_ids)
    if award_ids is not None:
        found = found.filter(pk__in=award_ids)
    rows = list(found)
    terms = _terms([each.pk for each in rows], known_at)
    people = {each.person_id for each in rows} | {each.beneficiary_id for each in rows}
    people |= {row[4] for each in terms.values() for row in each}
    named = relatives(people, Moment(None, known_at))
    acts = numbers_of(act_ids={row[7] for each in terms.values() for row in each})
    return [
        AwardView(
            id=each.pk,
            number=each.number,
            claim_number=each.claim.number if each.claim else "",
            campaign_number=each.campaign.number if each.campaign else "",
            act_number=each.act.number,
            person_number=named[each.person_id].number,
            person_name=named[each.person_id].name,
            beneficiary_id=each.beneficiary_id,
            beneficiary_number=named[each.beneficiary_id].number,
            beneficiary_name=named[each.beneficiary_id].name,
            benefit=each.benefit,
            branch=each.branch,
            part=each.part,
            periodicity=each.periodicity,
            terms=tuple(
                TermView(
                    since=row[1],
                    until=row[2],
                    amount=row[3],
                    payee_id=row[4],
                    payee_number=named[row[4]].number,
                    payee_name=named[row[4]].name,
                    status=TermStatus(row[5]),
                    reason=row[6],
                    act_number=acts.get(row[7], ""),
                    recorded_at=row[8],
                )
                for row in terms[each.pk]
            ),
        )
        for each in rows
    ]


def award(*, number: str, known_at: datetime | None = None) -> AwardView:
    """One award with its terms, as known at an instant.

    Raises:
        NotKnown: there is none of that number.
    """
    found = awards(number=number, known_at=known_at)
    if not found:
        raise NotKnown("benefits.award_unknown", number=number[:40])
    return found[0]


def _terms(ids: list[int], known_at: datetime | None) -> dict[int, list[tuple[Any, ...]]]:
    found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    source = _PRESENT if known_at is None else _AS_OF
    given: list[Any] = [ids] if known_at is None else [known_at, ids]
    with connection.cursor() as cursor:
        cursor.execute(_TERMS.format(source=source), given)
        for row in cursor.fetchall():
            found[row[0]].append(row)
    return found
