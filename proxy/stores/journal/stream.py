"""Writes the journal into a stream of Redis that all replicas share, until `devanture drain` takes it from there."""

import asyncio
import secrets
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress

from proxy.journal import Note, Served, note_of, written
from proxy.store_url import RedisUrl, Shape
from proxy.stores.journal.files import AGAIN, MOST, PAUSE
from proxy.stores.redis.cluster import ClusterRoutes
from proxy.stores.redis.line import Terms, context_of
from proxy.stores.redis.link import Waits, Word
from proxy.stores.redis.replay import Replay
from proxy.stores.redis.routes import OneRoute, Routes
from proxy.stores.redis.store import LOOK, Means
from proxy.stores.spool import Spool
from proxy.stores.store import StoreError
from proxy.stores.write import Write

NAME = "journal"
KEY = f"dv:{{{NAME}}}:lines"
"""The stream. An entry is `w`, a visitor, and `l`, a line; or `e`: what came before of that visitor is erased."""

LONGEST = 100_000
"""Entries that the stream holds at most, some 80 MB: beyond them the oldest go, for nobody drains it."""

LOOKED = 1000
"""Entries that one script looks through."""

_ERASE = """
local last, count = '', 0
for _, entry in ipairs(redis.call('XRANGE', KEYS[1], ARGV[2], '+', 'COUNT', ARGV[3])) do
  last, count = entry[1], count + 1
  if entry[2][2] == ARGV[1] then redis.call('XDEL', KEYS[1], last) end
end
return count == tonumber(ARGV[3]) and last or ''
"""


def routes_of(url: RedisUrl, waits: Waits) -> Routes:
    """Return the way to the stream, inside a running loop; somebody has to `run` it."""
    route = ClusterRoutes if url.shape is Shape.CLUSTER else OneRoute
    return route(Terms(url, waits, context_of(url.tls)), lambda: None)


def added(write: Write) -> tuple[Word, ...]:
    what, text = ("e", "") if write.bodies is None else ("l", write.bodies[0])
    return "XADD", KEY, "MAXLEN", "~", LONGEST, "*", "w", write.who, what, text


class StreamJournal:
    """A `Journal` in Redis; what it does not take waits in a file of this machine, bounded, also across restarts."""

    def __init__(self, url: RedisUrl, means: Means, keep: float, clock: Callable[[], float] = time.time) -> None:
        """Begin to reach the servers, inside a running loop; raise StoreError for files that cannot be used."""
        self._keep = keep
        self._clock = clock
        self._notes = means.metrics.journal_notes
        self._happened: deque[Served | Note] = deque()
        self._routes = routes_of(url, means.waits)
        self._spool = Spool(means.folder / "journal-spool.sqlite", means.limit)
        self._replay = Replay(self._spool, self._again, self._routes.doubt, clock, self._notes)
        self._replay.behind = self._spool.was_used
        self._going: set[asyncio.Task[None]] = set()
        means.tasks.every(LOOK, self._routes.run, "reach the journal")
        means.tasks.every(LOOK, self._look, "write what waits for the journal")
        means.tasks.every(PAUSE, self.flush, "write the journal")

    def keep(self, happened: Served | Note) -> None:
        self._happened.append(happened)
        if len(self._happened) > MOST:
            self._happened.popleft()
            self._notes.labels("lost").inc()

    async def flush(self) -> None:
        """Send what waits, or put it into the file; whoever gives up the wait takes nothing back."""
        writes = []
        while self._happened:
            happened = self._happened.popleft()
            note = note_of(happened) if isinstance(happened, Served) else happened
            writes.append(Write(note.who, note.at, note.id, (written(note).decode().rstrip("\n"),)))
        if writes:
            task = asyncio.get_running_loop().create_task(self._written(writes))
            self._going.add(task)
            task.add_done_callback(self._going.discard)
            await asyncio.shield(task)

    async def erase(self, who: str) -> None:
        """Take the visitor out of the stream, and tell the drain to do the same; raise StoreError when that is lost.

        While the stream cannot be reached, that waits in the file.
        """
        for pause in (AGAIN, 0.0):
            await self.flush()
            await self._spool.add([Write(who, self._clock(), f"erase {who} {secrets.token_urlsafe(6)}", None)])
            self._replay.behind = True
            await self._routes.tried()
            await self._replay.run()
            # another replica may have had some on their way
            await asyncio.sleep(pause)

    async def close(self) -> None:
        await self.flush()
        if self._going:
            await asyncio.wait(self._going)
        self._routes.close()
        await self._spool.close()

    async def _written(self, writes: Sequence[Write]) -> None:
        await self._routes.tried()
        missed = writes if self._replay.behind else await self._sent(writes)
        self._notes.labels("written").inc(len(writes) - len(missed))
        if missed:
            self._replay.behind = True
            await self._spooled(missed)

    async def _sent(self, writes: Sequence[Write]) -> Sequence[Write]:
        """Return what was not taken for certain; what was taken nevertheless counts once, by its name."""
        taken = await asyncio.gather(*(self._takes(added(write)) for write in writes))
        await self._takes(("EXPIRE", KEY, int(self._keep)))
        return [write for write, was_taken in zip(writes, taken, strict=True) if not was_taken]

    async def _takes(self, words: tuple[Word, ...]) -> bool:
        try:
            await self._routes.send(NAME, words)
        except StoreError:
            return False
        return True

    async def _spooled(self, writes: Sequence[Write]) -> None:
        try:
            dropped = await self._spool.add(writes)
        except StoreError:
            self._notes.labels("lost").inc(len(writes))
            raise
        self._notes.labels("waiting").inc(len(writes))
        self._notes.labels("dropped").inc(dropped)

    async def _again(self, write: Write) -> None:
        if write.bodies is None:
            await self._taken_out(write.who)
        await self._routes.send(NAME, added(write))
        await self._routes.send(NAME, ("EXPIRE", KEY, int(self._keep)))

    async def _taken_out(self, who: str) -> None:
        begin: str | bytes = "-"
        while True:
            last = await self._routes.send(NAME, ("EVAL", _ERASE, 1, KEY, who, begin, LOOKED))
            if not isinstance(last, bytes) or not last:
                return
            begin = b"(" + last

    async def _look(self) -> None:
        await self._routes.tried()
        with suppress(StoreError):
            await self._replay.run()
