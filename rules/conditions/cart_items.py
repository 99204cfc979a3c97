"""`cart.items`: how many items the basket holds, as the shop's own page said last."""

from typing import ClassVar

from pydantic.dataclasses import dataclass

from rules.context import Context, Truth
from rules.language.word import Word
from rules.operators import NumberTest
from rules.past import NOT_KNOWN


@dataclass(frozen=True, slots=True)
class CartItems(Word):
    word: ClassVar[str] = "cart.items"
    whole: ClassVar[bool] = True
    reads_past: ClassVar[bool] = True

    test: NumberTest

    def answer(self, context: Context) -> Truth:
        return self.test.of(context.visitor.basket.items) if context.visitor else Truth.UNKNOWN

    def seen(self, context: Context) -> str:
        return f"cart.items = {context.visitor.basket.items}" if context.visitor else NOT_KNOWN
