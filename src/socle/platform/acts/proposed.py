"""What a proposal asks, as a request again: by its author, at the fund of whoever has it done."""

from collections.abc import Mapping
from typing import Any

from socle.countries.clock import legal_day
from socle.platform.access.types import Desk, StandIn
from socle.platform.acts.catalogue import act_type
from socle.platform.acts.controls import read_fields
from socle.platform.acts.errors import Invalid
from socle.platform.acts.kept import opened_fields
from socle.platform.acts.models import ActProposal
from socle.platform.acts.types import ActRequest

# The field of a proposed counter-act, instead of its type's own: the act that it reverses.
REVERSES = "reverses"


def proposed_request(found: ActProposal, reader: Desk) -> ActRequest:
    """The request of a proposal, its fields read and opened.

    Raises:
        Invalid: its fields are not those of its type any more.
    """
    opened = opened_fields(found.type, found.fields, fund_id=found.fund_id)
    fields: Mapping[str, Any] = opened
    if REVERSES not in found.fields:
        fields, faults = read_fields(act_type(found.type), reader.fund, opened)
        if faults:
            raise Invalid(faults)
    return ActRequest(
        desk=_author_desk(found, reader),
        type=found.type,
        fields=fields,
        effective_on=found.effective_on,
        motive=found.motive,
        key=found.key,
        evidence=tuple(found.evidence),
        asked_on=legal_day(found.proposed_at, reader.fund.country),
    )


def _author_desk(proposal: ActProposal, reader: Desk) -> Desk:
    author, giver = proposal.author, proposal.author_for
    return Desk(
        user_id=author.pk,
        login=author.login,
        name=author.full_name,
        fund=reader.fund,
        roles=frozenset(),
        employer_numbers=frozenset(),
        standing_for=StandIn(giver.pk, giver.login, giver.full_name) if giver else None,
    )
