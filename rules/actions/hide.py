"""`hide`: takes an element off the page before it is sent, so that nothing flickers and nothing can be found."""

from typing import ClassVar

from pydantic.dataclasses import dataclass

from rules.claims import whole
from rules.context import Context
from rules.decision import Edit, Element, Op
from rules.language.names import ElementRef
from rules.language.word import Word


@dataclass(frozen=True, slots=True)
class Hide(Word):
    word: ClassVar[str] = "hide"
    bare: ClassVar[str] = "element"

    element: ElementRef

    def edits(self, _context: Context) -> tuple[Edit, ...]:
        return (Edit(self.element, Op.REMOVE),)

    def outcome(self) -> tuple[str, str]:
        return ("hidden", self.element.name)

    def touches(self) -> tuple[Element, ...]:
        return (self.element,)

    def claims(self) -> frozenset[str]:
        return whole(self.element)

    def remembers(self) -> bool:
        return False
