"""The register's part of the catalogue of acts (domain research §17)."""

from socle.registry.acts import (
    cards,
    details,
    duplicates,
    employer_life,
    employers,
    families,
    imports,
    merging,
    people,
    work,
)

ACTS = (
    *people.ACTS,
    *duplicates.ACTS,
    *employers.ACTS,
    *employer_life.ACTS,
    *work.ACTS,
    *families.ACTS,
    *details.ACTS,
    *cards.ACTS,
    *merging.ACTS,
    *imports.ACTS,
)
