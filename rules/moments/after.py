"""`after`: the page has been in sight for so long; after 0 seconds it acts at once."""

from typing import ClassVar

from pydantic.dataclasses import dataclass

from rules.decision import Trigger
from rules.language.waiting import Brief
from rules.language.word import Word


@dataclass(frozen=True, slots=True)
class After(Word):
    word: ClassVar[str] = "after"
    bare: ClassVar[str] = "span"
    whole: ClassVar[bool] = True

    span: Brief

    def trigger(self) -> Trigger:
        """Return what is told: `seconds` in sight."""
        return Trigger(self.word, {"seconds": self.span}, ("stayed",))
