"""Keeps the last requests as values, so that an operator can ask why a page looked as it did."""

from collections import deque
from dataclasses import dataclass

from proxy.personalize import Outcome
from rules.explain import explained
from rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Past:
    """One answered request; `who` is the visitor's id in the store, "" when nobody is known by one."""

    id: str
    who: str
    rulebook: Rulebook
    outcome: Outcome

    def __str__(self) -> str:
        told = explained(self.outcome.context, self.rulebook, self.outcome.decision, self.outcome.met)
        return f"request {self.id}  visitor {self.who or 'not kept'}\n{told}"


class History:
    """The last `length` requests, newest first when asked."""

    def __init__(self, length: int) -> None:
        self._kept: deque[Past] = deque(maxlen=length)

    def keep(self, past: Past) -> None:
        self._kept.append(past)

    def of(self, request: str = "", visitor: str = "") -> tuple[Past, ...]:
        """Return what matches all that is asked; a visitor by the first characters of the id."""
        return tuple(
            past
            for past in reversed(self._kept)
            if (not request or past.id == request) and (not visitor or (past.who and past.who.startswith(visitor)))
        )
