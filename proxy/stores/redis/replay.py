"""Writes what waits in the spool, oldest first, as soon as the store takes it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from prometheus_client import Counter

from proxy.stores.redis.link import AwayError, RefusedError
from proxy.stores.spool import Spool, Waiting
from proxy.stores.store import StoreError
from proxy.stores.write import LATE, Write

AT_ONCE = 200
"""Writes that are on their way at the same time."""

OWN_FAULT = frozenset({"SCHEMA", "WRONGTYPE"})
"""What the store says of one visitor's key; others are not to wait for it."""

NOT_PRIMARY = frozenset({"READONLY"})

Again = Callable[[Write], Awaitable[object]]


@dataclass(slots=True)
class Replay:
    """`again` writes what may have arrived before; `behind` tells that something waits, and what is new behind it.

    `trouble` is why.
    """

    spool: Spool
    again: Again
    doubt: Callable[[], Awaitable[None]]
    clock: Callable[[], float]
    events: Counter
    behind: bool = False
    trouble: str = ""
    size: int = 0
    _refused: bool = False

    async def run(self) -> None:
        """Write all that waits, or as much as can be."""
        if await self._is_empty():
            return
        with self.spool.emptying() as our_turn:
            while our_turn and await self._round():
                pass
        await self._is_empty()

    async def _is_empty(self) -> bool:
        self.size = await self.spool.size()
        self.behind = bool(self.size)
        if not self.size:
            self.trouble = ""
        return not self.size

    async def _round(self) -> bool:
        """Tell whether another round is worth it at once."""
        # where the last ones were refused, one is enough to ask again
        rows = await self._young(await self.spool.oldest(1 if self._refused else AT_ONCE))
        failures = await self._written(rows)
        done = [row for row, failure in zip(rows, failures, strict=True) if failure is None]
        own = [row for row, failure in zip(rows, failures, strict=True) if _is_own_fault(failure)]
        await self.spool.remove(done)
        await self.spool.postpone(own)
        self.events.labels("replayed").inc(sum(row.write.events for row in done))
        self.trouble = next((str(failure) for failure in failures if failure), "")
        if any(isinstance(failure, RefusedError) and failure.code in NOT_PRIMARY for failure in failures):
            await self.doubt()
        self._refused = len(done) + len(own) < len(rows)
        return bool(done) and not self._refused

    async def _young(self, rows: Sequence[Waiting]) -> Sequence[Waiting]:
        """Give up what the store could not know again if it came twice."""
        old = [row for row in rows if row.write.at < self.clock() - LATE]
        if old:
            await self.spool.remove(old)
            self.events.labels("dropped").inc(sum(row.write.events for row in old))
        return [row for row in rows if row not in old]

    async def _written(self, rows: Sequence[Waiting]) -> Sequence[StoreError | None]:
        answers: list[Awaitable[object]] = []
        away: AwayError | None = None
        for row in rows:
            try:
                answers.append(self.again(row.write))
            except AwayError as error:
                away = error
                break
        said = await asyncio.gather(*answers, return_exceptions=True)
        failures = [_failure(each) for each in said]
        return [*failures, *[away] * (len(rows) - len(failures))]


def _failure(said: object) -> StoreError | None:
    if isinstance(said, BaseException) and not isinstance(said, StoreError):
        raise said
    return said if isinstance(said, StoreError) else None


def _is_own_fault(failure: StoreError | None) -> bool:
    return isinstance(failure, RefusedError) and failure.code in OWN_FAULT
