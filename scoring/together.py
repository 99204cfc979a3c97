"""What is met together: for each item those that visits met near it, best what came soon after."""

import heapq
from collections.abc import Iterable, Mapping, Sequence

REACH = 10
"""Steps from one item to another that still count as together."""

BEFORE = 0.5
"""What an item that came before counts, beside one that came after: next is asked for, and back is possible."""

MOST = 20
"""Items that are kept for each."""

Row = tuple[int, ...]
"""Items met with one item, the best first."""


def together(visits: Iterable[Sequence[int]]) -> Mapping[int, Row]:
    """Return the row of each item, given the items of visits in the order they were met.

    Two items count by the inverse square of the steps between them: on visits held out of the data that
    `python -m benchmarks recommend` measures, that found the next item better than the inverse of the steps.
    """
    weights: dict[int, dict[int, float]] = {}
    for items in visits:
        for at, item in enumerate(items):
            for steps, other in enumerate(items[at + 1 : at + 1 + REACH], 1):
                if item != other:
                    _add(weights, (item, other), steps**-2)
                    _add(weights, (other, item), BEFORE * steps**-2)
    return {item: _best(row) for item, row in weights.items()}


def _add(weights: dict[int, dict[int, float]], pair: tuple[int, int], weight: float) -> None:
    row = weights.setdefault(pair[0], {})
    row[pair[1]] = row.get(pair[1], 0.0) + weight


def _best(weights: Mapping[int, float]) -> Row:
    return tuple(heapq.nsmallest(MOST, weights, key=lambda item: (-weights[item], item)))
