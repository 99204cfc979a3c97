"""Counts how often somebody asks in a minute, in bounded memory, and says when it is too often."""

from collections.abc import Callable
from dataclasses import dataclass, field

MINUTE = 60.0

REMEMBERED = 10_000
"""Who is counted in one minute; further ones are refused until it is over, so that nobody's count is lost."""


@dataclass(slots=True)
class Quota:
    """At most `most` in each minute of a clock of monotonic seconds, for each of those who ask."""

    most: int
    clock: Callable[[], float]
    _counts: dict[str, int] = field(default_factory=dict)
    _since: float = float("-inf")

    def admits(self, who: str) -> bool:
        """Count one more, and tell whether it is not one too many."""
        now = self.clock()
        if now - self._since >= MINUTE:
            self._counts.clear()
            self._since = now
        count = self._counts.get(who, 0)
        if count >= self.most or (not count and len(self._counts) >= REMEMBERED):
            return False
        self._counts[who] = count + 1
        return True
