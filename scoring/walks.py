"""The items that a visit met, in order: out of events, alike where it is learned from and where it is served."""

from collections.abc import Iterable, Iterator

from scoring.event import Event, Kind
from scoring.visitor import IDLE


class _Walk:
    """A visit while it goes on."""

    __slots__ = ("items", "last")

    def __init__(self, at: float) -> None:
        self.last = at
        self.items: list[str] = []


def item_of(event: Event) -> str:
    """Return the item that was seen or put in the basket, "" when it was none."""
    if event.kind is Kind.SEEN:
        return event.detail.get("product", "")
    return event.subject if event.kind is Kind.ADDED else ""


def items_of(events: Iterable[Event]) -> tuple[str, ...]:
    return tuple(filter(None, map(item_of, events)))


def walks(events: Iterable[tuple[str, Event]]) -> list[tuple[str, ...]]:
    """Return the items of each visit, the visit that ended first in front, given events with whose they are.

    The events of one visitor come in order; a visit is over when 30 idle minutes have passed, as in a Visitor.
    """
    ended = sorted(_walks(events), key=lambda walk: walk.last)
    return [tuple(walk.items) for walk in ended if walk.items]


def _walks(events: Iterable[tuple[str, Event]]) -> Iterator[_Walk]:
    on: dict[str, _Walk] = {}
    for who, event in events:
        walk = on.get(who)
        if walk is None or event.at - walk.last > IDLE:
            if walk is not None:
                yield walk
            walk = on[who] = _Walk(event.at)
        walk.last = max(walk.last, event.at)
        item = item_of(event)
        if item:
            walk.items.append(item)
    yield from on.values()
