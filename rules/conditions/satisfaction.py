"""`satisfaction`: what this person answered last when a rule asked how it was (`ask`), and how lately."""

from typing import Annotated, ClassVar

from pydantic import Field
from pydantic.dataclasses import dataclass

from rules.context import Context, Truth
from rules.language.operands import Given, choice
from rules.language.units import Duration
from rules.language.word import Word
from rules.past import NOT_KNOWN, ago, since
from scoring.marks import Rating

HAPPY, UNHAPPY = "happy", "unhappy"

Answer = Annotated[str, choice("answer", (HAPPY, UNHAPPY))]


@dataclass(frozen=True, slots=True)
class Satisfaction(Word):
    """Of who was never asked, or answered too long ago, it is unknown: nobody is taken for happy."""

    word: ClassVar[str] = "satisfaction"
    bare: ClassVar[str] = "is"
    reads_past: ClassVar[bool] = True

    wanted: Annotated[Answer, Field(alias="is")]
    within: Given[Duration] = None

    def answer(self, context: Context) -> Truth:
        rated = _rated(context)
        if rated is None or rated.at < since(context.now, self.within):
            return Truth.UNKNOWN
        return Truth.of(rated.answer == self.wanted)

    def seen(self, context: Context) -> str:
        if context.visitor is None:
            return NOT_KNOWN
        rated = _rated(context)
        return "never answered" if rated is None else f"{rated.answer}, {ago(rated.at, context.now)}"


def _rated(context: Context) -> Rating | None:
    return None if context.visitor is None else context.visitor.marks.rated
