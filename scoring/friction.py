"""Tells where somebody is stuck, by what is recorded of this visit: searching, going to and fro, hesitating."""

from collections.abc import Sequence
from enum import StrEnum

from scoring.event import Event, Kind

SEARCHES = 3
"""Searches since anything was last put in the basket that tell of somebody who does not find it."""

TURNS = 4
"""Pages in a row that are two pages in turn."""

LOOKS = 3
"""Views of one product that was not put in the basket since the first of them."""


class Friction(StrEnum):
    SEARCHING = "searching"
    TO_AND_FRO = "to_and_fro"
    HESITATING = "hesitating"


def frictions(visit: Sequence[Event]) -> frozenset[Friction]:
    """Return what the events of one visit tell, in the order they happened; an order ends all of it."""
    since = _after_last(visit, Kind.ORDERED)
    found = set[Friction]()
    if sum(event.kind is Kind.SEARCHED for event in _after_last(since, Kind.ADDED)) >= SEARCHES:
        found.add(Friction.SEARCHING)
    if _turns([event.subject for event in since if event.kind is Kind.SEEN]):
        found.add(Friction.TO_AND_FRO)
    if _hesitates(since):
        found.add(Friction.HESITATING)
    return frozenset(found)


def _after_last(events: Sequence[Event], kind: Kind) -> Sequence[Event]:
    last = max((place for place, event in enumerate(events) if event.kind is kind), default=-1)
    return events[last + 1 :]


def _turns(paths: Sequence[str]) -> bool:
    """Tell whether the last pages were two in turn: there, back, there, back."""
    last = paths[-TURNS:]
    return len(last) == TURNS and last[0] != last[1] and last[:2] == last[2:]


def _hesitates(events: Sequence[Event]) -> bool:
    looks: dict[str, int] = {}
    for event in events:
        if event.kind is Kind.ADDED:
            looks.pop(event.subject, None)
        product = event.detail.get("product")
        if event.kind is Kind.SEEN and product:
            looks[product] = looks.get(product, 0) + 1
    return max(looks.values(), default=0) >= LOOKS
