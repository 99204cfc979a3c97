"""Calls when time is up, and may be set anew for every read: moving its hour costs no timer."""

import asyncio
from collections.abc import Callable


class Alarm:
    """One hour at a time; a timer runs for the earliest that was ever set, and looks then whether it is time."""

    __slots__ = ("_call", "_due", "_loop", "_rings", "_timer")

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._due = 0.0
        self._call: Callable[[], None] | None = None
        self._rings = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def set(self, seconds: float, call: Callable[[], None]) -> None:
        """Call in so many seconds, instead of whatever was to be called before."""
        self._due, self._call = self._loop.time() + seconds, call
        if self._timer is None or self._rings > self._due:
            self._start()

    def later(self, seconds: float) -> None:
        """Put off what is to be called until so many seconds from now."""
        self._due = max(self._due, self._loop.time() + seconds)

    def off(self) -> None:
        self._call = None

    def end(self) -> None:
        """Let go of the timer as well."""
        self._call = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _start(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._rings = self._due
        self._timer = self._loop.call_at(self._due, self._ring)

    def _ring(self) -> None:
        self._timer = None
        call = self._call
        if call is None:
            return
        if self._loop.time() < self._due:
            self._start()
            return
        self._call = None
        call()
