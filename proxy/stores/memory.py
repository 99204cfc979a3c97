"""Keeps visitors in the memory of one process: for trying things out, for tests, and for shops that keep nothing."""

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from proxy.stores.fold import WORTHWHILE, Entry, entries, folded, split
from proxy.stores.store import KEEP, StoreError
from scoring.event import Event
from scoring.forget import forget
from scoring.visitor import Visitor

VISITORS = 10_000
"""Visitors held at once, about 100 MB when each has seen twenty pages; the one unheard of for longest goes first."""


@dataclass(frozen=True, slots=True)
class Past:
    """One visitor: a snapshot, the events since, and when the last of them were recorded."""

    snapshot: Visitor = Visitor()
    unfolded: tuple[Entry, ...] = ()
    recorded: float = 0.0

    def compacted(self, now: float, keep: float) -> "Past":
        ready, rest = split(self.unfolded, now)
        if len(ready) < WORTHWHILE:
            return self
        return Past(forget(folded(self.snapshot, ready), now - keep, now), tuple(rest), self.recorded)


class MemoryStore:
    """A `Store` that forgets everything when the process ends."""

    def __init__(self, keep: float = KEEP, visitors: int = VISITORS, clock: Callable[[], float] = time.time) -> None:
        self._keep = keep
        self._visitors = visitors
        self._clock = clock
        self._pasts: OrderedDict[str, Past] = OrderedDict()
        self._closed = False

    async def load(self, who: str) -> Visitor:
        self._check()
        past, now = self._pasts.get(who, Past()), self._clock()
        return forget(folded(past.snapshot, past.unfolded), now - self._keep, now)

    async def record(self, who: str, events: Sequence[Event]) -> None:
        self._check()
        now = self._clock()
        past = self._pasts.pop(who, Past())
        self._pasts[who] = Past(past.snapshot, (*past.unfolded, *entries(events)), now).compacted(now, self._keep)
        self._sweep(now)

    async def erase(self, who: str) -> None:
        self._check()
        self._pasts.pop(who, None)

    async def close(self) -> None:
        self._closed = True
        self._pasts.clear()

    def _sweep(self, now: float) -> None:
        while self._pasts:
            who, past = next(iter(self._pasts.items()))
            if len(self._pasts) <= self._visitors and past.recorded > now - self._keep:
                return
            del self._pasts[who]

    def _check(self) -> None:
        if self._closed:
            raise StoreError("the store is closed")
