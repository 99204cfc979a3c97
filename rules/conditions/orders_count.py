"""`orders.count`: how many orders of this person the shop has confirmed."""

from typing import ClassVar

from pydantic.dataclasses import dataclass

from rules.context import Context, Truth
from rules.language.word import Word
from rules.operators import NumberTest
from rules.past import NOT_KNOWN


@dataclass(frozen=True, slots=True)
class OrdersCount(Word):
    word: ClassVar[str] = "orders.count"
    whole: ClassVar[bool] = True
    reads_past: ClassVar[bool] = True

    test: NumberTest

    def answer(self, context: Context) -> Truth:
        return self.test.of(context.visitor.orders.count) if context.visitor else Truth.UNKNOWN

    def seen(self, context: Context) -> str:
        return f"orders.count = {context.visitor.orders.count}" if context.visitor else NOT_KNOWN
