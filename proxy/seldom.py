"""Keeps a lasting trouble from filling the log: one line a second for each name."""

from collections.abc import Callable


class Seldom:
    """Allows a name again when `seconds` have passed; names come from our code, so they are few."""

    def __init__(self, clock: Callable[[], float], seconds: float = 1.0) -> None:
        self._clock = clock
        self._seconds = seconds
        self._allowed: dict[str, float] = {}

    def allows(self, name: str) -> bool:
        now = self._clock()
        last = self._allowed.get(name)
        if last is not None and now - last < self._seconds:
            return False
        self._allowed[name] = now
        return True
