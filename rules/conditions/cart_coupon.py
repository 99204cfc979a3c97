"""`cart.coupon`: the code in the basket: `applied` is any, `none` is no code, anything else is the code itself."""

from typing import ClassVar

from pydantic.dataclasses import dataclass

from rules.context import Context, Truth
from rules.language.word import Word
from rules.operators import TextTest
from rules.past import NOT_KNOWN

_NONE = ("none",)


@dataclass(frozen=True, slots=True)
class CartCoupon(Word):
    word: ClassVar[str] = "cart.coupon"
    whole: ClassVar[bool] = True
    reads_past: ClassVar[bool] = True

    test: TextTest

    def answer(self, context: Context) -> Truth:
        if context.visitor is None:
            return Truth.UNKNOWN
        coupon = context.visitor.basket.coupon
        return self.test.of_any((coupon, "applied") if coupon else _NONE)

    def seen(self, context: Context) -> str:
        return f"cart.coupon = {context.visitor.basket.coupon or 'none'}" if context.visitor else NOT_KNOWN
