"""Keeps the last requests as values, so that an operator can ask why a page looked as it did."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from rules.context import Context
from rules.decision import Decision
from rules.explain import explained
from rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Past:
    """One answered request, without its page; `who` is the visitor's id in the store, "" when nobody is known by one.

    `met` counts the elements that each acting rule met.
    """

    id: str
    who: str
    rulebook: Rulebook
    context: Context
    decision: Decision
    met: Mapping[str, int]

    def __str__(self) -> str:
        told = explained(self.context, self.rulebook, self.decision, self.met)
        return f"request {self.id}  visitor {self.who or 'not kept'}\n{told}"


class History:
    """The last `length` requests, newest first when asked."""

    def __init__(self, length: int) -> None:
        self._kept: deque[Past] = deque(maxlen=length)

    def keep(self, past: Past) -> None:
        self._kept.append(past)

    def forget(self, who: str) -> None:
        """Drop every request of this visitor."""
        kept = [past for past in self._kept if past.who != who]
        self._kept.clear()
        self._kept.extend(kept)

    def visitors(self) -> frozenset[str]:
        """Return whose requests are kept."""
        return frozenset(past.who for past in self._kept if past.who)

    def of(self, request: str = "", visitor: str = "") -> tuple[Past, ...]:
        """Return what matches all that is asked; a visitor by the first characters of the id."""
        return tuple(
            past
            for past in reversed(self._kept)
            if (not request or past.id == request) and (not visitor or (past.who and past.who.startswith(visitor)))
        )
