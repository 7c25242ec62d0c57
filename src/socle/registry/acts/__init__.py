"""The register's part of the catalogue of acts (domain research §17)."""

from socle.registry.acts import employers, families, people, work

ACTS = (*people.ACTS, *employers.ACTS, *work.ACTS, *families.ACTS)
