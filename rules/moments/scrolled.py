"""`scrolled`: so much of the page has come into sight."""

from typing import ClassVar

from pydantic.dataclasses import dataclass

from rules.decision import Trigger
from rules.language.waiting import Share, percent
from rules.language.word import Word


@dataclass(frozen=True, slots=True)
class Scrolled(Word):
    word: ClassVar[str] = "scrolled"
    bare: ClassVar[str] = "depth"

    depth: Share

    def trigger(self) -> Trigger:
        """Return what is told: `depth`, in percent of the page's height."""
        return Trigger(self.word, {"depth": percent(self.depth)}, ("scrolled",))
