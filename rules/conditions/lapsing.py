"""`lapsing`: whether somebody who used to order regularly is late by their own rhythm."""

from collections.abc import Iterator
from typing import ClassVar

from pydantic.dataclasses import dataclass

from rules.context import Context, Truth
from rules.language.units import spoken
from rules.language.word import Word
from rules.operators import NumberTest
from rules.past import NOT_KNOWN

LATE = 2.0
"""Times the usual wait between orders after which somebody is late."""


@dataclass(frozen=True, slots=True)
class Lapsing(Word):
    """`true` is more than twice the usual wait; a number asks for another. Who ordered but once has no rhythm."""

    word: ClassVar[str] = "lapsing"
    whole: ClassVar[bool] = True
    reads_past: ClassVar[bool] = True

    test: NumberTest

    @classmethod
    def fields(cls, _name: str, value: object) -> dict[str, object]:
        return {cls.bare: {"more_than": LATE} if value is True else value}

    def answer(self, context: Context) -> Truth:
        if context.visitor is None:
            return Truth.UNKNOWN
        times = _late(context)
        return Truth.NO if times is None else self.test.of(times)

    def turns(self, context: Context) -> Iterator[float]:
        orders = context.visitor.orders if context.visitor else None
        if orders is not None and orders.last is not None and orders.rhythm:
            last, rhythm = orders.last, orders.rhythm
            yield from (last + times * rhythm for times in self.test.bounds())

    def seen(self, context: Context) -> str:
        if context.visitor is None:
            return NOT_KNOWN
        times, usual = _late(context), context.visitor.orders.rhythm
        return "no rhythm yet" if times is None or usual is None else f"{times:.1f} times the usual {spoken(usual)}"


def _late(context: Context) -> float | None:
    """Return how many times the usual wait has passed since the last order, None for who has no rhythm."""
    orders = context.visitor.orders if context.visitor else None
    if orders is None or orders.last is None or not orders.rhythm:
        return None
    return max(0.0, context.now - orders.last) / orders.rhythm
