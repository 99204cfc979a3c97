"""`orders.value`: what all confirmed orders of this person were worth, in the site's currency."""

from typing import ClassVar

from pydantic.dataclasses import dataclass

from rules.context import Context, Truth
from rules.language.word import Word
from rules.operators import MoneyTest
from rules.past import NOT_KNOWN


@dataclass(frozen=True, slots=True)
class OrdersValue(Word):
    word: ClassVar[str] = "orders.value"
    whole: ClassVar[bool] = True
    reads_past: ClassVar[bool] = True

    test: MoneyTest

    def answer(self, context: Context) -> Truth:
        return self.test.of(context.visitor.orders.value) if context.visitor else Truth.UNKNOWN

    def seen(self, context: Context) -> str:
        return f"orders.value = {context.visitor.orders.value}" if context.visitor else NOT_KNOWN
