"""Keeps visitors in Redis, which several machines share; what it cannot take waits in a file of this machine."""

import asyncio
import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from proxy.edge.tasks import Tasks
from proxy.metrics import Metrics
from proxy.seldom import Seldom
from proxy.store_url import RedisUrl, Shape
from proxy.stores.fold import WORTHWHILE, folded, split
from proxy.stores.redis import layout
from proxy.stores.redis.cluster import ClusterRoutes
from proxy.stores.redis.line import Terms, context_of
from proxy.stores.redis.link import AwayError, Waits, Word
from proxy.stores.redis.recent import RECENT, Recent
from proxy.stores.redis.replay import Replay
from proxy.stores.redis.routes import OneRoute, Routes
from proxy.stores.spool import Spool
from proxy.stores.store import KEEP, StoreError
from proxy.stores.write import Write
from scoring.event import Event
from scoring.forget import forget
from scoring.visitor import Visitor

_log = logging.getLogger(__name__)

LOOK = 0.25
"""Seconds between two looks at what waits in the spool."""


@dataclass(frozen=True, slots=True)
class Means:
    """What a shared store works with: a folder for its spool of at most `limit` bytes, who runs its work, counts."""

    folder: Path
    tasks: Tasks
    metrics: Metrics
    waits: Waits = Waits(0.05, 2.0)
    limit: int = 64 * 2**20


