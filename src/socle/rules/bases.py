"""What a rate is applied to: the wage between limits, a slice of it, or so much a person.

French: assiette, plancher, plafond, tranche, cotisation forfaitaire. Whole-number arithmetic, the
same for one wage and for a column; a limit that binds nobody costs nothing.
"""

from dataclasses import dataclass

from socle.kernel.rounding import W, sign


@dataclass(frozen=True, slots=True)
class Base:
    """How a base is made from a wage. Units: minor units.

    The wage is raised to `floor`, cut at `ceiling`, and only what exceeds `above` counts. With
    `flat`, the wage only says that the person was paid: the base is that amount.
    """

    floor: int = 0
    ceiling: int | None = None
    above: int = 0
    flat: int | None = None

    def of(self, wage: W, raised: W, largest: int) -> W:
        """The base of a wage that is nowhere negative; `raised` is the wage at the floor."""
        if self.flat is not None:
            return sign(wage) * self.flat
        under = base_under(self.ceiling, raised if self.floor else wage, largest)
        return _beyond(self.above, under) if self.above else under


def raised_to(floor: int, wage: W, smallest: int) -> W:
    """The wage, at least the floor: it raises a wage that exists, it makes none of nothing.

    French: plancher de l'assiette.
    """
    raised = _at_least(wage, floor)
    if smallest == 0:
        raised *= sign(wage)
    return raised


def base_under(ceiling: int | None, wage: W, largest: int) -> W:
    """The contributory base: the wage, at most the ceiling. French: assiette plafonnée.

    The largest wage is known, so a ceiling that binds nobody costs nothing.
    """
    return wage if ceiling is None or largest <= ceiling else _at_most(wage, ceiling)


def _beyond(lower: int, wage: W) -> W:
    """What exceeds the lower limit of a slice; nothing under it. French: tranche."""
    return _at_least(wage, lower) - lower


def _at_most(amount: W, limit: int) -> W:
    if isinstance(amount, int):
        return min(amount, limit)
    return amount.clip(max=limit)


def _at_least(amount: W, limit: int) -> W:
    if isinstance(amount, int):
        return max(amount, limit)
    return amount.clip(min=limit)
