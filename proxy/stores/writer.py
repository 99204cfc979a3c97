"""The one writer of a process: a thread that commits, in one transaction, all that was waiting."""

import logging
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from proxy.stores.store import StoreError
from proxy.stores.tables import Limits, file_at, log_of, opened, reread, scrubbed, sweep

WAITING = 10_000
"""Jobs that may wait. Beyond them a new one is refused, not an old one dropped: who is refused is told so at once."""

AGAIN = 1.0
"""Seconds between two tries to scrub the log, two sweeps, and two proofs that what was written can be read."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """Something to write about one visitor; `scrub` when nothing of what was there may stay in the log."""

    who: str
    work: Callable[[sqlite3.Connection], None]
    scrub: bool = False
    done: Future[None] = field(default_factory=Future)


class Writer:
    """Takes jobs from any thread; `Job.done` ends when they are committed, or with StoreError."""

    def __init__(self, path: Path, limits: Callable[[], Limits], let_go: Callable[[], None] = lambda: None) -> None:
        """Open the file; raise StoreError when it cannot be a store.

        `let_go` closes what others here have open of a file that is no longer the one at its path.
        """
        self._path = path
        self._limits = limits
        self._let_go = let_go
        self._connection: sqlite3.Connection | None = opened(path)
        self._file = file_at(path)
        self._log = file_at(log_of(path))
        self._changed = threading.Condition()
        self._waiting: deque[Job] = deque()
        self._last: dict[str, Job] = {}
        self._closed = False
        self._scrub = False
        self._swept = 0.0
        self._doubt: str | None = None
        self._proven = 0.0
        self._trouble = ""
        self._thread = threading.Thread(target=self._run, name="store-writer", daemon=True)
        self._thread.start()

    def submit(self, job: Job) -> Job:
        """Put a job in the queue; raise StoreError when it is full or closed."""
        with self._changed:
            if self._closed:
                raise StoreError("the store is closed")
            if len(self._waiting) >= WAITING:
                raise StoreError(f"{WAITING} writes are waiting already")
            self._waiting.append(job)
            self._last[job.who] = job
            self._changed.notify()
        return job

    def pending(self, who: str) -> Future[None] | None:
        """Return the last job about that visitor that is not committed yet."""
        with self._changed:
            job = self._last.get(who)
        return job.done if job else None

    def close(self) -> None:
        """Write all that waits and end the thread."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join()

    def _run(self) -> None:
        group: list[Job] = []
        try:
            while not self._ended():
                group = self._take()
                self._finish(group, self._commit(group))
        finally:
            with self._changed:
                self._closed = True
                group += self._waiting
            lost = StoreError("the writer has ended")
            self._finish(group, {job: lost for job in group if not job.done.done()})
            self._drop()

    def _finish(self, group: list[Job], failures: dict[Job, StoreError]) -> None:
        with self._changed:
            for job in group:
                if self._last.get(job.who) is job:
                    del self._last[job.who]
        for job in group:
            if job in failures:
                job.done.set_exception(failures[job])
            elif not job.done.done():
                job.done.set_result(None)

    def _ended(self) -> bool:
        with self._changed:
            return self._closed and not self._waiting

    def _take(self) -> list[Job]:
        with self._changed:
            if not self._waiting and not self._closed:
                self._changed.wait(AGAIN if self._scrub or self._doubt is not None else None)
            group = list(self._waiting)
            self._waiting.clear()
        return group

    def _commit(self, group: list[Job]) -> dict[Job, StoreError]:
        """Write the group; return what went wrong, job by job."""
        try:
            connection = self._current()
            failures = self._write(connection, group)
            self._log = file_at(log_of(self._path))
            self._doubt = group[-1].who if group else self._doubt
            self._prove()
        except (sqlite3.Error, StoreError) as error:
            self._drop()
            self._proven = 0.0
            self._tell(f"cannot be written: {error}")
            return dict.fromkeys(group, StoreError(f"not written: {error}"))
        self._tell("")
        self._scrub = self._scrub or any(job.scrub for job in group)
        with suppress(sqlite3.OperationalError):
            self._scrub = self._scrub and not scrubbed(connection)
        return failures

    def _current(self) -> sqlite3.Connection:
        """Return a connection to the file at our path: SQLite goes on with the file it opened, wherever that is now."""
        if self._connection is not None and file_at(self._path) != self._file:
            log.error("store %s was removed or replaced while in use, and is opened as it is now", self._path)
            self._drop()
            self._let_go()
            self._discard_log()
        if self._connection is None:
            self._connection = opened(self._path)
            self._file = file_at(self._path)
        return self._connection

    def _discard_log(self) -> None:
        """Remove the log of a file that is gone: SQLite would play it into the one that stands there now."""
        if self._log is not None and file_at(log_of(self._path)) == self._log:
            log_of(self._path).unlink(missing_ok=True)

    def _prove(self) -> None:
        """Raise when a newcomer could not read what was written: when others write over its file, SQLite is unaware."""
        now = time.monotonic()
        if self._doubt is not None and now - self._proven >= AGAIN:
            who, self._doubt, self._proven = self._doubt, None, now
            reread(self._path, who)

    def _write(self, connection: sqlite3.Connection, group: list[Job]) -> dict[Job, StoreError]:
        failures = {}
        limits = self._limits()
        with connection:
            connection.execute("BEGIN IMMEDIATE")
            for job in group:
                try:
                    job.work(connection)
                except StoreError as error:
                    failures[job] = error
            if abs(limits.now - self._swept) >= AGAIN:
                sweep(connection, limits)
                self._swept = limits.now
        return failures

    def _drop(self) -> None:
        """Let go of a connection that failed: the next write opens the file anew, mended or replaced."""
        connection, self._connection = self._connection, None
        if connection:
            connection.close()

    def _tell(self, trouble: str) -> None:
        """Log when trouble begins or changes, and when it ends: a store that is down is no reason to fill a disk."""
        if trouble and trouble != self._trouble:
            log.error("store %s %s", self._path, trouble)
        elif self._trouble and not trouble:
            log.warning("store %s can be written again", self._path)
        self._trouble = trouble
