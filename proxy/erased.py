"""Remembers for a while who was erased, so that a page that was under way meanwhile does not bring anybody back."""

from collections import OrderedDict

MOST = 10_000
"""Visitors that are remembered; the oldest go, whose pages have long been answered."""


class Erased:
    """Visitors by their ids, with the Unix time at which each was erased."""

    def __init__(self) -> None:
        self._at: OrderedDict[str, float] = OrderedDict()

    def note(self, who: str, now: float) -> None:
        self._at[who] = now
        self._at.move_to_end(who)
        if len(self._at) > MOST:
            self._at.popitem(last=False)

    def knows(self, who: str) -> bool:
        return who in self._at

    def covers(self, who: str, at: float) -> bool:
        """Tell whether what happened then belongs to somebody who was erased since."""
        return at <= self._at.get(who, -1.0)
