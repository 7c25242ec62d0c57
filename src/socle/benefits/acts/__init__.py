"""The part of benefits in the catalogue of acts."""

from socle.benefits.acts import (
    borders,
    campaigns,
    claims,
    health,
    holds,
    injuries,
    openings,
    proofs,
    runs,
)

ACTS = (
    *claims.ACTS,
    *runs.ACTS,
    *proofs.ACTS,
    *openings.ACTS,
    *holds.ACTS,
    *health.ACTS,
    *injuries.ACTS,
    *campaigns.ACTS,
    *borders.ACTS,
)
