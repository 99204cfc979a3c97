"""Says what every store does, and how it says that it cannot."""

from collections.abc import Sequence
from typing import Protocol

from scoring.event import Event
from scoring.visitor import Visitor

KEEP = 762 * 86_400.0
"""Seconds that anything about a visitor is kept: 25 months (CNIL 2020-091)."""


class StoreError(Exception):
    """The store cannot do what it was asked: at start a reason to stop, later a past that is unknown.

    `told` is True where the store has written into the log what is wrong, so that nobody else needs to.
    """

    told = False


class Store(Protocol):
    """Keeps the events of visitors, by ids that are keyed hashes already.

    Events are appended, never fetched, changed and put back: two tabs or two workers cannot lose each other's.
    Every call may raise StoreError.
    """

    async def load(self, who: str) -> Visitor:
        """Return all recorded events of that visitor folded, `Visitor()` when there are none.

        What this process was asked to record for that visitor before is in it.
        """
        ...

    async def record(self, who: str, events: Sequence[Event]) -> None:
        """Append events; those of one call keep their order. On return they survive the end of the process.

        Whoever does not wait leaves the writing to the store: giving up the wait does not take the events back.
        """
        ...

    async def erase(self, who: str) -> None:
        """Remove everything about that visitor."""
        ...

    async def close(self) -> None:
        """Write what is left and let go of the files; nothing may be asked after."""
        ...
