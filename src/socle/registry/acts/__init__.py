"""The register's part of the catalogue of acts (domain research §17)."""

from socle.registry.acts import (
    details,
    employer_life,
    employers,
    families,
    people,
    work,
)

ACTS = (
    *people.ACTS,
    *employers.ACTS,
    *employer_life.ACTS,
    *work.ACTS,
    *families.ACTS,
    *details.ACTS,
)
