"""`loyalty.points`: the points of this person, by what site.yaml gives for orders and acts."""

from typing import ClassVar

from pydantic.dataclasses import dataclass

from rules.context import Context, Truth
from rules.language.word import Word
from rules.operators import NumberTest
from rules.past import NOT_KNOWN


@dataclass(frozen=True, slots=True)
class LoyaltyPoints(Word):
    word: ClassVar[str] = "loyalty.points"
    whole: ClassVar[bool] = True
    reads_past: ClassVar[bool] = True

    test: NumberTest

    def answer(self, context: Context) -> Truth:
        if context.visitor is None:
            return Truth.UNKNOWN
        return self.test.of(context.measures.loyalty.points(context.visitor))

    def seen(self, context: Context) -> str:
        if context.visitor is None:
            return NOT_KNOWN
        return f"loyalty.points = {context.measures.loyalty.points(context.visitor)}"
