"""`utm.*`: the campaign parameters of the arrival that this visit began with; one that is missing is ""."""

from typing import Annotated, ClassVar

from pydantic.dataclasses import dataclass

from rules.context import Context, Truth
from rules.language.operands import choice
from rules.language.word import Word
from rules.operators import TextTest
from rules.past import NOT_KNOWN

_KEYS = (
    "source",
    "medium",
    "campaign",
    "term",
    "content",
    "id",
    "source_platform",
    "creative_format",
    "marketing_tactic",
)
"""The parameters that Google Analytics defines and other tools follow."""


@dataclass(frozen=True, slots=True)
class Utm(Word):
    word: ClassVar[str] = "utm.*"
    whole: ClassVar[bool] = True
    reads_past: ClassVar[bool] = True
    of_arrival: ClassVar[bool] = True

    key: Annotated[str, choice("campaign parameter", _KEYS)]
    test: TextTest

    def answer(self, context: Context) -> Truth:
        if context.arrival is None:
            return Truth.UNKNOWN
        return self.test.of(context.arrival.detail.get(f"q.utm_{self.key}", ""))

    def seen(self, context: Context) -> str:
        if context.arrival is None:
            return NOT_KNOWN
        return f"utm.{self.key} = {context.arrival.detail.get(f'q.utm_{self.key}') or 'none'}"
