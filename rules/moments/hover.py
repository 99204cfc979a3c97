"""`hover`: the mouse rests on a named element."""

from typing import Annotated, ClassVar

from pydantic import Field
from pydantic.dataclasses import dataclass

from rules.decision import Trigger
from rules.language.names import ElementRef
from rules.language.waiting import Brief, pointed
from rules.language.word import Word

USUAL = 0.3
"""Seconds over an element that are a hover, where a rule does not say."""


@dataclass(frozen=True, slots=True)
class Hover(Word):
    word: ClassVar[str] = "hover"
    bare: ClassVar[str] = "element"

    element: ElementRef
    span: Annotated[Brief, Field(alias="for")] = USUAL

    def trigger(self) -> Trigger:
        """Return what is told: `element` `css` `contract`, and `seconds` of rest."""
        return Trigger(self.word, {**pointed(self.element), "seconds": self.span}, ("hovered",))
