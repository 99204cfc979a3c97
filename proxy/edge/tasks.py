"""Runs work in the background: starts it, sees it through or tries again, stops it; no failure goes unnoticed."""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Mapping

from proxy.metrics import Metrics
from proxy.seldom import Seldom

LONGEST = 60.0
"""Seconds that repeated work waits at most after failures; one that ran for longer starts counting anew."""

_log = logging.getLogger(__name__)


class Tasks:
    """The background work of one event loop; names are few, for they become labels."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._once: set[asyncio.Task[None]] = set()
        self._repeated: set[asyncio.Task[None]] = set()
        self._stopped = False
        self._seldom = Seldom(lambda: asyncio.get_running_loop().time())

    def start(self, work: Coroutine[object, object, object], name: str) -> None:
        """Do this once, in the background."""
        if self._stopped:
            work.close()
            self._ended(name, "dropped")
            return
        self._hold(self._once, self._one(work, name), name)

    def every(self, seconds: float, call: Callable[[], Awaitable[object]], name: str) -> None:
        """Do this now and again `seconds` after each end; after failures the pause doubles, up to LONGEST.

        What is meant to run for ever is started again when it fails.
        """
        self._hold(self._repeated, self._again(seconds, call, name), name)

    def waiting(self) -> Mapping[str, int]:
        """Return how much of the work that is done once has not come to its end, by name."""
        return Counter(task.get_name() for task in self._once)

    async def stop(self, deadline: float) -> None:
        """End repeated work at once, and give work that is done once `deadline` seconds to come to its end."""
        self._stopped = True
        await _cancelled(self._repeated)
        once = set(self._once)
        if once:
            await asyncio.wait(once, timeout=deadline)
        late = {task for task in once if not task.done()}
        for task in late:
            self._ended(task.get_name(), "dropped")
        if late:
            _log.warning("stopped with work undone: %s", ", ".join(sorted({task.get_name() for task in late})))
        await _cancelled(late)

    def _hold(self, held: set[asyncio.Task[None]], work: Coroutine[object, object, None], name: str) -> None:
        task = asyncio.get_running_loop().create_task(work, name=name)
        held.add(task)
        task.add_done_callback(held.discard)

    async def _one(self, work: Coroutine[object, object, object], name: str) -> None:
        await self._attempt(lambda: work, name)

    async def _again(self, seconds: float, call: Callable[[], Awaitable[object]], name: str) -> None:
        loop, pause = asyncio.get_running_loop(), seconds
        while True:
            began = loop.time()
            good = await self._attempt(call, name)
            fresh = good or loop.time() - began > LONGEST
            pause = seconds if fresh else min(2 * pause, max(LONGEST, seconds))
            await asyncio.sleep(pause)

    async def _attempt(self, call: Callable[[], Awaitable[object]], name: str) -> bool:
        """Tell whether it went well."""
        try:
            await call()
        except Exception:  # noqa: BLE001 - one of the three: nobody else would ever hear of it
            if self._ended(name, "failed"):
                _log.exception("background work failed: %s", name)
            return False
        self._ended(name, "done")
        return True

    def _ended(self, name: str, outcome: str) -> bool:
        """Count it, and tell whether it may be logged now."""
        self._metrics.background.labels(name, outcome).inc()
        return outcome == "failed" and self._seldom.allows(name)


async def _cancelled(tasks: set[asyncio.Task[None]]) -> None:
    ending = set(tasks)
    for task in ending:
        task.cancel()
    if ending:
        await asyncio.wait(ending, timeout=1.0)
