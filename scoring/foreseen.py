"""How often the next item of a visit is among those that were offered: what `learn` and the benchmarks print."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from scoring.recommend import Recommender

LISTED = 20
"""Items of an offer that count."""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """Over `count` next items: the share that was offered, and the mean of 1/rank, 0 for one that was not (MRR)."""

    count: int
    hits: float
    rank: float


def foreseen(recommender: Recommender, visits: Iterable[Sequence[str]]) -> Foreseen:
    """Return how well every next item of visits is foreseen, each from all that the visit had met before it."""
    ranks = list(_ranks(recommender, visits))
    count = len(ranks) or 1
    return Foreseen(len(ranks), sum(map(bool, ranks)) / count, sum(1 / rank for rank in ranks if rank) / count)


def _ranks(recommender: Recommender, visits: Iterable[Sequence[str]]) -> Iterator[int]:
    for visit in visits:
        for end in range(1, len(visit)):
            offered = recommender.after(visit[:end])[:LISTED]
            yield offered.index(visit[end]) + 1 if visit[end] in offered else 0
