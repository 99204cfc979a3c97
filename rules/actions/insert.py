"""`insert`: puts a fragment at the start or end of an element, or beside it."""

from dataclasses import field
from typing import ClassVar, Literal, Self

from pydantic import model_validator
from pydantic.dataclasses import dataclass

from rules.context import Context
from rules.decision import Edit, Element, Op
from rules.language.names import ElementRef, FragmentRef
from rules.language.word import Word
from rules.language.wording import Given, check_fillable, check_given, html, known, remembers

_OPS = {"before": Op.BEFORE, "start": Op.PREPEND, "end": Op.APPEND, "after": Op.AFTER}


@dataclass(frozen=True, slots=True)
class Insert(Word):
    """`start` and `end` are inside of the element, `before` and `after` outside."""

    word: ClassVar[str] = "insert"
    bare: ClassVar[str] = "fragment"

    into: ElementRef
    at: Literal["before", "start", "end", "after"]
    fragment: FragmentRef
    values: Given = field(default_factory=dict, hash=False)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        check_fillable(self.fragment)
        check_given(self.fragment, self.values)
        return self

    def edits(self, context: Context) -> tuple[Edit, ...]:
        content = html(self.fragment, known(context, self.values))
        return (Edit(self.into, _OPS[self.at], content),) if content else ()

    def outcome(self) -> tuple[str, str]:
        return ("inserted", self.fragment.name)

    def touches(self) -> tuple[Element, ...]:
        return (self.into,)

    def claims(self) -> frozenset[str]:
        return frozenset()

    def remembers(self) -> bool:
        return remembers(self.fragment)
