"""`clicked`: a person has clicked on a named element."""

from typing import ClassVar

from pydantic.dataclasses import dataclass

from rules.decision import Trigger
from rules.language.names import ElementRef
from rules.language.waiting import pointed
from rules.language.word import Word


@dataclass(frozen=True, slots=True)
class Clicked(Word):
    word: ClassVar[str] = "clicked"
    bare: ClassVar[str] = "element"

    element: ElementRef

    def trigger(self) -> Trigger:
        """Return what is told: `element` `css` `contract`."""
        return Trigger(self.word, pointed(self.element), ("clicked",))
