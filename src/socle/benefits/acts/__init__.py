"""The part of benefits in the catalogue of acts."""

from socle.benefits.acts import claims, proofs, runs

ACTS = (
    *claims.ACTS,
    *runs.ACTS,
    *proofs.ACTS,
)
