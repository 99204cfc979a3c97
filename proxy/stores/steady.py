"""Tells the time by which stores forget, so that a clock set wrongly expires nobody's past."""

import logging
import time
from collections.abc import Callable

DAY = 86_400.0

_log = logging.getLogger(__name__)


class Steady:
    """A wall clock in Unix seconds, never more than a day ahead of what has passed since it was made.

    What a store deletes is gone, so a leap of years waits for a restart; a clock that runs behind only keeps longer.
    """

    def __init__(self, clock: Callable[[], float] = time.time, passed: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._passed = passed
        self._most = clock() - passed() + DAY
        self._told = False

    def __call__(self) -> float:
        wall, most = self._clock(), self._most + self._passed()
        if wall > most and not self._told:
            _log.error("the clock leapt ahead by %d hours: stores forget nothing by it", (wall - most + DAY) // 3600)
        self._told = wall > most
        return min(wall, most)
