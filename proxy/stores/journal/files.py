"""Writes the journal into day files of this machine: in batches, by a thread of its own, behind the answers."""

import asyncio
import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from proxy.edge.tasks import Tasks
from proxy.journal import Note, Served, note_of, written
from proxy.metrics import Metrics
from proxy.seldom import Seldom
from proxy.stores.journal.days import Days, JournalError, day_of

_log = logging.getLogger(__name__)

PAUSE = 0.25
"""Seconds between two batches: what a crash may cost."""

MOST = 20_000
"""Pages that may wait while the disk takes nothing, some 20 MB; then the oldest go."""

AGAIN = 1.0
"""Seconds until an erased visitor is looked for once more: another worker may have had a batch on its way."""

OFTEN = 3600.0
"""Seconds between two looks at which days are over their time."""


@dataclass(slots=True)
class Waiting:
    """Lines that were made and not yet written, by their day and visitor."""

    day: str
    who: str
    line: bytes


class FileJournal:
    """A `Journal` in day files; `keep_for` is how many seconds a day is kept."""

    def __init__(self, days: Days, metrics: Metrics, keep_for: float, clock: Callable[[], float] = time.time) -> None:
        self._days = days
        self._notes = metrics.journal_notes
        self._keep_for = keep_for
        self._clock = clock
        self._happened: deque[Served | Note] = deque()
        self._waiting: deque[Waiting] = deque()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="journal")
        self._erased: set[str] = set()
        self._erasing = threading.Lock()
        self._seldom = Seldom(time.monotonic)
        self._trouble = ""

    def start(self, tasks: Tasks) -> None:
        for who in self._days.owed():
            tasks.start(self.erase(who), "erase from the journal")
        tasks.every(PAUSE, self.flush, "write the journal")
        tasks.every(OFTEN, self.trim, "trim the journal")

    def keep(self, happened: Served | Note) -> None:
        self._happened.append(happened)
        if len(self._happened) > MOST:
            self._happened.popleft()
            self._notes.labels("lost").inc()

    async def flush(self) -> None:
        """Write what waits; while that cannot be, it waits on, and the log says so once."""
        if self._happened or self._waiting:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._write)

    async def trim(self) -> None:
        before = self._clock() - self._keep_for
        await asyncio.get_running_loop().run_in_executor(self._thread, self._days.trim, before)

    async def erase(self, who: str) -> None:
        """Raise JournalError when it cannot be done."""
        await asyncio.to_thread(self._days.owe, who)
        for pause in (AGAIN, 0.0):
            await asyncio.get_running_loop().run_in_executor(self._thread, self._drop, who)
            self._erased.add(who)
            # beside the thread that writes, since all days are looked through
            await asyncio.to_thread(self._erase)
            await asyncio.sleep(pause)

    async def close(self) -> None:
        await self.flush()
        await asyncio.to_thread(self._thread.shutdown)

    def _drop(self, who: str) -> None:
        """Forget what was not written yet."""
        self._make()
        self._waiting = deque(waiting for waiting in self._waiting if waiting.who != who)

    def _erase(self) -> None:
        """Erase all who are to be erased in one pass over the days."""
        with self._erasing:
            visitors = set(self._erased)
            if visitors:
                self._days.erase(visitors)
                self._erased -= visitors

    def _make(self) -> None:
        while self._happened:
            happened = self._happened.popleft()
            note = note_of(happened) if isinstance(happened, Served) else happened
            self._waiting.append(Waiting(day_of(note.at), note.who, written(note)))
        while len(self._waiting) > MOST:
            self._waiting.popleft()
            self._notes.labels("lost").inc()

    def _write(self) -> None:
        self._make()
        lines: dict[str, list[bytes]] = {}
        for waiting in self._waiting:
            lines.setdefault(waiting.day, []).append(waiting.line)
        try:
            self._days.append(lines)
        except JournalError as error:
            self._tell(str(error))
            return
        self._notes.labels("written").inc(len(self._waiting))
        self._waiting.clear()
        self._tell("")

    def _tell(self, trouble: str) -> None:
        """Log what is wrong when it begins, changes and ends."""
        if trouble != self._trouble and self._seldom.allows("trouble"):
            self._trouble = trouble
            _log.warning("the journal %s", f"waits: {trouble}" if trouble else "is written again")
