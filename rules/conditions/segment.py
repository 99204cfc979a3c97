"""`segment`: whether the visitor belongs to a segment that site.yaml names; a list asks for any of them."""

from typing import Annotated, ClassVar

from pydantic import BeforeValidator
from pydantic.dataclasses import dataclass

from rules.context import Context, Truth
from rules.language.names import SegmentRef
from rules.language.operands import several
from rules.language.word import Word
from rules.logic import any_of


@dataclass(frozen=True, slots=True)
class Segment(Word):
    word: ClassVar[str] = "segment"
    bare: ClassVar[str] = "segments"
    whole: ClassVar[bool] = True
    reads_past: ClassVar[bool] = True

    segments: Annotated[tuple[SegmentRef, ...], BeforeValidator(several)]

    def answer(self, context: Context) -> Truth:
        return any_of(segment.condition.answer(context) for segment in self.segments)

    def seen(self, context: Context) -> str:
        answers = (f"{segment.name} {segment.condition.answer(context).value}" for segment in self.segments)
        return f"segment: {', '.join(answers)}"
