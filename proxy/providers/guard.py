"""Lets a lookup fail: what is late or broken is unknown, counted, and never in the way of the page."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from proxy.metrics import Metrics
from proxy.seldom import Seldom
from proxy.stores import StoreError

T = TypeVar("T")

_log = logging.getLogger(__name__)


class Guard:
    """Asks providers and stores for the page's sake; names and causes are few, for they become labels."""

    def __init__(self, metrics: Metrics, clock: Callable[[], float] = time.monotonic) -> None:
        self._metrics = metrics
        self._seldom = Seldom(clock)

    async def guarded(self, call: Awaitable[T], deadline: float, name: str) -> T | None:
        """Return what `call` gives within `deadline` seconds, None (unknown) when it fails or is late.

        A cancelled caller cancels the call.
        """
        try:
            async with asyncio.timeout(deadline):
                return await call
        except TimeoutError:
            self._failed(name, "late", None)
        except Exception as error:  # noqa: BLE001 - one of the three: a provider's fault is not the page's
            self._failed(name, type(error).__name__, error)
        return None

    def _failed(self, name: str, cause: str, error: Exception | None) -> None:
        self._metrics.lookup_failures.labels(name, cause).inc()
        told = isinstance(error, StoreError) and error.told
        if not told and self._seldom.allows(name):
            _log.warning("lookup %s failed: %s", name, cause, exc_info=error)
