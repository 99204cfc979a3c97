"""Folds recorded events onto a snapshot in one order for all, however tabs and workers interleaved them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import lt

from scoring.event import Event
from scoring.visitor import Visitor

SETTLE = 60.0
"""Seconds after which no earlier event is expected any more: a write waits at most a few (tables.BUSY)."""

UNFOLDED = 500
"""Events of one visitor that may wait for SETTLE: beyond them the oldest are folded at once, to stay bounded."""

WORTHWHILE = 32
"""Events from which on folding them into the snapshot saves more than it costs."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One recorded event: its place among those recorded with it, and the row that holds it, if one does."""

    event: Event
    place: int = 0
    row: int = 0


def entries(events: Sequence[Event]) -> tuple[Entry, ...]:
    return tuple(Entry(event, place) for place, event in enumerate(events))


def folded(snapshot: Visitor, unfolded: Iterable[Entry]) -> Visitor:
    return snapshot.after_all([entry.event for entry in _sorted(unfolded)])


def split(unfolded: Iterable[Entry], now: float) -> tuple[Sequence[Entry], Sequence[Entry]]:
    """Return the entries that the snapshot may take in, since nothing before them is to come, and the rest."""
    ordered = _sorted(unfolded)
    ready = sum(entry.event.at <= now - SETTLE for entry in ordered)
    ready = max(ready, len(ordered) - UNFOLDED)
    return ordered[:ready], ordered[ready:]


def _sorted(unfolded: Iterable[Entry]) -> Sequence[Entry]:
    """Events mostly have moments of their own, and only where two have the same one more has to be looked at."""
    found = sorted(unfolded, key=_moment)
    moments = list(map(_moment, found))
    return found if all(map(lt, moments, moments[1:])) else sorted(found, key=_order)


def _moment(entry: Entry) -> tuple[float, int]:
    return entry.event.at, entry.place


def _order(entry: Entry) -> tuple[float, int, str, str, tuple[tuple[str, str], ...]]:
    """Sort by content, not by arrival: two stores that hold the same events fold them alike."""
    event = entry.event
    return (event.at, entry.place, event.kind, event.subject, tuple(sorted(event.detail.items())))
