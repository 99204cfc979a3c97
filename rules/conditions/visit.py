"""`visit`: how many pages this visit has seen, and how long it lasts by now."""

from typing import ClassVar

from pydantic import model_validator
from pydantic.dataclasses import dataclass

from rules.context import Context, Truth
from rules.language.operands import Given, wrong
from rules.language.units import spoken
from rules.language.word import Word
from rules.operators import LengthTest, NumberTest
from rules.past import NOT_KNOWN
from scoring.event import Kind
from scoring.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Visit(Word):
    word: ClassVar[str] = "visit"
    bare: ClassVar[str] = "pages"
    reads_past: ClassVar[bool] = True

    pages: Given[NumberTest] = None
    duration: Given[LengthTest] = None

    @model_validator(mode="after")
    def _something(self) -> "Visit":
        if self.pages is None and self.duration is None:
            raise wrong("missing-value", "say of what: pages: { at_least: 3 } or duration: { at_least: 2 minutes }")
        return self

    def answer(self, context: Context) -> Truth:
        if context.visitor is None:
            return Truth.UNKNOWN
        pages, length = _measured(context.visitor, context.now)
        return Truth.of(
            (self.pages is None or self.pages.of(pages) is Truth.YES)
            and (self.duration is None or self.duration.of(length) is Truth.YES)
        )

    def seen(self, context: Context) -> str:
        if context.visitor is None:
            return NOT_KNOWN
        pages, length = _measured(context.visitor, context.now)
        return f"visit = {pages} page{'' if pages == 1 else 's'} in {spoken(length)}"


def _measured(visitor: Visitor, now: float) -> tuple[int, float]:
    """Return the pages seen in this visit and its seconds until now."""
    events = visitor.visit(now)
    pages = sum(event.kind is Kind.SEEN for event in events)
    return pages, max(0.0, now - events[0].at) if events else 0.0
