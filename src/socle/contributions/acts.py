"""The contributions part of the catalogue of acts."""

from socle.platform.acts.types import ActType

ACTS: tuple[ActType, ...] = ()
