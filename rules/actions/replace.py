"""`replace`: puts a fragment in the place of an element."""

from dataclasses import field
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator
from pydantic.dataclasses import dataclass

from rules.claims import whole
from rules.context import Context
from rules.decision import Edit, Element, Op
from rules.language.names import ElementRef, FragmentRef
from rules.language.word import Word
from rules.language.wording import Given, check_fillable, check_given, html, known, remembers


@dataclass(frozen=True, slots=True)
class Replace(Word):
    word: ClassVar[str] = "replace"
    bare: ClassVar[str] = "element"

    element: ElementRef
    fragment: Annotated[FragmentRef, Field(alias="with")]
    values: Given = field(default_factory=dict, hash=False)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        check_fillable(self.fragment)
        check_given(self.fragment, self.values)
        return self

    def edits(self, context: Context) -> tuple[Edit, ...]:
        content = html(self.fragment, known(context, self.values))
        return (Edit(self.element, Op.REPLACE, content),) if content else ()

    def outcome(self) -> tuple[str, str]:
        return ("replaced", self.element.name)

    def touches(self) -> tuple[Element, ...]:
        return (self.element,)

    def claims(self) -> frozenset[str]:
        return whole(self.element)

    def remembers(self) -> bool:
        return remembers(self.fragment)
