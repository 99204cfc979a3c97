"""How well the next item of real visits is foreseen, and what one offer costs among 100,000 visits."""

import random
import time
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scoring.foreseen import LISTED, foreseen
from scoring.learned import KEPT_VISITS, learned, read, written
from scoring.recommend import Recommender
from scoring.visitlist import visits_of
from tests.support.tree import ROOT

CLICKS = ROOT.parent / "shared" / "data" / "clickstream"

HITS, RANK = 0.65, 0.31
COST = 1.0
"""Milliseconds that nine of ten offers may take."""

_EXCHANGED = 0.3
_SEED = 20261122

Visits = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Spent:
    """Milliseconds of CPU for one offer."""

    p50: float
    p90: float
    p99: float


def visits(part: str) -> Visits:
    with (CLICKS / f"serenade_toy_{part}.tsv").open(encoding="ascii", newline="") as lines:
        return visits_of(lines)


def grown(few: Visits, count: int) -> Visits:
    """Return `count` visits: the real ones again and again, with some items exchanged for others of the real ones.

    An item that many visits met comes in for another as often, so the copies are as crowded as the shop is.
    """
    draw = random.Random(_SEED)
    items = [item for visit in few for item in visit]
    return [
        [item if draw.random() > _EXCHANGED else draw.choice(items) for item in few[number % len(few)]]
        for number in range(count)
    ]


def spent(recommender: Recommender, asked: Visits) -> Spent:
    times = sorted(_cpu(recommender.after, visit) for visit in asked)
    return Spent(*(times[int(len(times) * share)] for share in (0.5, 0.9, 0.99)))


def _cpu(offer: Callable[[Sequence[str]], object], visit: Sequence[str]) -> float:
    began = time.thread_time()
    offer(visit)
    return (time.thread_time() - began) * 1000


def main() -> int:
    if not CLICKS.exists():
        print("shared/data/clickstream is not beside this clone: no figure for what is recommended")
        return 0
    train, valid = visits("train"), visits("valid")
    found = foreseen(Recommender.of(learned(train)), valid)
    print(f"\nnext items of {len(valid)} real visits, {found.count} in all, by what {len(train)} earlier ones taught")
    print(f"{found.hits:.4f} among {LISTED} offered (at least {HITS}), MRR {found.rank:.4f} (at least {RANK})")
    cost = _at_size(train, valid)
    return 0 if found.hits >= HITS and found.rank >= RANK and cost.p90 <= COST else 1


def _at_size(train: Visits, valid: Visits) -> Spent:
    raw = written(learned(grown(train, KEPT_VISITS)))
    began = time.thread_time()
    recommender = Recommender.of(read(raw))
    loaded = time.thread_time() - began
    asked = [visit[:end] for visit in valid for end in range(1, len(visit) + 1)]
    cost = spent(recommender, asked)
    crowd = [item for item, _ in sorted(recommender.seen.items(), key=lambda pair: -pair[1])[:4]]
    worst = spent(recommender, [crowd] * 200)
    size, weight = len(raw) / 1e6, _weight(raw)
    print(f"{KEPT_VISITS} visits: a file of {size:.1f} MB, loaded in {loaded:.2f} s of CPU, {weight:.0f} MB of memory")
    print(f"an offer takes {cost.p50:.2f} ms at p50, {cost.p90:.2f} at p90 (at most {COST:.0f}), {cost.p99:.2f} at p99")
    print(f"an offer to somebody who met the four items that most visits met: {worst.p50:.2f} ms at p50")
    return cost


def _weight(raw: bytes) -> float:
    """Return the megabytes of what one process keeps of a file."""
    tracemalloc.start()
    recommender = Recommender.of(read(raw))
    weight = tracemalloc.get_traced_memory()[0] / 1e6 if recommender.items else 0.0
    tracemalloc.stop()
    return weight
