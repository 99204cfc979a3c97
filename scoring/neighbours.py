"""Finds the visits most like one that is on, and scores the items of these: VMIS-kNN.

Kersbergen, Sprangers, Schelter: Serenade, Low-Latency Session-Based Recommendation in e-Commerce at Scale, SIGMOD 2022.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

LAST = 4
"""Items of the visit that is on which are looked at, the last ones."""

RECENT = 500
"""Visits of one item that are looked at, the most recent ones: the paper's m."""

NEIGHBOURS = 50
"""Visits that are taken as neighbours: the paper's k; 70, 100 and 150 foresee no more."""

RARITY = 2.0
"""How much an item counts for being rare: 1 + RARITY * log(visits / visits with it)."""

_FADE = 0.1
"""What a neighbour loses for each step that the last item shared with it lies back."""

_SHARE = 16
"""A likeness is one number: what is shared, times this, and LAST less the steps back to the last item shared."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """`visits` hold each visit's distinct items, the oldest visit first; `having` the last visits of each item.

    `having` names visits by their place, the latest first; `rarity` is the weight of each item.
    """

    visits: tuple[tuple[int, ...], ...]
    having: tuple[tuple[int, ...], ...]
    rarity: tuple[float, ...]

    @classmethod
    def of(cls, visits: tuple[tuple[int, ...], ...], count: int) -> "Neighbours":
        """Return the index of visits, the oldest first, whose items are numbers below `count`."""
        having: list[list[int]] = [[] for _ in range(count)]
        for place in range(len(visits) - 1, -1, -1):
            for item in visits[place]:
                having[item].append(place)
        rarity = (1.0 + RARITY * math.log(len(visits) / len(places)) if places else 1.0 for places in having)
        return cls(visits, tuple(tuple(places[:RECENT]) for places in having), tuple(rarity))

    def scores(self, met: Sequence[int]) -> dict[int, float]:
        """Return the score of every item of the neighbours; `met` are distinct, the item met last is the last of them.

        Items that were met have a score as well. Neighbours that are as near are counted together, which costs a
        fraction of adding each one's items up.
        """
        near: dict[int, list[tuple[int, ...]]] = {}
        for place, likeness in self.nearest(met[: -LAST - 1 : -1]):
            near.setdefault(likeness, []).append(self.visits[place])
        scores: dict[int, float] = {}
        rarity = self.rarity
        for likeness, visits in near.items():
            shared, late = divmod(likeness, _SHARE)
            weight = shared * (1.0 - _FADE * (LAST - late))
            for item, count in Counter(chain.from_iterable(visits)).items():
                scores[item] = scores.get(item, 0.0) + weight * count * rarity[item]
        return scores

    def nearest(self, latest: Sequence[int]) -> list[tuple[int, int]]:
        """Return the visits most like one that met these items, the last met first, each with its likeness.

        Of visits as near, the most recent are taken.
        """
        if len(latest) == 1:
            return [(place, _SHARE + LAST) for place in self.having[latest[0]][:NEIGHBOURS]]
        alike: dict[int, int] = {}
        for back, item in enumerate(latest):
            weight, late = _SHARE * (len(latest) - back), LAST - back
            for place in self.having[item]:
                alike[place] = alike.get(place, late) + weight
        return _best(alike)


def _best(alike: Mapping[int, int]) -> list[tuple[int, int]]:
    """There are few different likenesses, so counting them finds the least that is taken, with nothing to sort."""
    if len(alike) <= NEIGHBOURS:
        return list(alike.items())
    counts, taken, least = Counter(alike.values()), 0, 0
    for least in sorted(counts, reverse=True):
        if taken + counts[least] >= NEIGHBOURS:
            break
        taken += counts[least]
    better = [pair for pair in alike.items() if pair[1] > least]
    equal = sorted((place for place, likeness in alike.items() if likeness == least), reverse=True)
    return better + [(place, least) for place in equal[: NEIGHBOURS - taken]]
