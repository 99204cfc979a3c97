"""Holds our figures against what was promised: what each must be at least, and what is aimed at."""

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.peers.measure import Results
from benchmarks.peers.peers import BARE, DEFAULT, DIRECT, LUA, OURS, TUNED, WORKERD


@dataclass(frozen=True, slots=True)
class Figure:
    """One promise: two measured values, and the most that the one may be of the other; `aim` is what is hoped for.

    `added` compares by what is added, in milliseconds, instead of by a ratio.
    """

    name: str
    ours: float | None
    theirs: float | None
    least: float | None
    aim: float
    added: bool = False

    @property
    def value(self) -> float | None:
        if self.ours is None or self.theirs is None:
            return None
        return self.ours - self.theirs if self.added else self.ours / self.theirs

    @property
    def mark(self) -> str:
        if self.value is None:
            return "not measured"
        if self.value <= self.aim:
            return "aim met"
        if self.least is None:
            return "aim missed"
        return "met, aim missed" if self.value <= self.least else "ABOVE"


def figures(found: Results) -> Iterator[Figure]:
    """Yield every promise, in the issue's order."""
    repeat = found.cpu(OURS, "W2", "100 KB")
    edits = found.cpu(WORKERD, "W1", "100 KB")
    passing = found.cpu(TUNED, "W0", "100 KB")
    yield Figure("repeat page, W2, to nginx + Lua W2", repeat, found.cpu(LUA, "W2", "100 KB"), 1.6, 1.0)
    yield Figure("repeat page, W2, to workerd W1", repeat, edits, 1 / 3, 1 / 5)
    yield Figure("repeat page, W2, to default nginx passing", repeat, found.cpu(DEFAULT, "W0", "100 KB"), None, 1.0)
    yield Figure("repeat page, W2, to tuned nginx passing", repeat, passing, None, 1.5)
    yield Figure("page with tokens, W2, to our repeat page", found.cpu(OURS, "W2", "tokens"), repeat, 1.2, 1.05)
    unseen = found.cpu(OURS, "W2", "never seen")
    yield Figure("page never seen, W2, to workerd W1", unseen, found.cpu(WORKERD, "W1", "never seen"), 1.0, 2 / 3)
    packed = found.cpu(OURS, "W2", "100 KB gzip")
    yield Figure("gzip in and out, W2, to nginx + Lua W2", packed, found.cpu(LUA, "W2", "100 KB gzip"), 0.6, 0.2)
    image = found.cpu(OURS, "W0", "image")
    yield Figure("image, to tuned aiohttp", image, found.cpu(BARE, "W0", "image"), 1.15, 1.0)
    yield Figure("image, to default nginx", image, found.cpu(DEFAULT, "W0", "image"), None, 1.0)
    direct = found.first_bytes.get((DIRECT, "W0"))
    yield Figure(
        "first byte, nothing rewritten, ms added", found.first_bytes.get((OURS, "W0")), direct, 1, 1, added=True
    )
    yield Figure("first byte, W2, ms added", found.first_bytes.get((OURS, "W2")), direct, None, 1, added=True)
