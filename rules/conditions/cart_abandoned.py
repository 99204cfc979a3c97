"""`cart.abandoned`: whether something was left in the basket, untouched for so long and not ordered."""

from collections.abc import Iterator
from typing import ClassVar

from pydantic.dataclasses import dataclass

from rules.context import Context, Truth
from rules.language.word import Word
from rules.operators import AgeTest
from rules.past import NOT_KNOWN, ago, happened
from scoring.event import Kind
from scoring.visitor import Visitor


@dataclass(frozen=True, slots=True)
class CartAbandoned(Word):
    """`true` is more than half an hour, as long as ends a visit."""

    word: ClassVar[str] = "cart.abandoned"
    whole: ClassVar[bool] = True
    reads_past: ClassVar[bool] = True

    test: AgeTest

    @classmethod
    def fields(cls, _name: str, value: object) -> dict[str, object]:
        return {cls.bare: {"more_than": "30 minutes"} if value is True else value}

    def answer(self, context: Context) -> Truth:
        if context.visitor is None:
            return Truth.UNKNOWN
        left = touched(context.visitor)
        return Truth.NO if left is None else self.test.of(left, context.now)

    def turns(self, context: Context) -> Iterator[float]:
        left = touched(context.visitor) if context.visitor else None
        return iter(()) if left is None else self.test.turns(left)

    def seen(self, context: Context) -> str:
        if context.visitor is None:
            return NOT_KNOWN
        left = touched(context.visitor)
        return "the basket is empty" if left is None else f"basket left {ago(left, context.now)}"


def touched(visitor: Visitor) -> float | None:
    """Return when the basket last changed, by its page or by what was put in since; None when nothing is in it."""
    basket = visitor.basket
    added = next((event.at for event in happened(visitor, Kind.ADDED, basket.at) if event.at > basket.at), None)
    return added if added is not None else basket.at if basket.items else None