class RedisStore:
    """A `Store` in Redis: one round trip to load a visitor, one to append, many of them in one write."""

    def __init__(self, url: RedisUrl, means: Means, keep: float = KEEP, clock: Callable[[], float] = time.time) -> None:
        """Begin to reach the servers, inside a running loop; raise StoreError for files that cannot be used."""
        self._keep = keep
        self._clock = clock
        self._metrics = means.metrics
        terms = Terms(url, means.waits, context_of(url.tls))
        self._spool = Spool(means.folder / "spool.sqlite", means.limit)
        route = ClusterRoutes if url.shape is Shape.CLUSTER else OneRoute
        self._routes: Routes = route(terms, self._repeat)
        self._replay = Replay(self._spool, self._again, self._doubt, clock, means.metrics.store_events)
        self._replay.behind = self._spool.was_used
        self._recent = Recent()
        self._url = url
        self._told = ""
        self._repeated = False
        self._seldom = Seldom(time.monotonic)
        self._going: set[asyncio.Task[None]] = set()
        self._spooling: dict[str, asyncio.Task[None]] = {}
        self._closed = False
        means.tasks.every(LOOK, self._routes.run, "reach the store")
        means.tasks.every(LOOK, self._look, "write what waits for the store")

    def trouble(self) -> str:
        """Return what is wrong with the store, "" when all goes well."""
        return self._routes.trouble or self._replay.trouble

    async def load(self, who: str) -> Visitor:
        self._check(who)
        await self._routes.tried()
        if who in self._spooling:
            await asyncio.wait([self._spooling[who]])
        self._routes.check(who)
        waiting = await self._spool.of(who) if self._is_behind else ()
        kept = await self._kept(who)
        now, with_all = self._clock(), kept.with_writes(waiting)
        visitor = folded(with_all.snapshot, with_all.entries)
        young = forget(visitor, now - self._keep, now)
        if not waiting:
            self._compact(who, kept, now, is_old=young is not visitor)
        return young

    async def record(self, who: str, events: Sequence[Event]) -> None:
        self._check(who)
        if events:
            await self._written(self._write(who, tuple(map(layout.body_of, events))))

    async def erase(self, who: str) -> None:
        self._check(who)
        self._recent.forget(who)
        await self._spool.forget(who)
        await self._written(self._write(who, None))

    async def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        if self._going:
            await asyncio.wait(self._going)
        self._routes.close()
        await self._spool.close()

    @property
    def _is_behind(self) -> bool:
        """Tell that something waits in the spool, or is on its way into it."""
        return self._replay.behind or bool(self._spooling)

    def _check(self, who: str) -> None:
        if self._closed:
            raise StoreError("the store is closed")
        if not who.isascii():
            raise StoreError("an id is ASCII")

    def _write(self, who: str, bodies: tuple[str, ...] | None) -> Write:
        return Write(who, self._clock(), secrets.token_urlsafe(9), bodies)

    async def _kept(self, who: str) -> layout.Kept:
        try:
            return layout.read(who, await self._routes.send(who, layout.load(who)))
        except layout.StrayError as error:
            self._routes.drop(who, str(error))
            raise

    async def _written(self, write: Write) -> None:
        """Send it at once; whoever gives up the wait does not take it back."""
        answer = self._sent(write)
        task = self._begin(self._spooled([write]) if answer is None else self._seen_through(write, answer))
        if answer is None:
            self._wait_behind([write], task)
        await asyncio.shield(task)

    def _sent(self, write: Write) -> Awaitable[object] | None:
        if not self._is_behind:
            with suppress(AwayError):
                return self._routes.send(write.who, layout.written(write, self._keep, again=False))
        return None

    async def _seen_through(self, write: Write, answer: Awaitable[object]) -> None:
        """Wait until the store has it, or else the spool."""
        try:
            self._taken(write, await answer)
        except StoreError:
            self._wait_behind([write], asyncio.current_task())
            await self._spooled([write])
        else:
            self._metrics.store_events.labels("written").inc(write.events)

    def _taken(self, write: Write, answer: object) -> None:
        if answer != write.token.encode("ascii"):
            self._routes.drop(write.who, "it answered something else than it was asked")
            raise StoreError("the answer is none to this write")
        self._recent.add(write, asyncio.get_running_loop().time())

    async def _again(self, write: Write) -> None:
        self._taken(write, await self._routes.send(write.who, layout.written(write, self._keep, again=True)))

    def _wait_behind(self, writes: Sequence[Write], task: asyncio.Task[None] | None) -> None:
        """From here on what is new waits behind them, and loads of their visitors until the spool has them."""
        self._replay.behind = True
        if task:
            mine = dict.fromkeys((write.who for write in writes), task)
            self._spooling |= mine
            task.add_done_callback(lambda _: self._passed(mine))

    def _passed(self, mine: Mapping[str, asyncio.Task[None]]) -> None:
        for who, task in mine.items():
            if self._spooling.get(who) is task:
                del self._spooling[who]

    async def _spooled(self, writes: Sequence[Write]) -> None:
        events = sum(write.events for write in writes)
        try:
            dropped = await self._spool.add(writes)
        except StoreError:
            self._metrics.store_events.labels("lost").inc(events)
            raise
        self._replay.behind = True
        self._metrics.store_events.labels("waiting").inc(events)
        self._metrics.store_events.labels("dropped").inc(dropped)

    def _repeat(self) -> None:
        """Let the newest wait in the spool once more: the server that is written to next may have missed them."""
        writes = self._recent.since(asyncio.get_running_loop().time() - RECENT)
        if writes and not self._closed:
            self._wait_behind(writes, self._begin(self._spooled(writes)))

    async def _doubt(self) -> None:
        """Look for a primary in the place of a server that became a replica, of whom nobody knows what it knows."""
        if not self._repeated:
            self._repeated = True
            self._repeat()
        await self._routes.doubt()

    async def _look(self) -> None:
        await self._routes.tried()
        try:
            await self._replay.run()
        except StoreError as error:
            self._replay.trouble = str(error)
        self._repeated = self._repeated and self._replay.behind
        self._tell(self.trouble())
        self._metrics.store_waiting.set(self._replay.size)

    def _tell(self, trouble: str) -> None:
        """Log what is wrong when it begins, changes and ends, a line a second at most."""
        if trouble != self._told and self._seldom.allows("trouble"):
            self._told = trouble
            _log.warning("store %s %s", self._url, f"fails: {trouble}" if trouble else "is well again")

    def _compact(self, who: str, kept: layout.Kept, now: float, *, is_old: bool) -> None:
        taken = split(kept.entries, now)[0][: layout.FOLDED]
        if len(taken) >= WORTHWHILE or (is_old and (taken or kept.revision)):
            snapshot = forget(folded(kept.snapshot, taken), now - self._keep, now)
            self._begin(self._fold(who, layout.fold(who, kept, snapshot, (now, taken))))

    async def _fold(self, who: str, command: tuple[Word, ...]) -> None:
        """Put a snapshot in the place of what it took in; when that cannot be now, a later load asks again."""
        with suppress(StoreError):
            await self._routes.send(who, command)

    def _begin(self, work: Coroutine[object, object, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._going.add(task)
        task.add_done_callback(self._going.discard)
        return task
