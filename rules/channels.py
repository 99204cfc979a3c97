"""Channels, which are conditions on an arrival: those of site.yaml, and one for each sort of source."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from rules.context import Context, Truth
from rules.logic import Condition
from scoring.event import Event
from scoring.source import SOURCES, source

_REMEMBERED = 1024
"""Arrivals of which one channel remembers its answer: some of each visitor who looks around just now."""


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel by its name; `lasting` gives its answer to an arrival where nothing else can ever change it."""

    name: str
    condition: Condition
    lasting: Callable[[Event], Truth] | None = None

    @classmethod
    def of(cls, name: str, condition: Condition, *, lasts: bool) -> "Channel":
        """`lasts` says that the condition looks at the arrival alone, so that each arrival is judged once."""
        return cls(name, condition, lru_cache(_REMEMBERED)(_judge(condition)) if lasts else None)

    def met(self, arrival: Event, context: Context) -> Truth:
        return self.lasting(arrival) if self.lasting else self.condition.answer(context.at(arrival))


@dataclass(frozen=True, slots=True)
class FromSource:
    """Whether an arrival came from one sort of source."""

    source: str

    def answer(self, context: Context) -> Truth:
        return Truth.of(None if context.arrival is None else source(context.arrival) == self.source)


def _judge(condition: Condition) -> Callable[[Event], Truth]:
    return lambda arrival: condition.answer(Context(now=arrival.at, arrival=arrival))


BUILT_IN = {name: Channel.of(name, FromSource(name), lasts=True) for name in SOURCES}
"""What `came_from` knows without site.yaml."""
