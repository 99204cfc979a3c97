"""`orders.last`: when this person ordered last; who never ordered does not match."""

from collections.abc import Iterator
from typing import ClassVar

from pydantic.dataclasses import dataclass

from rules.context import Context, Truth
from rules.language.word import Word
from rules.operators import AgeTest
from rules.past import NOT_KNOWN, ago


@dataclass(frozen=True, slots=True)
class OrdersLast(Word):
    word: ClassVar[str] = "orders.last"
    whole: ClassVar[bool] = True
    reads_past: ClassVar[bool] = True

    test: AgeTest

    def answer(self, context: Context) -> Truth:
        if context.visitor is None:
            return Truth.UNKNOWN
        last = context.visitor.orders.last
        return Truth.NO if last is None else self.test.of(last, context.now)

    def turns(self, context: Context) -> Iterator[float]:
        last = context.visitor.orders.last if context.visitor else None
        return iter(()) if last is None else self.test.turns(last)

    def seen(self, context: Context) -> str:
        if context.visitor is None:
            return NOT_KNOWN
        last = context.visitor.orders.last
        return f"orders.last = {'never' if last is None else ago(last, context.now)}"
