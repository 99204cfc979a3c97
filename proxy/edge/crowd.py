"""Counts the visitors' connections of this process, in all and of each address, and says when there are too many."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Crowd:
    """At most `most` connections, and `most_each` of one address."""

    most: int
    most_each: int
    _all: int = 0
    _each: Counter[str] = field(default_factory=Counter)

    def admits(self, address: str, *, trusted: bool) -> bool:
        """Count one more connection unless it is one too many; a `trusted` hop speaks for many visitors."""
        if self._all >= self.most or (not trusted and self._each[address] >= self.most_each):
            return False
        self._all += 1
        self._each[address] += 1
        return True

    def left(self, address: str) -> None:
        """Count one connection less, of those that were admitted."""
        self._all -= 1
        self._each[address] -= 1
        if not self._each[address]:
            del self._each[address]
