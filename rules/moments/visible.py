"""`visible`: a named element has come into sight, by half of it or by another share."""

from typing import ClassVar

from pydantic.dataclasses import dataclass

from rules.decision import Trigger
from rules.language.names import ElementRef
from rules.language.waiting import Share, percent, pointed
from rules.language.word import Word


@dataclass(frozen=True, slots=True)
class Visible(Word):
    word: ClassVar[str] = "visible"
    bare: ClassVar[str] = "element"

    element: ElementRef
    share: Share = 0.5

    def trigger(self) -> Trigger:
        """Return what is told: `element` `css` `contract`, and `share` in percent of the element."""
        return Trigger(self.word, {**pointed(self.element), "share": percent(self.share)}, ("visible",))
