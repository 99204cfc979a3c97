"""`conversion`: how likely an order is in this visit, as the trained model says; unknown without one."""

from collections.abc import Mapping
from typing import ClassVar

from pydantic import model_validator
from pydantic.dataclasses import dataclass

from rules.context import Context, Truth
from rules.language.operands import Given, Percent, wrong
from rules.language.word import Word
from rules.measured import score, why
from rules.operators import PercentTest
from rules.past import NOT_KNOWN
from scoring.model import Score


@dataclass(frozen=True, slots=True)
class Conversion(Word):
    """`top: 10%` asks for the tenth of visits that are likeliest to order; it may stand beside the operators."""

    word: ClassVar[str] = "conversion"
    reads_past: ClassVar[bool] = True

    test: Given[PercentTest] = None
    top: Given[Percent] = None

    @classmethod
    def fields(cls, _name: str, value: object) -> dict[str, object]:
        if not isinstance(value, Mapping):
            return {"test": value}
        operators = {key: value[key] for key in value if key != "top"}
        top = {"top": value["top"]} if "top" in value else {}
        return {**top, "test": operators} if operators or not top else dict(top)

    @model_validator(mode="after")
    def _something(self) -> "Conversion":
        if self.test is None and self.top is None:
            raise wrong("missing-value", "say how likely: { at_least: 20% }, or { top: 10% }")
        return self

    def answer(self, context: Context) -> Truth:
        found = score(context)
        if found is None:
            return Truth.UNKNOWN
        answers = (self._likely(found), self._among_top(found))
        if Truth.NO in answers:
            return Truth.NO
        return Truth.UNKNOWN if Truth.UNKNOWN in answers else Truth.YES

    def _likely(self, found: Score) -> Truth:
        return Truth.YES if self.test is None else self.test.of(found.probability)

    def _among_top(self, found: Score) -> Truth:
        if self.top is None:
            return Truth.YES
        # a share is a float: 1 - 0.07 is a little less than 0.93
        return Truth.of(None if found.rank is None else round(1.0 - found.rank, 9) <= self.top)

    def seen(self, context: Context) -> str:
        found = score(context)
        if found is None:
            return NOT_KNOWN
        if found.probability is None:
            return "conversion is not known: site.yaml names no trained model"
        top = "" if found.rank is None else f", top {1.0 - found.rank:.0%}"
        return f"conversion = {found.probability:.1%}{top} ({found.model}: {why(found)})"
