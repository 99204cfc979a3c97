"""`tag`: leaves a tag with the visitor, or takes one off; the page stays as it is."""

from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator
from pydantic.dataclasses import dataclass

from rules.context import Context
from rules.decision import Edit, Element
from rules.language.measuretext import TagName
from rules.language.operands import Given, wrong
from rules.language.units import Duration
from rules.language.word import Word
from scoring.event import Event, Kind
from scoring.marks import NO_END
from scoring.marks import Tag as Borne

RENEWED = 0.05
"""Share of a tag's time that passes before it is set anew: a rule that acts on every page tells little new."""


@dataclass(frozen=True, slots=True)
class Tag(Word):
    """One tag a line; what is set now is there from the next page on."""

    word: ClassVar[str] = "tag"
    bare: ClassVar[str] = "add"
    keeps: ClassVar[bool] = True

    add: Given[TagName] = None
    remove: Given[TagName] = None
    span: Annotated[Given[Duration], Field(alias="for")] = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.add is None) is (self.remove is None):
            raise wrong("wrong-value", "say which tag to `add`, or which to `remove`")
        if self.remove is not None and self.span is not None:
            raise wrong("wrong-value", "`for` belongs to `add`: what is removed is removed at once")
        return self

    @property
    def _name(self) -> str:
        return self.add or self.remove or ""

    def edits(self, _context: Context) -> tuple[Edit, ...]:
        return ()

    def marks(self, context: Context) -> tuple[Event, ...]:
        tags = context.visitor.marks.tags if context.visitor else {}
        borne = tags.get(self._name)
        if context.visitor is not None and not self._news(borne, context.now):
            return ()
        span = NO_END if self.span is None else str(self.span)
        return (Event(Kind.TAGGED, self._name, context.now, {"for": "0" if self.remove else span}),)

    def _news(self, borne: Borne | None, now: float) -> bool:
        """Tell whether setting or removing the tag changes what is kept by more than a little."""
        if borne is None or self.remove is not None:
            return (borne is None) is (self.remove is None)
        if self.span is None or borne.until is None:
            return (self.span is None) is not (borne.until is None)
        return abs(now + self.span - borne.until) > RENEWED * self.span

    def outcome(self) -> tuple[str, str]:
        return ("tagged" if self.add else "untagged", self._name)

    def touches(self) -> tuple[Element, ...]:
        return ()

    def claims(self) -> frozenset[str]:
        return frozenset()

    def remembers(self) -> bool:
        return False
