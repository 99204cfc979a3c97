"""`text`: writes other words into an element; whatever stood in it goes."""

from typing import Annotated, ClassVar

from pydantic import Field
from pydantic.dataclasses import dataclass

from rules.claims import content
from rules.context import Context
from rules.decision import Edit, Element, Op
from rules.decision import Text as Characters
from rules.language.names import ElementRef
from rules.language.word import Word
from rules.language.wording import Words, remembers
from rules.values import values


@dataclass(frozen=True, slots=True)
class Text(Word):
    word: ClassVar[str] = "text"
    bare: ClassVar[str] = "in"

    element: Annotated[ElementRef, Field(alias="in")]
    say: Words

    def edits(self, context: Context) -> tuple[Edit, ...]:
        said = self.say.render(values(context))
        return () if said is None else (Edit(self.element, Op.FILL, Characters(said)),)

    def outcome(self) -> tuple[str, str]:
        return ("text", self.element.name)

    def touches(self) -> tuple[Element, ...]:
        return (self.element,)

    def claims(self) -> frozenset[str]:
        return frozenset({content(self.element)})

    def remembers(self) -> bool:
        return remembers(self.say)
