"""The kinds of rows that are written by sets, each with what it says of itself.

Persons have a way of their own: they are held against the register, and come by the million.
"""

from collections.abc import Mapping

from socle.registry.importing.affiliates import AFFILIATES
from socle.registry.importing.charges import CHARGES
from socle.registry.importing.filiations import FILIATIONS
from socle.registry.importing.marriages import MARRIAGES
from socle.registry.importing.sets import SetKind
from socle.registry.types.imports import ImportKind

BY_SETS: Mapping[ImportKind, SetKind] = {
    each.kind: each for each in (FILIATIONS, MARRIAGES, CHARGES, AFFILIATES)
}
