"""`came_from`: whether this person came by a channel that site.yaml names: by any arrival, the first or the last."""

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import BeforeValidator
from pydantic.dataclasses import dataclass

from rules.context import Context, Truth
from rules.language.names import ChannelRef
from rules.language.operands import Given, choice, several
from rules.language.units import Duration
from rules.language.word import Word
from rules.logic import any_of
from rules.past import NOT_KNOWN, ago, since, told
from scoring.visitor import Event, Visitor

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
        views = [context.at(arrival) for arrival in self._arrivals(context.visitor) if arrival.at >= oldest]
        return any_of(channel.condition.answer(view) for view in views for channel in self.channel)

    def seen(self, context: Context) -> str:
        if context.visitor is None:
            return NOT_KNOWN
        arrival = next(self._arrivals(context.visitor), None)
        return f"{self._which()} {told(arrival)}, {ago(arrival.at, context.now)}" if arrival else "no arrival"

    def _which(self) -> str:
        return "first" if self.touch == "first" else "last"

    def _arrivals(self, visitor: Visitor) -> Iterator[Event]:
        """Yield the arrivals that count, the latest first; the first of all is kept when others are dropped."""
        if self.touch != "first":
            yield from reversed(visitor.arrivals[-1:] if self.touch == "last" else visitor.arrivals)
        if (
            self.touch != "last"
            and visitor.landing
            and (self.touch == "first" or visitor.landing not in visitor.arrivals)
        ):
            yield visitor.landing
