"""`show`: makes an element visible that the shop hides, by the `hidden` attribute or by an inline style."""

from typing import ClassVar

from pydantic.dataclasses import dataclass

from rules.claims import visibility
from rules.context import Context
from rules.decision import Edit, Element, Op, Style
from rules.language.names import ElementRef
from rules.language.word import Word


@dataclass(frozen=True, slots=True)
class Show(Word):
    word: ClassVar[str] = "show"
    bare: ClassVar[str] = "element"

    element: ElementRef

    def edits(self, _context: Context) -> tuple[Edit, ...]:
        return (
            Edit(self.element, Op.SET, name="hidden"),
            Edit(self.element, Op.SET, Style(drop=("display", "visibility")), name="style"),
        )

    def outcome(self) -> tuple[str, str]:
        return ("shown", self.element.name)

    def touches(self) -> tuple[Element, ...]:
        return (self.element,)

    def claims(self) -> frozenset[str]:
        return frozenset({visibility(self.element)})

    def remembers(self) -> bool:
        return False
