"""Points and tiers of a visitor, from orders and from the acts that a shop rewards."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from scoring.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Loyalty:
    """What gives points, and the tiers with the points from which each begins, the lowest first.

    `order` is for each order, `spent` for each unit of currency in all orders, `acts` by the act's name.
    """

    start: int = 0
    order: Decimal = Decimal(0)
    spent: Decimal = Decimal(0)
    acts: Mapping[str, Decimal] = field(default_factory=dict, hash=False)
    tiers: tuple[tuple[str, int], ...] = ()

    def points(self, visitor: Visitor) -> int:
        """Return whole points; a part of one is not given yet."""
        orders = visitor.orders
        points = self.order * orders.count + self.spent * orders.value
        for name, worth in self.acts.items():
            done = visitor.marks.acts.get(name)
            points += worth * done.count if done else 0
        return self.start + int(points)

    def tier(self, points: int) -> str:
        """Return the highest tier that is reached, "" below the first."""
        reached = [name for name, least in self.tiers if points >= least]
        return reached[-1] if reached else ""
