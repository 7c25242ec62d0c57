"""Claims of invented persons, taken, proved and decided, for tests of benefits and above."""

from datetime import date
from typing import Any
from uuid import uuid4

from tests import factories
from tests.conftest import NOW, TODAY

from socle.benefits.operations.filings import hand_in
from socle.benefits.queries.claims import claim as claim_view
from socle.benefits.queries.claims import claims
from socle.benefits.queries.pieces import pieces_of
from socle.benefits.types import ClaimView
from socle.benefits.types.filings import Asked
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk, Role
from socle.platform.acts.operations import submit, validate
from socle.platform.acts.types import ActAnswer, ActStatus
from socle.registry.queries import person_id


def liquidator(place: factories.Agency) -> Desk:
    return factories.desk(place.fund, Role.LIQUIDATOR)


def done(
    place: factories.Agency, by: Desk, code: str, *, on: date = TODAY, **fields: Any
) -> ActAnswer:
    """An act of benefits, validated by the verifier where it needs a second person."""
    with fund_scope(place.fund.id):
        answer = submit(
            desk=by,
            act_type_code=code,
            fields={name: str(value) for name, value in fields.items()},
            effective_on=on,
            motive="pièces vues",
            key=uuid4().hex,
            at=NOW,
        )
        if answer.status is ActStatus.TO_VALIDATE:
            answer = validate(desk=place.verifier, number=answer.act, at=NOW)
        return answer


def filed(
    place: factories.Agency,
    by: Desk,
    person: str,
    benefit: str,
    event_on: date,
    *,
    on: date = TODAY,
    has_pieces: bool = True,
    **said: Any,
) -> str:
    """A claim with all its pieces seen; its number."""
    with fund_scope(place.fund.id):
        seen = ",".join(each.code for each in pieces_of(place.fund, benefit) if each.is_required)
    fields = {"person": person, "benefit": benefit, "event_on": event_on, **said}
    if has_pieces:
        fields["seen"] = seen
    done(place, by, "file_claim", on=on, **fields)
    with fund_scope(place.fund.id):
        found = claims(limit=50, person_ids=[person_id(person)])
        return max(found, key=lambda each: each.id).number


def told(place: factories.Agency, by: Desk, claim: str, **facts: Any) -> None:
    """Facts of a claim said by an agent, against the files where they differ."""
    for name, value in facts.items():
        done(place, by, "tell_claim_fact", claim=claim, fact=name, value=value)


def decided(
    place: factories.Agency, by: Desk, claim: str, outcome: str = "granted", **said: Any
) -> ClaimView:
    done(place, by, "decide_claim", claim=claim, outcome=outcome, **said)
    return read(place, claim)


def read(place: factories.Agency, claim: str) -> ClaimView:
    with fund_scope(place.fund.id):
        return claim_view(number=claim)


def claims_at_work(place: factories.Agency) -> None:
    """Rows in every table of claims and awards, for who looks at all of them."""
    by, on = liquidator(place), date(2026, 6, 30)
    person = factories.person(place, "1234509876C", birth_on="1966-05-01")
    claim = filed(place, by, person, "old_age", on)
    proved = {"insurance_months": 180, "months_in_last_10_years": 60, "years_registered": 20}
    told(place, by, claim, **proved, average_wage="200000")
    asked = Asked(person, date(1966, 5, 1), "old_age", on, "Ngo Marie", "", {})
    with fund_scope(place.fund.id):
        hand_in(fund=place.fund, asked=asked, evidence=(), key="k", on=TODAY, at=NOW)
    refused = filed(place, by, person, "old_age_lump_sum", on)
    decided(place, by, refused, "refused", ground="La pension est due")
    (award,) = decided(place, by, claim).awards
    done(place, by, "suspend_award", award=award.number, reason="inquiry")
    done(place, by, "lift_suspension", award=award.number)
    done(place, by, "file_appeal", claim=claim, kind="gracious", grounds="Salaire plus haut")
    appeal = read(place, claim).appeals[0].number
    answering = liquidator(place)
    health_at_work(place, by, person)
    with fund_scope(place.fund.id):
        answer = submit(
            desk=answering,
            act_type_code="decide_appeal",
            fields={"appeal": appeal, "outcome": "rejected", "grounds": "Rien de nouveau"},
            effective_on=TODAY,
            motive="relu",
            key=uuid4().hex,
            at=NOW,
        )
        validate(desk=place.verifier, number=answer.act, at=NOW)


def health_at_work(place: factories.Agency, by: Desk, person: str) -> None:
    """A claim of invalidity with an opinion, opened by its liquidator and reviewed."""
    doctor = factories.desk(place.fund, Role.MEDICAL_ADVISER)
    claim = filed(place, by, person, "invalidity", date(2026, 6, 29))
    done(place, doctor, "advise_claim", claim=claim, incapacity_percent="70")
    access = done(place, by, "open_medical_part", claim=claim).act
    done(place, doctor, "review_medical_access", access=access, outcome="seen")
