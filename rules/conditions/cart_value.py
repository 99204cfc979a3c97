"""`cart.value`: what the basket is worth in the site's currency, as the shop's own page said last."""

from typing import ClassVar

from pydantic.dataclasses import dataclass

from rules.context import Context, Truth
from rules.language.word import Word
from rules.operators import MoneyTest
from rules.past import NOT_KNOWN


@dataclass(frozen=True, slots=True)
class CartValue(Word):
    word: ClassVar[str] = "cart.value"
    whole: ClassVar[bool] = True
    reads_past: ClassVar[bool] = True

    test: MoneyTest

    def answer(self, context: Context) -> Truth:
        return self.test.of(context.visitor.basket.value) if context.visitor else Truth.UNKNOWN

    def seen(self, context: Context) -> str:
        return f"cart.value = {context.visitor.basket.value}" if context.visitor else NOT_KNOWN
