"""`visits`: how many visits this person has begun, this one counted; 30 idle minutes end a visit."""

from typing import ClassVar

from pydantic.dataclasses import dataclass

from rules.context import Context, Truth
from rules.language.word import Word
from rules.operators import NumberTest
from rules.past import NOT_KNOWN


@dataclass(frozen=True, slots=True)
class Visits(Word):
    word: ClassVar[str] = "visits"
    whole: ClassVar[bool] = True
    reads_past: ClassVar[bool] = True

    test: NumberTest

    def answer(self, context: Context) -> Truth:
        return self.test.of(context.visitor.visits) if context.visitor else Truth.UNKNOWN

    def seen(self, context: Context) -> str:
        return f"visits = {context.visitor.visits}" if context.visitor else NOT_KNOWN
