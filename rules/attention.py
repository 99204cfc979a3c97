"""Counts what asks for a visitor's attention, such as pop-ups, over all rules of a class, as `attention` bounds it."""

from collections.abc import Iterable
from dataclasses import dataclass

from scoring.visitor import Visitor

WEEK = 7 * 86_400.0


@dataclass(frozen=True, slots=True)
class Attention:
    """A class of things that ask for attention: how many a visit and in seven days, None for no bound.

    They come on no page of `never_on`. `rules` holds the ids of all rules of the class.
    """

    name: str
    per_visit: int | None = None
    per_week: int | None = None
    never_on: frozenset[str] = frozenset()
    rules: frozenset[str] = frozenset()

    @property
    def bounded(self) -> bool:
        return self.per_visit is not None or self.per_week is not None

    @property
    def claim(self) -> str:
        """Return what only one rule may have on a page."""
        return f"the attention of {self.name}"

    def used_up(self, visitor: Visitor, now: float) -> str:
        """Return in words which bound is reached, "" when none is."""
        shown = [at for rule, times in visitor.shown.items() if rule in self.rules for at in times]
        if self.per_visit is not None:
            visit = visitor.visit(now)
            begun = visit[0].at if visit else now
            if sum(at >= begun for at in shown) >= self.per_visit:
                return f"{self.name}: {self.per_visit} a visit is reached"
        if self.per_week is not None and sum(now - at < WEEK for at in shown) >= self.per_week:
            return f"{self.name}: {self.per_week} a week is reached"
        return ""


def contend(one: Iterable[Attention], other: Iterable[Attention]) -> bool:
    """Tell whether two rules ask for the same attention, which one page has for one of them alone."""
    return not {each.name for each in one}.isdisjoint(each.name for each in other)
