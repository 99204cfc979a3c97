"""What a visitor may like next, by what past visits met: their neighbours first, then what is met together."""

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from scoring.learned import Learned
from scoring.neighbours import LAST, Neighbours
from scoring.together import Row

MOST = 100
"""Items that are offered at most: the rules leave out some of them, and show few."""

WANTED = 20
"""With fewer, what is met together with the best is offered, too."""

_TOGETHER = 0.3
"""What being met together counts, beside the best of the neighbours' items."""

_FURTHER = 0.03
"""What an item counts that was met with one that is offered, but not in this visit."""

_FROM = 10
"""Offered items whose own company is looked at."""


@dataclass(frozen=True, slots=True)
class Because:
    """Why an item is offered: `met` is the item of this visit that led to it, "" when it only leads on from others.

    `visits` of the `of` visits most like this one have it.
    """

    met: str
    visits: int
    of: int


@dataclass(frozen=True, slots=True)
class Recommender:
    """The answer to "what next"; `seen` counts the visits that met an item, for those of whom nothing is known."""

    items: tuple[str, ...]
    seen: Mapping[str, int] = field(hash=False)
    numbers: Mapping[str, int] = field(hash=False, repr=False)
    neighbours: Neighbours = field(repr=False)
    together: tuple[Row, ...] = field(repr=False)

    @classmethod
    def of(cls, what: Learned) -> "Recommender":
        return cls(
            items=what.items,
            seen=dict(zip(what.items, what.seen, strict=True)),
            numbers={item: number for number, item in enumerate(what.items)},
            neighbours=Neighbours.of(what.visits, len(what.items)),
            together=what.together,
        )

    def after(self, met: Sequence[str]) -> tuple[str, ...]:
        """Return the ids of items for a visit that met these, in order; the best first, the item met last never."""
        known = self._known(met)
        if not known:
            return ()
        scores, last = self.neighbours.scores(known), self.numbers.get(met[-1])
        unit = max(scores.values(), default=1.0)
        for place, item in enumerate(self.together[last] if last is not None else (), 1):
            scores[item] = scores.get(item, 0.0) + _TOGETHER * unit / place
        if len(scores) <= WANTED:
            self._lead_on(scores)
        if last is not None:
            scores.pop(last, None)
        best = sorted(scores, key=scores.__getitem__, reverse=True)[:MOST]
        return tuple(map(self.items.__getitem__, best))

    def because(self, met: Sequence[str], item: str) -> Because:
        """Tell why an item is offered to a visit that met these; for people who ask, so it may take its time."""
        known, number = self._known(met), self.numbers.get(item)
        near = self.neighbours.nearest(known[: -LAST - 1 : -1]) if known else []
        visits = [self.neighbours.visits[place] for place, _ in near]
        having = [visit for visit in visits if number in visit]
        shared = {own: sum(own in visit for visit in having) for own in reversed(known)}
        led = max(shared, key=shared.__getitem__, default=None)
        told = self.items[led] if led is not None and (shared[led] or number in self.together[led]) else ""
        return Because(told, len(having), len(visits))

    def _known(self, met: Sequence[str]) -> list[int]:
        """Return the numbers of the items met last, each where it was met for the last time."""
        numbers = self.numbers
        latest = dict.fromkeys(numbers[item] for item in reversed(met) if item in numbers)
        return list(islice(latest, LAST))[::-1]

    def _lead_on(self, scores: dict[int, float]) -> None:
        for item, score in heapq.nlargest(_FROM, scores.items(), key=lambda pair: pair[1]):
            for place, other in enumerate(self.together[item], 1):
                scores[other] = scores.get(other, 0.0) + _FURTHER * score / place
