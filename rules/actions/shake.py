"""`shake`: lets an element shake once when the moment of its rule has come, unless the visitor asks for less motion."""

from typing import ClassVar

from pydantic.dataclasses import dataclass

from rules.claims import attribute
from rules.context import Context
from rules.decision import Edit, Element, Op, Text
from rules.language.names import ElementRef
from rules.language.word import Word

_MARK = "data-dv-shake"
"""Our script moves what bears it, unless the visitor's system asks for less motion."""


@dataclass(frozen=True, slots=True)
class Shake(Word):
    word: ClassVar[str] = "shake"
    bare: ClassVar[str] = "element"
    needs_when: ClassVar[str] = "when: { hover: price }"

    element: ElementRef

    def edits(self, _context: Context) -> tuple[Edit, ...]:
        return (Edit(self.element, Op.SET, Text(""), name=_MARK),)

    def outcome(self) -> tuple[str, str]:
        return ("shaken", self.element.name)

    def touches(self) -> tuple[Element, ...]:
        return (self.element,)

    def claims(self) -> frozenset[str]:
        return frozenset({attribute(self.element, _MARK)})

    def remembers(self) -> bool:
        return False
