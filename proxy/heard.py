"""Remembers what browsers told just now, for pages that were asked for while their beacon was on its way."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace

from proxy.facts import Facts
from scoring.event import Event

MOST = 1_000
"""Visitors whose last signals are remembered."""


class Heard:
    """The signals of the last beacon of each visitor.

    A browser sends a beacon and asks for the next page in one breath, on two connections. The page's lookups may begin
    first; the shop's answer takes longer than the beacon. Should the store have been slower still, what was told may
    count twice, for that page alone.
    """

    def __init__(self) -> None:
        self._told: OrderedDict[str, Sequence[Event]] = OrderedDict()

    def note(self, who: str, events: Sequence[Event]) -> None:
        self._told[who] = events
        self._told.move_to_end(who)
        if len(self._told) > MOST:
            self._told.popitem(last=False)

    def forget(self, who: str) -> None:
        self._told.pop(who, None)

    def onto(self, facts: Facts) -> Facts:
        """Return the facts with what this visitor told since they were looked up."""
        told = self._told.get(facts.who, ())
        if facts.visitor is None or not told or told[0].at <= facts.now:
            return facts
        return replace(facts, visitor=facts.visitor.after_all(told))
