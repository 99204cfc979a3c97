"""`came_from`: whether this person came by a channel: by any arrival, the first or the last."""

from collections.abc import Sequence
from typing import Annotated, ClassVar, TypeVar

from pydantic import BeforeValidator
from pydantic.dataclasses import dataclass

from rules.channels import Channel
from rules.context import Context, Truth
from rules.language.names import ChannelRef
from rules.language.operands import Given, choice, several
from rules.language.units import Duration
from rules.language.word import Word
from rules.logic import any_of
from rules.past import NOT_KNOWN, ago, since, told
from scoring.event import Event
from scoring.visitor import Visitor

A = TypeVar("A")

Touch = Annotated[str, choice("touch", ("first", "last", "any"))]


@dataclass(frozen=True, slots=True)
class CameFrom(Word):
    """`within` asks for an arrival that young; a list of channels asks for any of them."""

    word: ClassVar[str] = "came_from"
    bare: ClassVar[str] = "channel"
    reads_past: ClassVar[bool] = True

    channel: Annotated[tuple[ChannelRef, ...], BeforeValidator(several)]
    touch: Touch = "any"
    within: Given[Duration] = None

    def answer(self, context: Context) -> Truth:
        if context.visitor is None:
            return Truth.UNKNOWN
        oldest = since(context.now, self.within)
        judged = (one for channel in self.channel for one in self._touched(_judged(context, context.visitor, channel)))
        return any_of(truth for arrival, truth in judged if arrival.at >= oldest)

    def seen(self, context: Context) -> str:
        if context.visitor is None:
            return NOT_KNOWN
        arrival = next(iter(reversed(self._touched(_arrivals(context.visitor)))), None)
        return f"{self._which()} {told(arrival)}, {ago(arrival.at, context.now)}" if arrival else "no arrival"

    def _which(self) -> str:
        return "first" if self.touch == "first" else "last"

    def _touched(self, arrivals: Sequence[A]) -> Sequence[A]:
        if self.touch == "any":
            return arrivals
        return arrivals[:1] if self.touch == "first" else arrivals[-1:]


def _arrivals(visitor: Visitor) -> tuple[Event, ...]:
    """Return the arrivals that are kept, the first of all in front even when others between were dropped."""
    first, kept = visitor.landing, visitor.arrivals
    return kept if first is None or kept[:1] == (first,) else (first, *kept)


def _judged(context: Context, visitor: Visitor, channel: Channel) -> tuple[tuple[Event, Truth], ...]:
    """Return every arrival with the channel's answer to it, worked out once for all rules that ask."""
    return context.once(
        ("came_from", channel.name),
        lambda: tuple([(arrival, channel.met(arrival, context)) for arrival in _arrivals(visitor)]),
    )
