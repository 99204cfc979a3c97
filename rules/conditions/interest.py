"""`interest`: the category this person likes best by what they looked at and put in the basket lately."""

from typing import Annotated, ClassVar

from pydantic import BeforeValidator
from pydantic.dataclasses import dataclass

from rules.context import Context, Truth
from rules.language.operands import wrong
from rules.language.word import Word
from rules.operators import TextTest
from rules.past import NOT_KNOWN
from scoring.visitor import KEPT_CATEGORIES


def _rank(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= KEPT_CATEGORIES:
        raise wrong("wrong-value", f"write a whole number from 1 to {KEPT_CATEGORIES}")
    return value


Rank = Annotated[int, BeforeValidator(_rank)]


@dataclass(frozen=True, slots=True)
class Interest(Word):
    """`among_top: 3` is content with one of the three best liked."""

    word: ClassVar[str] = "interest"
    bare: ClassVar[str] = "category"
    reads_past: ClassVar[bool] = True

    category: TextTest
    among_top: Rank = 1

    def answer(self, context: Context) -> Truth:
        if context.visitor is None:
            return Truth.UNKNOWN
        best = context.visitor.liking(context.now)[: self.among_top]
        return Truth.of(any(self.category.holds(name) for name, _ in best))

    def seen(self, context: Context) -> str:
        if context.visitor is None:
            return NOT_KNOWN
        best = context.visitor.liking(context.now)[: self.among_top]
        return f"interest = {', '.join(name for name, _ in best) or 'none yet'}"
