"""Says what an outbox keeps, a letter, and what every outbox does."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

MOST = 50_000
"""Letters that may wait in one outbox; beyond them a new one is refused, and that is told at once."""

MOST_DEAD = 1_000
"""Dead letters that are kept, the newest."""

KNOWN = 30 * 86_400.0
"""Seconds for which an outbox knows the id of a letter it had, so that one that comes twice is sent once."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One post on its way: `id` is the same on every try, `to` names a webhook of site.yaml, `body` is JSON.

    `who` is whom it is about, so that it can be taken back; `at` is when it was written, `tries` how often it was
    taken to be sent.
    """

    id: str
    to: str
    who: str
    body: str
    at: float
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Dead:
    """A letter that is not sent any more, and why."""

    letter: Letter
    why: str


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many letters wait, and how many are dead."""

    waiting: int = 0
    dead: int = 0


class Outbox(Protocol):
    """Keeps letters until they were taken; every call may raise StoreError. Times are Unix times in seconds."""

    async def add(self, letters: Sequence[Letter]) -> None:
        """Keep letters, each id once. On return they survive the end of the process."""
        ...

    async def take(self, to: str, now: float, until: float, most: int) -> Sequence[Letter]:
        """Return letters to a receiver that are due; nobody else gets them before `until`, not even after a crash."""
        ...

    async def done(self, letter: Letter) -> None:
        """Take out what was received."""
        ...

    async def again(self, letter: Letter, at: float) -> None:
        """Let it wait until then."""
        ...

    async def bury(self, letter: Letter, why: str) -> None:
        """Keep it aside as one that is not sent any more."""
        ...

    async def bury_older(self, than: float) -> int:
        """Bury what nobody took and was written before that, such as to a name that is gone; return how many."""
        ...

    async def dead(self) -> Sequence[Dead]:
        """Return the dead letters, the newest first."""
        ...

    async def forget(self, who: str) -> None:
        """Take out all letters about a visitor, the dead among them."""
        ...

    async def sizes(self) -> Sizes: ...
