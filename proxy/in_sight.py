"""Remembers of the pages that visitors have in sight what they told, for what is decided and counted meanwhile."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from proxy.ticket import Given
from scoring.event import NOTHING, Event, Kind

K = TypeVar("K")
V = TypeVar("V")

MOST = 1_000
"""Visitors whose pages are remembered, in each process."""

PAGES = 8
"""Pages of one visitor, the last ones."""

TOLD = 200
"""What was told of rules, by one visitor, that is not counted again."""

_ONCE = frozenset({Kind.SHOWN, Kind.DISMISSED})
"""Kinds that count once for each page and rule, however often a page says so."""


@dataclass(frozen=True, slots=True)
class _Pages:
    facts: OrderedDict[str, Mapping[str, str]] = field(default_factory=OrderedDict)
    told: OrderedDict[tuple[float, Kind, str], None] = field(default_factory=OrderedDict)


class InSight:
    """The last pages of each visitor, by what their tickets know them by (`track.target`).

    Where a beacon comes to another process than its page, the facts of the page are unknown there.
    """

    def __init__(self) -> None:
        self._all: OrderedDict[str, _Pages] = OrderedDict()

    def note(self, who: str, target: str, facts: Mapping[str, str]) -> None:
        _put(self._of(who).facts, target, facts, PAGES)

    def facts(self, who: str, target: str) -> Mapping[str, str]:
        """Return the facts of a page when it was seen last, none when it is not remembered."""
        known = self._all.get(who)
        return known.facts.get(target, NOTHING) if known else NOTHING

    def news(self, who: str, given: Given, events: Iterable[Event]) -> tuple[Event, ...]:
        """Return the events but for those that this page told already and that count once."""
        fresh: list[Event] = []
        for event in events:
            key = (given.at, event.kind, event.subject)
            if event.kind in _ONCE:
                told = self._of(who).told
                if key in told:
                    continue
                _put(told, key, None, TOLD)
            fresh.append(event)
        return tuple(fresh)

    def forget(self, who: str) -> None:
        self._all.pop(who, None)

    def _of(self, who: str) -> _Pages:
        if who not in self._all:
            _put(self._all, who, _Pages(), MOST)
        self._all.move_to_end(who)
        return self._all[who]


def _put(kept: OrderedDict[K, V], key: K, value: V, most: int) -> None:
    """Keep a value as the latest of so many."""
    kept[key] = value
    kept.move_to_end(key)
    if len(kept) > most:
        kept.popitem(last=False)
