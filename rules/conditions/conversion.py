"""`conversion`: how likely an order is in this visit, as the trained model says; unknown without one."""

from typing import ClassVar

from pydantic.dataclasses import dataclass

from rules.context import Context, Truth
from rules.language.word import Word
from rules.measured import score, why
from rules.operators import PercentTest
from rules.past import NOT_KNOWN


@dataclass(frozen=True, slots=True)
class Conversion(Word):
    word: ClassVar[str] = "conversion"
    whole: ClassVar[bool] = True
    reads_past: ClassVar[bool] = True

    test: PercentTest

    def answer(self, context: Context) -> Truth:
        found = score(context)
        return self.test.of(None if found is None else found.probability)

    def seen(self, context: Context) -> str:
        found = score(context)
        if found is None:
            return NOT_KNOWN
        if found.probability is None:
            return "conversion is not known: site.yaml names no trained model"
        return f"conversion = {found.probability:.1%} ({found.model}: {why(found)})"
