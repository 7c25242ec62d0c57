"""The part of benefits in the catalogue of acts."""

from socle.benefits.acts import claims, runs

ACTS = (
    *claims.ACTS,
    *runs.ACTS,
)
